"""Every fact that activities tells has a published schema of its data, and keeps to it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from services.activities import events
from services.activities.usecases import make_ups
from shared.messages import DUE
from tests.activities.attending import a_theme_day, at, close, listed, told, wall
from tests.activities.house import House
from tests.points.world import ident

FOLDER = Path(__file__).parents[2] / "services" / "activities" / "facts"
TOLD = {value for name, value in vars(events).items() if name.isupper() and name != "SOURCE"}


def schema(kind: str) -> dict[str, Any]:
    """What a fact of this kind carries."""
    found: dict[str, Any] = json.loads((FOLDER / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return found


def test_every_fact_has_its_schema_and_every_schema_its_fact() -> None:
    assert {path.name.removesuffix(".schema.json") for path in FOLDER.iterdir()} == TOLD


@pytest.mark.parametrize("kind", sorted(TOLD))
def test_a_schema_is_one_and_lets_nothing_slip_in(kind: str) -> None:
    found = schema(kind)
    Draft202012Validator.check_schema(found)
    assert (found["$id"], found["additionalProperties"]) == (f"urn:siyou:facts:{kind}", False)
    assert found["required"] == list(found["properties"])
    assert "points" not in found["properties"]


async def test_what_attendance_tells_keeps_to_its_schemas(house: House) -> None:
    """A theme day with everything in it: in time, late, on leave, absent; one make-up done, the others missed."""
    meeting = await a_theme_day(house)
    leave = await house.made(
        f"/v1/meetings/{meeting['id']}/leaves", {"kind": "on_shift", "reason": "锅炉夜班"}, "chen"
    )
    await house.made(f"/v1/leaves/{leave['id']}/decision", {"granted": True}, "leader")
    house.watch.at = wall(16)
    sitting = meeting["sittings"][0]["id"]
    await listed(house, sitting, {"wang": "in"}, at(14))
    await listed(house, sitting, {"li": "in"}, at(14, 30))
    await close(house, meeting)
    [own] = (await house.read(f"/v1/make-ups?person_id={ident('chen')}", "chen"))["items"]
    await house.made(f"/v1/make-ups/{own['id']}/note", {"note": "已学习。"}, "chen")
    await house.made(f"/v1/make-ups/{own['id']}/confirmation", None, "leader")
    state = house.app.state
    await make_ups.sweep(house.database, wall(12, day=30), teller=state.teller, zone=state.zone)
    facts = [each for each in await told(house) if each["type"] != DUE]
    for fact in facts:
        Draft202012Validator(schema(fact["type"]), format_checker=FormatChecker()).validate(fact["data"])
    assert {fact["type"] for fact in facts} == {
        "attendance.confirmed",
        "attendance.late",
        "absence.recorded",
        "makeup.done",
        "makeup.missed",
        "meeting.held",
    }
