"""`/v1/questions`: the bank shows right answers, so only those who keep it see it."""

import pytest

from tests.activities.house import House
from tests.activities.learning import a_bank, a_question
from tests.support.door import code_of

YES_NO = [{"text": "正确", "right": False}, {"text": "错误", "right": True}]


async def test_members_see_no_bank(house: House) -> None:
    assert (await house.get("/v1/questions", None)).status_code == 401
    assert code_of(await house.get("/v1/questions", "wang")) == "forbidden"


async def test_another_branch_has_a_bank_of_its_own(house: House) -> None:
    [question] = await a_bank(house, 1)
    assert (await house.read("/v1/questions", "other secretary"))["items"] == []
    assert code_of(await house.get(f"/v1/questions/{question}", "other secretary")) == "question_missing"


@pytest.mark.parametrize(
    ("kind", "right"),
    [("single", [False, False]), ("single", [True, True]), ("multiple", [False, False])],
)
async def test_options_fit_the_kind(house: House, kind: str, right: list[bool]) -> None:
    options = [{"text": f"选项{place}", "right": each} for place, each in enumerate(right)]
    answer = await house.post("/v1/questions", a_question(kind=kind, options=options), "publicist")
    assert code_of(answer) == "options_wrong"


async def test_a_true_false_question_has_yes_then_no(house: House) -> None:
    made = await house.made("/v1/questions", a_question(kind="true_false", options=YES_NO), "publicist")
    assert made["version"]["options"] == YES_NO
    turned = a_question(kind="true_false", options=YES_NO[::-1])
    assert code_of(await house.post("/v1/questions", turned, "publicist")) == "options_wrong"


async def test_an_option_stands_once(house: House) -> None:
    twice = [{"text": "是", "right": True}, {"text": "是", "right": False}]
    answer = await house.post("/v1/questions", a_question(options=twice), "publicist")
    assert code_of(answer) == "options_wrong"


async def test_a_correction_is_a_new_version_and_retirement_ends_both(house: House) -> None:
    [question] = await a_bank(house, 1)
    path = f"/v1/questions/{question}"
    better = a_question(2)
    del better["category"]
    await house.made(f"{path}/versions", better, "publicist")
    assert [row["number"] for row in (await house.read(path, "publicist"))["versions"]] == [1, 2]
    await house.made(f"{path}/retirement", None, "publicist")
    assert (await house.read("/v1/questions", "publicist"))["items"] == []
    assert code_of(await house.post(f"{path}/versions", better, "publicist")) == "question_retired"
