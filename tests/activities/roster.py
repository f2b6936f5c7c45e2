"""What directory tells of the people of the power branch as time goes on, and the rolls that follow."""

from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from services.activities.usecases import roll_changes
from shared import roster_facts
from tests.activities.house import House
from tests.points.world import MEMBERS, ident
from tests.support.people import a_member

_versions = count(2)
_PLACES = {key: (branch, group) for key, branch, group in MEMBERS}


async def hear_of(house: House, who: str, **more: Any) -> None:
    """Somebody as directory knows them now; in a group of the power branch, unless said otherwise."""
    branch, group = _PLACES.get(who, ("power", None))
    told = a_member(
        ident(who),
        branch=ident(branch),
        group=ident(group) if group else None,
        name=who,
        version=next(_versions),
        rights_version=1,
        **more,
    )
    async with house.database.write() as tx:
        await roster_facts.hear_member(tx, told)


def an_absence(kind: str, from_on: str, until_on: str | None = None) -> dict[str, Any]:
    """One absence of a `member.changed`."""
    return {"id": str(uuid4()), "kind": kind, "from_on": from_on, "until_on": until_on}


def a_span(branch: str, from_on: date, until_on: date | None = None) -> dict[str, Any]:
    """One membership of a `member.changed`."""
    return {
        "branch_id": str(ident(branch)),
        "group_id": None,
        "status": "full",
        "from_on": from_on.isoformat(),
        "until_on": until_on.isoformat() if until_on else None,
    }


def moved(to: str, on: date) -> list[dict[str, Any]]:
    """The memberships of somebody who belonged to the power branch until the day before."""
    return [a_span("power", date(2020, 1, 1), date.fromordinal(on.toordinal() - 1)), a_span(to, on)]


async def followed(house: House) -> int:
    """The roster's word brought to the rolls; for how many meetings."""
    state = house.app.state
    return await roll_changes.sweep(house.database, house.watch.at, teller=state.teller, zone=state.zone)


async def roll(house: House, meeting: dict[str, Any]) -> Any:
    """The two numbers, and the lines by name."""
    found = await house.read(f"/v1/meetings/{meeting['id']}/roll", "organiser")
    return found["expected"], found["entitled"], {line["name"]: line for line in found["lines"]}
