"""What another version of the scheme would make of a period: for the committee, and nothing is posted."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.points.rules import scheme as scheme_rules
from tests.points.house import House, both, code_of, faults_of, nothing, plain
from tests.points.world import ident


def path(house: House, scheme_id: UUID | str, branch: str = "power") -> str:
    return f"/v1/periods/{house.period(branch)}/simulation?scheme_id={scheme_id}"


async def a_draft(house: House, code: str = "A", **changes: Any) -> str:
    """A draft in which a found hazard is worth two."""
    body = scheme_rules.shipped(code) or {}
    for item in body["items"]:
        if item["code"] == "B11":
            item["points"]["value"] = "2"
    made = await house.made("/v1/schemes", {"body": body | changes}, "organiser")
    return str(made["id"])


async def test_a_stranger_and_a_member_simulate_nothing(house: House) -> None:
    ours = path(house, house.scheme())
    assert (await house.get(ours, None)).status_code == 401
    for other in ("wang", "leader", "safety"):
        assert code_of(await house.get(ours, other)) == "forbidden"


async def test_another_branchs_period_and_scheme_look_like_none(house: House) -> None:
    hidden = await house.get(path(house, house.scheme(), "packing"), "organiser")
    none = await house.get(f"/v1/periods/{nothing()}/simulation?scheme_id={house.scheme()}", "organiser")
    assert plain(hidden) == plain(none)
    theirs = await house.get(path(house, house.scheme("packing")), "organiser")
    assert plain(theirs) == plain(await house.get(path(house, nothing()), "organiser"))
    assert code_of(theirs) == "scheme_missing"


async def test_a_scheme_of_the_year_does_not_judge_a_quarter(house: House) -> None:
    yearly = await a_draft(house, "B")
    assert code_of(await house.get(path(house, yearly), "organiser")) == "cycle_differs"


async def test_a_scheme_must_be_named(house: House) -> None:
    answer = await house.get(f"/v1/periods/{house.period()}/simulation", "organiser")
    assert faults_of(answer).keys() == {"query:scheme_id"}


@both
async def test_a_draft_is_tried_on_the_deeds_of_the_quarter(house: House) -> None:
    """Wang's hazard becomes 2 points; nobody else changes, and no table does."""
    await house.an_approved_claim()
    draft = await a_draft(house)
    before = await counted(house)
    told = (await house.get(path(house, draft), "organiser")).json()
    assert await counted(house) == before
    assert told["changed"] == 1
    [wang] = [each for each in told["members"] if each["differences"]]
    assert wang["member_id"] == str(ident("wang"))
    assert float(wang["score_after"]) - float(wang["score_before"]) == 1
    [difference] = wang["differences"]
    assert (difference["item_code"], float(difference["before"]), float(difference["after"])) == ("B11", 1, 2)
    scores = (await house.get(f"/v1/periods/{house.period()}/scores", "organiser")).json()
    assert {each["member_id"]: each["score_before"] for each in told["members"]} == {
        each["member_id"]: each["score"] for each in scores
    }


async def counted(house: House) -> list[int]:
    async with house.database.read() as view:
        tables = ("entry", "result", "run", "audit", "outbox")
        return [
            (await view.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()  # noqa: S608 - of ours
            for table in tables
        ]
