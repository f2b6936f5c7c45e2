"""`/v1/question-workbooks`: the empty one, the bank as a workbook, and a workbook into the bank."""

from collections.abc import Sequence
from itertools import count
from typing import Any

import httpx2

from services.activities.rules.question_workbooks import HEADS
from shared import workbooks
from shared.workbooks import MEDIA_TYPE, Page
from tests.activities.house import House, both
from tests.activities.learning import a_bank, a_question
from tests.support.door import code_of, faults_of

PATH = "/v1/question-workbooks"
GOOD = ["单选", "锅炉水位多久核对一次?", "至少每班一次", "每周一次", "A", "节能"]
JUDGED = ["判断", "空载也耗电。", None, None, "对", None]
_keys = count(1)


def a_workbook(*rows: Sequence[str | None], heads: list[str] | None = None) -> bytes:
    heads = heads or ["题型", "题目", "选项A", "选项B", "答案", "分类"]
    return workbooks.write([Page("题库", [], [heads, *rows])])


async def sent(
    house: House, content: bytes, by: str | None = "publicist", key: str | None = None, **asked: Any
) -> httpx2.Response:
    """A workbook as it is uploaded."""
    headers = house.by(by) | {
        "Idempotency-Key": key or f"workbook-key-{next(_keys):06}",
        "Content-Type": MEDIA_TYPE,
    }
    params = {"category": "安全"} | asked
    return await house.client.post(PATH, params=params, content=content, headers=headers)


async def taken(house: House, content: bytes, by: str = "publicist", **asked: Any) -> dict[str, Any]:
    """What is told of a workbook that could be read."""
    answer = await sent(house, content, by, **asked)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def the_bank(house: House, by: str) -> list[tuple[str, dict[str, Any]]]:
    """Category and newest version of every question, oldest first, without who wrote it and when."""
    rows = (await house.read("/v1/questions?limit=200", by))["items"]
    return [
        (row["category"], {key: value for key, value in row["version"].items() if key not in {"by_id", "at"}})
        for row in reversed(rows)
    ]


class TestImport:
    async def test_a_plain_member_does_not_import(self, house: House) -> None:
        assert (await sent(house, a_workbook(), None)).status_code == 401
        assert code_of(await sent(house, a_workbook(), "wang")) == "forbidden"

    async def test_who_may_not_import_has_no_workbook_read(self, house: House) -> None:
        assert code_of(await sent(house, b"no workbook", "wang")) == "forbidden"

    async def test_what_is_no_workbook_is_refused_in_the_language_asked_for(self, house: House) -> None:
        answer = await sent(house, b"no workbook")
        assert (answer.status_code, code_of(answer)) == (422, "workbook_unreadable")
        assert not answer.json()["detail"].isascii()

    async def test_a_workbook_without_the_needed_heads_is_refused(self, house: House) -> None:
        answer = await sent(house, a_workbook(GOOD, heads=["题型", "题目", "选项A", "选项B", "结果", "分类"]))
        assert (answer.status_code, code_of(answer)) == (422, "heads_wrong")

    async def test_more_than_a_megabyte_is_too_large(self, house: House) -> None:
        answer = await sent(house, b"PK\x03\x04" + b"x" * 1_000_001)
        assert answer.status_code == 413

    async def test_more_questions_than_are_taken_at_once_are_refused(self, house: House) -> None:
        rows: list[list[str | None]] = [
            ["判断", f"第{number}题", None, None, "对"] for number in range(1_001)
        ]
        assert code_of(await sent(house, a_workbook(*rows))) == "questions_many"

    async def test_a_category_is_needed_for_rows_that_name_none(self, house: House) -> None:
        assert faults_of(await sent(house, a_workbook(GOOD), category="")) == {
            "query:category": "string_too_short"
        }

    async def test_every_refused_row_is_named_and_nothing_comes_in(self, house: House) -> None:
        long = "长" * 201
        content = a_workbook(
            GOOD,
            ["单选", "太长?", long, "否", "A", None],
            ["填空", None, "甲", "乙", "C", None],
            ["判断", "转向\u202e吗?", None, None, "错", None],
        )
        made = await taken(house, content)
        told = [
            (row["sheet"], row["row"], row["outcome"], [(f["column"], f["code"]) for f in row["faults"]])
            for row in made["rows"]
        ]
        assert told == [
            ("题库", 2, "tried", []),
            ("题库", 3, "refused", [("C", "string_too_long")]),
            ("题库", 4, "refused", [("B", "missing"), ("A", "kind_unknown")]),
            ("题库", 5, "refused", [("B", "text_unclean")]),
        ]
        assert made["rows"][2]["faults"][1]["message"] == {
            "zh": "题型应为单选、多选或判断",
            "en": "The kind is single, multiple or true_false",
        }
        assert (made["added"], made["refused"]) == (0, 3)
        assert await house.count("question") == 0

    async def test_good_rows_come_in_beside_bad_ones_if_asked_and_only_once(self, house: House) -> None:
        content = a_workbook(GOOD, ["填空", "?", None, None, "甲", None], JUDGED)
        made = await taken(house, content, partial=True)
        assert (made["added"], made["refused"]) == (2, 1)
        again = await taken(house, content, partial=True)
        assert [row["outcome"] for row in again["rows"]] == ["known", "refused", "known"]
        assert await house.count("question") == 2

    async def test_a_dry_run_tells_and_adds_nothing(self, house: House) -> None:
        made = await taken(house, a_workbook(GOOD, JUDGED), dry_run=True, partial=True)
        assert [row["outcome"] for row in made["rows"]] == ["tried", "tried"]
        assert await house.count("question") == 0

    @both
    async def test_a_workbook_comes_in_whole_and_once_under_one_key(self, house: House) -> None:
        content = a_workbook(GOOD, JUDGED)
        first = await sent(house, content, key="one-key-for-both")
        again = await sent(house, content, key="one-key-for-both")
        assert (first.status_code, first.json()["added"]) == (201, 2)
        assert again.json() == first.json()
        assert [(category, version["kind"]) for category, version in await the_bank(house, "publicist")] == [
            ("节能", "single"),
            ("安全", "true_false"),
        ]
        other = await sent(house, a_workbook(GOOD), key="one-key-for-both")
        assert code_of(other) == "idempotency_key_reused"


