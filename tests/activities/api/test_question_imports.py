"""`/v1/question-imports` and `/v1/question-exports`."""

from tests.activities.house import House
from tests.activities.learning import a_bank, a_question
from tests.support.door import code_of, faults_of

FILE = "锅炉水位?{=每班 ~每周}\n\n坏题{#3}\n\n空载也耗电。{T}\n"


async def test_a_plain_member_neither_imports_nor_exports(house: House) -> None:
    body = {"category": "安全", "text": FILE}
    assert (await house.post("/v1/question-imports", body, None)).status_code == 401
    assert code_of(await house.post("/v1/question-imports", body, "wang")) == "forbidden"
    assert code_of(await house.get("/v1/question-exports", "wang")) == "forbidden"


async def test_a_dry_run_tells_and_adds_nothing(house: House) -> None:
    body = {"category": "安全", "text": FILE, "dry_run": True}
    made = await house.made("/v1/question-imports", body, "publicist")
    assert [(row["line"], row["outcome"], row["code"]) for row in made["rows"]] == [
        (1, "tried", None),
        (3, "refused", "kind_unsupported"),
        (5, "tried", None),
    ]
    assert await house.count("question") == 0


async def test_one_refused_question_holds_up_all_of_them(house: House) -> None:
    made = await house.made("/v1/question-imports", {"category": "安全", "text": FILE}, "publicist")
    assert (made["added"], made["refused"]) == (0, 1)
    assert [row["outcome"] for row in made["rows"]] == ["tried", "refused", "tried"]
    assert await house.count("question") == 0


async def test_good_questions_come_in_beside_bad_ones_if_asked_and_only_once(house: House) -> None:
    body = {"category": "安全", "text": FILE, "partial": True}
    made = await house.made("/v1/question-imports", body, "publicist")
    assert (made["added"], made["refused"]) == (2, 1)
    again = await house.made("/v1/question-imports", body, "publicist")
    assert [row["outcome"] for row in again["rows"]] == ["known", "refused", "known"]
    assert await house.count("question") == 2


async def test_more_questions_than_are_taken_at_once_are_refused(house: House) -> None:
    text = "\n\n".join(f"第{number}题{{T}}" for number in range(1_001))
    answer = await house.post("/v1/question-imports", {"category": "安全", "text": text}, "publicist")
    assert (answer.status_code, code_of(answer)) == (422, "questions_many")


async def test_a_question_that_the_door_of_single_ones_refuses_is_refused_here(house: House) -> None:
    long, twice = "长" * 201, "是"
    text = f"太长{{={long} ~否}}\n\n重复{{={twice} ~{twice}}}\n"
    made = await house.made("/v1/question-imports", {"category": "安全", "text": text}, "publicist")
    assert [row["code"] for row in made["rows"]] == ["string_too_long", "options_wrong"]


async def test_a_file_with_control_characters_is_malformed(house: House) -> None:
    """The reader hides escapes behind them."""
    answer = await house.post(
        "/v1/question-imports", {"category": "安全", "text": "题\x01{=是 ~否}"}, "publicist"
    )
    assert faults_of(answer) == {"/text": "text_unclean"}


async def test_an_export_comes_back_as_it_was(house: House) -> None:
    await a_bank(house, 2)
    await house.made("/v1/questions", a_question(3, category="节能", stem="{a=1}~#:题"), "publicist")
    answer = await house.get("/v1/question-exports", "publicist")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    body = {"category": "他处", "text": answer.text}
    made = await house.made("/v1/question-imports", body, "other secretary")
    assert made["added"] == 3
    here, there = [
        (await house.read("/v1/questions", key))["items"] for key in ("publicist", "other secretary")
    ]
    drop = {"by_id", "at"}
    assert sorted(
        (row["category"], str({k: v for k, v in row["version"].items() if k not in drop})) for row in here
    ) == sorted(
        (row["category"], str({k: v for k, v in row["version"].items() if k not in drop})) for row in there
    )


async def test_an_export_holds_one_category_if_asked(house: House) -> None:
    await a_bank(house, 1)
    await a_bank(house, 1, category="节能")
    answer = await house.get("/v1/question-exports?category=节能", "publicist")
    assert answer.text.count("$CATEGORY: 节能") == 1
    assert "安全" not in answer.text.replace("锅炉安全", "")
