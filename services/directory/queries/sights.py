"""As what a reader sees each of several persons, for as many statements as the reader has kinds of rights."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Reach
from shared.auth.principal import Access, Grant

from ..models import Person
from ..rules.privacy.field_classes import AUDIENCES, Audience
from . import persons


async def audiences(
    session: AsyncSession, reader: Access, rows: Sequence[Person], on: date
) -> dict[UUID, frozenset[Audience]]:
    """For persons whom this reader reaches."""
    anybody, bounded = _sorted(reader.grants)
    found = {row.id: anybody | _own(row, reader) for row in rows}
    others = {row.id for row in rows if row.id != reader.person_id}
    for audience, grants in bounded.items():
        sure = len(bounded) == 1 and not anybody  # nothing else lets the reader see them
        for person_id in others if sure else await persons.those_reached(session, grants, others, on):
            found[person_id].add(audience)
    return {person_id: frozenset(each) for person_id, each in found.items()}


def everywhere(reader: Access) -> frozenset[Audience]:
    """As what a reader sees everybody, by the rights that the act asks for."""
    return frozenset(_sorted(reader.grants)[0])


def _own(row: Person, reader: Access) -> set[Audience]:
    return {Audience.SELF} if row.id == reader.person_id else set()


def _sorted(grants: Sequence[Grant]) -> tuple[set[Audience], dict[Audience, list[Grant]]]:
    """What holds for everybody, and the rights that hold for some."""
    everywhere: set[Audience] = set()
    bounded: dict[Audience, list[Grant]] = defaultdict(list)
    for grant in grants:
        audience = AUDIENCES.get(grant.role) if grant.role else None
        if audience is None or grant.reach is Reach.OWN:
            continue
        if grant.reach is Reach.ALL:
            everywhere.add(audience)
        else:
            bounded[audience].append(grant)
    return everywhere, bounded
