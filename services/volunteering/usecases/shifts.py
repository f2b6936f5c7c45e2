"""Shifts: planned with their roles, widened or narrowed, called off."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Project, Shift, ShiftRole, ShiftState, SignUpState
from ..queries import sign_ups as sign_up_queries
from ..rules import projects as project_rules
from ..rules import shifts as rules
from . import sign_ups


@dataclass(frozen=True, slots=True)
class Needed:
    """Who is needed, and how many."""

    code: str
    title: str
    slots: int
    skill: str | None
    qualification: str | None
    guests_most: int
    minors: bool


async def plan(
    session: AsyncSession,
    project: Project,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    needed: Sequence[Needed],
) -> Shift:
    """One more shift. Raises ProjectNotInState, TimesBackwards, TimesTooLong, RolesDoubled, MinorsInDanger."""
    project_rules.may_plan(project)
    rules.may_stand(project, starts_at, ends_at)
    shift = Shift(
        project_id=project.id,
        branch_id=project.branch_id,
        community_id=project.community_id,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
    )
    roles = [ShiftRole(shift_id=shift.id, **asdict(each)) for each in needed]
    rules.may_need(project, roles)
    session.add(shift)
    await session.flush()
    session.add_all(roles)
    await session.flush()
    return shift


async def offer(session: AsyncSession, shift: Shift, role_id: UUID, slots: int, *, at: datetime) -> Shift:
    """Another number of slots for one role. Raises ShiftMissing, ShiftCancelled, ShiftOver, SlotsHeld."""
    rules.ahead(shift, at)
    role = (await sign_up_queries.roles_locked(session, [role_id])).get(role_id)
    if role is None or role.shift_id != shift.id:
        raise rules.ShiftMissing
    rules.may_offer(role, slots)
    role.slots = slots
    shift.revision += 1
    await session.flush()
    return shift


async def cancel(session: AsyncSession, shift: Shift, reason: str, *, by: UUID, at: datetime) -> Shift:
    """Before it begins. Raises ShiftCancelled, ShiftOver."""
    rules.ahead(shift, at)
    return await call_off(session, shift, reason, by=by, at=at)


async def call_off(session: AsyncSession, shift: Shift, reason: str, *, by: UUID, at: datetime) -> Shift:
    """End a shift and the sign-ups for it; whoever calls holds its lock."""
    if shift.state is ShiftState.CANCELLED:
        return shift
    shift.state, shift.cancelled_reason = ShiftState.CANCELLED, reason[:400]
    for row in await sign_up_queries.holding(session, shift.id):
        await sign_ups.release(session, row, SignUpState.SHIFT_CANCELLED, by=by, at=at)
    await session.flush()
    return shift
