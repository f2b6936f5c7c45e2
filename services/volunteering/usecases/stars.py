"""Star levels: applied for, decided, and withdrawn with the hours they rested on.

The volunteer's row is locked before anything is counted, as it is by whoever makes hours final or voids them.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.db import add_or_refuse

from ..models import StarLevel, StarState, StarStep
from ..queries import parameters, people, volunteers
from ..queries import stars as queries
from ..rules import stars as rules


async def apply(
    session: AsyncSession, level: int, *, shown: bool, by: UUID, at: datetime, today: date
) -> StarLevel:
    """The volunteer's own act.

    Raises NotVolunteer, HomeBranchMissing, StarLevelUnknown, StarHoursMissing, StarLevelStands.
    """
    await volunteers.held(session, by)
    branch_id = (await people.branches(session, [by], today)).get(by)
    if branch_id is None:
        raise rules.HomeBranchMissing
    needed = rules.needed((await parameters.on(session, branch_id, today)).star_hours, level)
    total = (await queries.totals(session, [by]))[by]
    rules.must_reach(total, needed)
    row = StarLevel(
        person_id=by, branch_id=branch_id, level=level, needed_minutes=needed, shown=shown, applied_at=at
    )
    await add_or_refuse(session, row, _stands)
    return await _record(session, row, total, by=by, at=at)


async def decide(
    session: AsyncSession, row: StarLevel, *, awarded: bool, reason: str | None, by: UUID, at: datetime
) -> StarLevel:
    """By another. Hours voided meanwhile are gone here too.

    Raises OwnStarLevel, StarLevelDecided, StarHoursMissing.
    """
    await volunteers.held(session, row.person_id)
    row = await queries.locked(session, row.id)
    rules.may_decide(row, by)
    total = (await queries.totals(session, [row.person_id]))[row.person_id]
    if awarded:
        rules.must_reach(total, row.needed_minutes)
    row.state = StarState.AWARDED if awarded else StarState.DECLINED
    return await _record(session, row, total, reason=reason, by=by, at=at)


async def show(session: AsyncSession, row: StarLevel, *, shown: bool) -> StarLevel:
    """Whether the branch may see it, by the person's own word."""
    row.shown = shown
    await session.flush()
    return row


async def review(session: AsyncSession, person_ids: Collection[UUID], *, at: datetime) -> list[StarLevel]:
    """After hours were taken back: withdraw what they no longer carry, in the same transaction.

    Whoever calls holds the volunteers' rows, and has written the records.
    """
    await session.flush()
    held = await queries.awarded(session, person_ids)
    if not held:
        return []
    totals = await queries.totals(session, list(held))
    gone = []
    for person_id, rows in held.items():
        for row in rules.fallen(rows, totals[person_id]):
            row.state = StarState.WITHDRAWN
            gone.append(await _record(session, row, totals[person_id], at=at))
            await audit.note(session, at=at, act="star_level.withdraw", object_id=str(row.id))
    return gone


async def _record(
    session: AsyncSession,
    row: StarLevel,
    total: int,
    *,
    at: datetime,
    by: UUID | None = None,
    reason: str | None = None,
) -> StarLevel:
    step = StarStep(
        star_level_id=row.id, state=row.state, total_minutes=total, reason=reason, by_id=by, at=at
    )
    session.add(step)
    await session.flush()
    return row


async def _stands() -> Exception:
    return rules.StarLevelStands()
