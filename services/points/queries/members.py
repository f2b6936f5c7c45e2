"""Members as the roster knows them: where they belong on a day, whom rights reach, who was there in a period."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import Reach, Role
from shared.auth.principal import Grant
from shared.errors import Missing
from shared.roster import ABSENCE, APPOINTMENT, MEMBERSHIP, ORGANISATION, PERSON, fence, in_force

from ..rules.months import Away, Span, assessable, counts_until, has_gone, place_in
from ..rules.runs import Assessed


class MemberMissing(Missing):
    """No such member on that day, or not for you."""

    zh, en = "没有这名党员", "No such member"


@dataclass(frozen=True, slots=True)
class Belonging:
    """A member's branch, group and status on a day."""

    member_id: UUID
    branch_id: UUID
    group_id: UUID | None
    status: str


_COLUMNS = (MEMBERSHIP.c.person_id, MEMBERSHIP.c.branch_id, MEMBERSHIP.c.group_id, MEMBERSHIP.c.status)


async def belonging(session: AsyncSession, member_id: UUID, on: date) -> Belonging | None:
    """Where a member belongs on a day; nowhere once nothing counts any more for whoever has departed."""
    return (await several(session, {(member_id, on)})).get((member_id, on))


Roll = dict[UUID, list[tuple[Span, Belonging]]]
"""Members, each with the days on which they belong where."""


async def roll(session: AsyncSession, branch_id: UUID) -> Roll:
    """Everyone who ever belonged to a branch, with their days there."""
    return await _spans(session, MEMBERSHIP.c.branch_id == branch_id)


async def _spans(session: AsyncSession, which: ColumnElement[bool]) -> Roll:
    query = (
        select(
            *_COLUMNS, MEMBERSHIP.c.from_on, MEMBERSHIP.c.until_on, PERSON.c.departed_on, PERSON.c.departure
        )
        .outerjoin(PERSON, PERSON.c.id == MEMBERSHIP.c.person_id)
        .where(which)
    )
    spans: Roll = defaultdict(list)
    for *where, from_on, until_on, departed_on, departure in await session.execute(query):
        last = _earlier(until_on, counts_until(departed_on, departure))
        spans[where[0]].append((Span(from_on, last), Belonging(*where)))
    return spans


async def stays(session: AsyncSession, member_id: UUID, branch_id: UUID) -> list[Span]:
    """The days on which a member belonged to a branch."""
    own = MEMBERSHIP.c.person_id == member_id, MEMBERSHIP.c.branch_id == branch_id
    return [span for span, _ in (await _spans(session, and_(*own)))[member_id]]


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def on_day(roll: Roll, member_id: UUID, day: date) -> Belonging | None:
    """Where a member of the roll belongs on a day."""
    for span, belongs in roll.get(member_id, ()):
        if span.holds(day):
            return belongs
    return None


async def reached(session: AsyncSession, member_id: UUID, on: date, grants: Sequence[Grant]) -> Belonging:
    """As `belonging`, within the rights. Raises MemberMissing."""
    table = MEMBERSHIP.c
    query = select(*_COLUMNS).where(
        table.person_id == member_id,
        in_force(MEMBERSHIP, on),
        fence(grants, person=table.person_id, group=table.group_id, branch=table.branch_id),
    )
    row = (await session.execute(query)).first()
    if row is None:
        raise MemberMissing
    return Belonging(*row)


async def several(
    session: AsyncSession, wanted: set[tuple[UUID, date]]
) -> dict[tuple[UUID, date], Belonging]:
    """Belongings of many members, each on its own day, in one statement."""
    if not wanted:
        return {}
    spans = await _spans(session, MEMBERSHIP.c.person_id.in_({member_id for member_id, _ in wanted}))
    found = {key: on_day(spans, *key) for key in wanted}
    return {key: belongs for key, belongs in found.items() if belongs}


async def leads(session: AsyncSession, member_id: UUID, group_id: UUID | None, on: date) -> bool:
    """Whether the member leads the group on that day."""
    if group_id is None:
        return False
    query = select(APPOINTMENT.c.id).where(
        APPOINTMENT.c.subject_id == member_id,
        APPOINTMENT.c.organisation_id == group_id,
        APPOINTMENT.c.role == Role.GROUP_LEADER.value,
        in_force(APPOINTMENT, on),
    )
    return (await session.execute(query)).first() is not None


async def held(session: AsyncSession, branch_id: UUID, starts_on: date, ends_on: date) -> list[UUID]:
    """Everyone who belonged to the branch on any of these days."""
    query = select(MEMBERSHIP.c.person_id).where(
        MEMBERSHIP.c.branch_id == branch_id,
        MEMBERSHIP.c.from_on <= ends_on,
        or_(MEMBERSHIP.c.until_on.is_(None), MEMBERSHIP.c.until_on >= starts_on),
    )
    return list((await session.execute(query.distinct())).scalars())