class TestExport:
    async def test_a_plain_member_does_not_export(self, house: House) -> None:
        assert (await house.get(PATH, None)).status_code == 401
        assert code_of(await house.get(PATH, "wang")) == "forbidden"

    async def test_an_export_comes_back_as_it_was(self, house: House) -> None:
        await a_bank(house, 2)
        hostile = {"stem": "=cmd|'/C calc'!A0", "explanation": "+1\n@x", "legal_basis": "_x0041_"}
        await house.made("/v1/questions", a_question(3, category="节能", **hostile), "publicist")
        judged = [{"text": "正确", "right": False}, {"text": "错误", "right": True}]
        body = a_question(4, kind="true_false", options=judged, explanation=None, legal_basis=None)
        await house.made("/v1/questions", body, "publicist")
        answer = await house.get(PATH, "publicist")
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert answer.headers["content-disposition"] == 'attachment; filename="questions.xlsx"'
        assert (await taken(house, answer.content, "other secretary", category="他处"))["added"] == 4
        here, there = await the_bank(house, "publicist"), await the_bank(house, "other secretary")
        assert sorted(here, key=str) == sorted(there, key=str)
        back = await taken(house, answer.content)
        assert {row["outcome"] for row in back["rows"]} == {"known"}

    async def test_an_export_holds_one_category_if_asked(self, house: House) -> None:
        await a_bank(house, 1)
        await a_bank(house, 1, category="节能")
        answer = await house.get(f"{PATH}?category=节能", "publicist")
        assert (await taken(house, answer.content, dry_run=True))["rows"][0]["outcome"] == "known"
        [sheet, _] = await workbooks.read(answer.content)
        assert [row.cells[-1].text for row in sheet.rows] == ["分类", "节能"]


class TestTemplate:
    async def test_a_plain_member_needs_none(self, house: House) -> None:
        assert (await house.get(f"{PATH}/template", None)).status_code == 401
        assert code_of(await house.get(f"{PATH}/template", "wang")) == "forbidden"

    async def test_it_has_every_head_and_holds_no_question(self, house: House) -> None:
        answer = await house.get(f"{PATH}/template", "publicist")
        sheet, notes = await workbooks.read(answer.content)
        assert [cell.text for cell in sheet.rows[0].cells] == [names[0] for names in HEADS.values()]
        assert (len(sheet.rows), notes.name) == (1, "填写说明")
        assert (await taken(house, answer.content))["rows"] == []
