"""People as a caller may see them: by name, or only by the volunteer number."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import Reach, Role
from shared.auth.principal import Access
from shared.roster import MEMBERSHIP, in_force, names

from ..models import SharedField
from ..rules.people import ALL_OF_IT, FOR_OWN_SIDE, Shown, masked
from . import consents, volunteers

_SIDES = frozenset({Reach.GROUP, Reach.BRANCH, Reach.SUBTREE})


async def shown(
    session: AsyncSession,
    person_ids: Collection[UUID],
    access: Access,
    community_id: UUID | None = None,
    *,
    branch_id: UUID | None = None,
) -> dict[UUID, Shown]:
    """Each of these people, of rows that the caller reaches, in three statements.

    Oneself whole; to officers of a community what each consented to for it; to leaders and committees, but not to every
    member, the name. If `community_id` or `branch_id` says whose rows they are, a right over another one opens nothing.
    """
    ids = set(person_ids)
    known = await volunteers.of(session, ids)
    called = await names(session, ids)
    agreed = await _agreed(session, ids, access, community_id)
    side = FOR_OWN_SIDE if _of_own_side(access, branch_id) else frozenset()
    found = {}
    for person_id in ids:
        fields = ALL_OF_IT if person_id == access.person_id else side | agreed.get(person_id, frozenset())
        found[person_id] = masked(person_id, known.get(person_id), called.get(person_id), fields)
    return found


async def _agreed(
    session: AsyncSession, ids: set[UUID], access: Access, community_id: UUID | None
) -> dict[UUID, frozenset[SharedField]]:
    asking = {
        grant.anchor
        for grant in access.grants
        if grant.reach is Reach.COMMUNITY and grant.anchor and community_id in {None, grant.anchor}
    }
    return await consents.seen_fields(session, ids, asking) if asking else {}


def _of_own_side(access: Access, branch_id: UUID | None) -> bool:
    return any(
        grant.reach in _SIDES
        and grant.role is not Role.MEMBER
        and (branch_id is None or grant.reach is not Reach.BRANCH or grant.anchor == branch_id)
        for grant in access.grants
    )


async def branches(session: AsyncSession, person_ids: Collection[UUID], on: date) -> dict[UUID, UUID]:
    """The branch to which each belongs on a day; who belongs to none is absent."""
    query = select(MEMBERSHIP.c.person_id, MEMBERSHIP.c.branch_id).where(
        among(session, MEMBERSHIP.c.person_id, set(person_ids)), in_force(MEMBERSHIP, on)
    )
    return {row.person_id: row.branch_id for row in await session.execute(query)}
