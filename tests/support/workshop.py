"""The people of directory's demo, as the other services hear of them."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.directory.demo.workshop import (
    APPOINTMENTS,
    BRANCH,
    ORGANISATIONS,
    OTHER_BRANCH,
    PROBATIONARY,
    demo_id,
    everyone,
)
from shared import roster_facts

from .people import a_member, an_organisation, appointed

_PLACES = {key: demo_id("organisation", key) for key, *_ in ORGANISATIONS}


async def settle_in(session: AsyncSession) -> None:
    """What directory tells of the workshop's people."""
    above = {key: parent for key, _, _, _, parent in ORGANISATIONS}
    for key, kind, *_ in ORGANISATIONS:
        line: list[str] = []
        while parent := above[line[0] if line else key]:
            line.insert(0, parent)
        places = [_PLACES[each] for each in line]
        await roster_facts.hear_organisation(session, an_organisation(_PLACES[key], *places, kind=kind.value))
    for each in everyone():
        group = _PLACES[each.group] if each.group else None
        branch = _PLACES[OTHER_BRANCH if each.group == "packing-group" else BRANCH]
        more: dict[str, Any] = {} if group else {"memberships": []}
        told = a_member(demo_id("person", each.key), branch=branch, group=group, name=each.name, **more)
        if each.key == PROBATIONARY:
            told["memberships"][0]["status"] = "probationary"
        await roster_facts.hear_member(session, told)
    for key, role, place in APPOINTMENTS:
        held = (role, _PLACES[place] if place else None)
        await roster_facts.hear_appointments(session, appointed(demo_id("person", key), held))