async def assessed(
    session: AsyncSession, branch_id: UUID, starts_on: date, ends_on: date, member_id: UUID | None = None
) -> list[Assessed]:
    """Everyone (or one) whom the branch holds at the period's end, or held before a move to another of our branches.

    With assessable months here, and in the year wherever they were. Who has resigned, was dismissed, moved away or
    died is not assessed (`services/points/README.md`).
    """
    year_starts_on = starts_on.replace(month=1, day=1)
    table = MEMBERSHIP.c
    until = or_(table.until_on.is_(None), table.until_on >= year_starts_on)
    ours = select(table.person_id).where(table.branch_id == branch_id, table.from_on <= ends_on, until)
    query = (
        select(MEMBERSHIP, PERSON.c.departed_on, PERSON.c.departure)
        .outerjoin(PERSON, PERSON.c.id == table.person_id)
        .where(table.person_id.in_(ours), table.from_on <= ends_on, until)
    )
    if member_id is not None:
        query = query.where(table.person_id == member_id)
    spans: dict[UUID, list[Any]] = defaultdict(list)
    for row in await session.execute(query.order_by(table.person_id, table.from_on)):
        spans[row.person_id].append(row)
    missed = await away(session, list(spans), year_starts_on, ends_on)
    found = [_assessed(rows, branch_id, starts_on, ends_on, missed[each]) for each, rows in spans.items()]
    return [each for each in found if each]


def _assessed(
    rows: Sequence[Any], branch_id: UUID, starts_on: date, ends_on: date, missed: Sequence[Away]
) -> Assessed | None:
    """One member by all memberships of the year, oldest first; None for whom this branch does not judge."""
    last = next(row for row in reversed(rows) if row.branch_id == branch_id)
    if has_gone(last.departed_on, last.departure, ends_on):
        return None
    counted = counts_until(last.departed_on, last.departure)
    held = [(row.branch_id, Span(row.from_on, _earlier(row.until_on, counted))) for row in rows]
    here = [span for branch, span in held if branch == branch_id]
    elsewhere = [span for branch, span in held if branch != branch_id]
    place = place_in(
        [Span(row.from_on, row.until_on) for row in rows if row.branch_id == branch_id],
        elsewhere,
        starts_on,
        ends_on,
    )
    if not (place.stays or place.moved_on):
        return None
    months = assessable(here, starts_on, ends_on, missed)
    in_year = assessable([*here, *elsewhere], starts_on.replace(month=1, day=1), ends_on, missed)
    return Assessed(last.person_id, last.group_id, last.status, months, in_year, place.moved_on, place.came)


async def away(
    session: AsyncSession, member_ids: Sequence[UUID], starts_on: date, ends_on: date
) -> dict[UUID, list[Away]]:
    """The absences of these that touch the days."""
    table = ABSENCE.c
    query = select(ABSENCE).where(
        among(session, table.person_id, member_ids),
        table.from_on <= ends_on,
        or_(table.until_on.is_(None), table.until_on >= starts_on),
    )
    found: dict[UUID, list[Away]] = defaultdict(list)
    for row in await session.execute(query) if member_ids else ():
        found[row.person_id].append(Away(row.from_on, row.until_on, row.kind))
    return found


def within(grants: Sequence[Grant], belongs: Belonging) -> bool:
    """Whether a right for a whole branch or group reaches a member; the plain twin of the fence."""
    anchors = belongs.branch_id, belongs.group_id
    return any(grant.anchor in anchors for grant in grants)


def reaches(grants: Sequence[Grant], member_id: UUID, group_id: UUID | None, branch_id: UUID) -> bool:
    """Whether a right of one's own, for a group or for a branch reaches a member."""
    anchors = {Reach.OWN: member_id, Reach.GROUP: group_id, Reach.BRANCH: branch_id}
    return any(
        grant.reach is Reach.ALL or (grant.anchor is not None and anchors.get(grant.reach) == grant.anchor)
        for grant in grants
    )


def privy(grants: Sequence[Grant]) -> list[Grant]:
    """The rights by which vetoes are seen: not those for a group, since discipline is no group leader's matter."""
    return [grant for grant in grants if grant.reach is not Reach.GROUP]


async def in_subtree(session: AsyncSession, grants: Sequence[Grant], branch_id: UUID) -> bool:
    """Whether a right over a subtree reaches the branch."""
    below = [grant for grant in grants if grant.reach is Reach.SUBTREE]
    if not below:
        return False
    query = select(ORGANISATION.c.id).where(
        ORGANISATION.c.id == branch_id, fence(below, branch=ORGANISATION.c.id)
    )
    return (await session.execute(query)).first() is not None
