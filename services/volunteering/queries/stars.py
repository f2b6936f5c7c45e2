"""Star levels that a caller may see, and the totals they rest on."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import Role
from shared.auth.principal import Grant
from shared.roster import fence

from ..models import RecordState, ServiceRecord, StarLevel, StarState, StarStep
from ..rules.stars import StarLevelMissing


def visible(grants: Sequence[Grant]) -> Select[StarLevel]:
    """One's own and those one may decide about; of others in the branch what was awarded and may be shown."""
    fellows = [grant for grant in grants if grant.role is Role.MEMBER]
    others = [grant for grant in grants if grant.role is not Role.MEMBER]
    own = fence(others, person=col(StarLevel.person_id), branch=col(StarLevel.branch_id))
    shown = fence(fellows, branch=col(StarLevel.branch_id))
    shown = shown & col(StarLevel.shown).is_(True) & (col(StarLevel.state) == StarState.AWARDED)
    return select(StarLevel).where(or_(own, shown))


def narrowed(query: Select[StarLevel], person_id: UUID | None, state: StarState | None) -> Select[StarLevel]:
    """By what a list may be asked for."""
    if person_id is not None:
        query = query.where(col(StarLevel.person_id) == person_id)
    return query if state is None else query.where(col(StarLevel.state) == state)


async def one(session: AsyncSession, star_level_id: UUID, grants: Sequence[Grant]) -> StarLevel:
    """Raises StarLevelMissing."""
    found: StarLevel | None = (
        await session.execute(visible(grants).where(col(StarLevel.id) == star_level_id))
    ).scalar_one_or_none()
    if found is None:
        raise StarLevelMissing
    return found


async def locked(session: AsyncSession, star_level_id: UUID) -> StarLevel:
    """One that is there, as it is after whoever held it."""
    query = select(StarLevel).where(col(StarLevel.id) == star_level_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    found: StarLevel = (await session.execute(query)).scalar_one()
    return found


async def awarded(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, list[StarLevel]]:
    """What these people hold, locked in the order of ids; by person."""
    query = select(StarLevel).where(
        among(session, col(StarLevel.person_id), person_ids), col(StarLevel.state) == StarState.AWARDED
    )
    query = query.order_by(col(StarLevel.id)).with_for_update().execution_options(populate_existing=True)
    found: dict[UUID, list[StarLevel]] = defaultdict(list)
    for row in (await session.execute(query)).scalars():
        found[row.person_id].append(row)
    return found


async def totals(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, int]:
    """Final minutes of each of these people, over all time; zero for who has none."""
    query = (
        select(col(ServiceRecord.person_id), func.sum(col(ServiceRecord.confirmed_minutes)))
        .where(
            among(session, col(ServiceRecord.person_id), person_ids),
            col(ServiceRecord.state) == RecordState.FINAL,
        )
        .group_by(col(ServiceRecord.person_id))
    )
    found = dict.fromkeys(person_ids, 0)
    for person_id, minutes in await session.execute(query):
        found[person_id] = int(minutes)
    return found


async def steps(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, list[StarStep]]:
    """How these came to where they are, oldest first; in one statement."""
    query = select(StarStep).where(among(session, col(StarStep.star_level_id), ids))
    found: dict[UUID, list[StarStep]] = defaultdict(list)
    for row in (await session.execute(query.order_by(col(StarStep.id)))).scalars():
        found[row.star_level_id].append(row)
    return found
