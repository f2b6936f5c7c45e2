"""What points tells of final results: the whole state of each member's, anew when the grade is confirmed."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy import select

from services.points.models import Grade
from shared.outbox import OUTBOX
from tests.points.world import ident

from .books import Books

_FOLDER = Path(__file__).parents[3] / "services" / "points" / "facts"
_SCHEMA = json.loads((_FOLDER / "result.final.schema.json").read_text(encoding="utf-8"))


async def _told(books: Books) -> list[dict[str, Any]]:
    """The data of every fact so far, oldest first."""
    async with books.database.read() as view:
        payloads = (await view.execute(select(OUTBOX.c.payload).order_by(OUTBOX.c.id))).scalars().all()
    found = [payload["data"] for payload in payloads if payload["type"] == "result.final"]
    for data in found:
        Draft202012Validator(_SCHEMA, format_checker=FormatChecker()).validate(data)
    return found


async def test_a_result_is_told_once_it_is_final_and_anew_with_its_grade_under_a_higher_revision(
    books: Books,
) -> None:
    await books.to_publicity()
    assert await _told(books) == []
    await books.finalise(date(2026, 11, 2))
    first = {data["person_id"]: data for data in await _told(books)}
    await books.confirm({"wang": Grade.QUALIFIED})
    told = await _told(books)
    assert len(told) == len(first) + 1
    before, after = first[str(ident("wang"))], told[-1]
    assert (before["grade"], after["grade"]) == (None, "qualified")
    assert after["revision"] > before["revision"]
    assert {**before, "grade": "qualified", "revision": after["revision"]} == after
    assert (after["period"], after["occurred_on"]) == ("2026-Q3", "2026-09-30")


def test_the_schema_is_one_and_lets_nothing_slip_in() -> None:
    Draft202012Validator.check_schema(_SCHEMA)
    assert _SCHEMA["required"] == list(_SCHEMA["properties"])
    assert {path.name for path in _FOLDER.iterdir()} == {"result.final.schema.json"}
