"""Post talks given in a year, by whom, and what branches expect."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, not_, or_, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import MEMBERSHIP, ORGANISATION, PERSON, fence, in_force

from ..models import Lesson, LessonVenue, PostTalkTarget
from ..rules.absences import reason
from ..rules.contenders import GIVEN
from ..rules.patterns import at_clock
from ..rules.post_talks import EXPECTED
from . import roll_changes
from .leavers import left


def branches(grants: Sequence[Grant], year: int) -> Select[Row[UUID, int]]:
    """Branches in reach, and what each expects of a member in the year."""
    table = ORGANISATION.c
    query = select(table.id, _expected(table.id, year).label("expected"))
    return query.where(table.kind == "branch", fence(grants, branch=table.id))


async def progress(
    session: AsyncSession, ids: Collection[UUID], year: int, on: date, zone: ZoneInfo
) -> dict[UUID, tuple[int, int, int]]:
    """Of each branch with members on a day: how many, how many gave as many as expected, and talks in all.

    Who is not there on the day counts only with what was given.
    """
    given, expected_ = _given(year, zone), _expected(MEMBERSHIP.c.branch_id, year)
    counted = or_(not_(await _absent(session, on)), given >= expected_)
    each = _members(year, on, zone).where(MEMBERSHIP.c.branch_id.in_(ids), counted).subquery()
    reached = func.sum(case((each.c.given >= each.c.expected, 1), else_=0))
    query = select(each.c.branch_id, func.count(), reached, func.sum(each.c.given))
    found = await session.execute(query.group_by(each.c.branch_id))
    return {row[0]: (row[1], int(row[2]), int(row[3])) for row in found}


async def outstanding(
    session: AsyncSession, grants: Sequence[Grant], year: int, on: date, zone: ZoneInfo
) -> Select[Row[UUID, UUID, UUID | None, int, int]]:
    """Members in reach and there who have given fewer than expected: id, branch, group, given, expected."""
    table = MEMBERSHIP.c
    reach = fence(grants, group=table.group_id, branch=table.branch_id)
    waited_for = not_(await _absent(session, on))
    few = _given(year, zone) < _expected(table.branch_id, year)
    return _members(year, on, zone).where(reach, waited_for, few)


async def _absent(session: AsyncSession, on: date) -> ColumnElement[bool]:
    """Members who have left the factory by a day, or are away for long on it."""
    spans = await roll_changes.away(session, on)
    people = [each for each, some in spans.items() if reason([on], some)]
    return or_(left(on), among(session, MEMBERSHIP.c.person_id, people))


def _members(year: int, on: date, zone: ZoneInfo) -> Select[Row[UUID, UUID, UUID | None, int, int]]:
    table = MEMBERSHIP.c
    query = select(
        table.person_id.label("id"),
        table.branch_id,
        table.group_id,
        _given(year, zone).label("given"),
        _expected(table.branch_id, year).label("expected"),
    )
    return query.join(PERSON, PERSON.c.id == table.person_id).where(in_force(MEMBERSHIP, on))


def _given(year: int, zone: ZoneInfo) -> ColumnElement[int]:
    """How many a member has given in the year, for whatever branch."""
    talks = select(func.count(col(Lesson.id))).where(
        col(Lesson.lecturer_id) == MEMBERSHIP.c.person_id, _in_year(year, zone)
    )
    return talks.correlate(MEMBERSHIP).scalar_subquery()


def _expected(branch_id: SQLCoreOperations[UUID] | UUID | None, year: int) -> ColumnElement[int]:
    """What a branch expects of each member in the year: what it set last for that year or before."""
    table = PostTalkTarget
    query = select(col(table.per_member)).where(
        col(table.branch_id) == branch_id, col(table.from_year) <= year
    )
    newest = query.order_by(col(table.from_year).desc(), col(table.id).desc()).limit(1)
    return func.coalesce(newest.correlate(MEMBERSHIP, ORGANISATION).scalar_subquery(), EXPECTED)


def _in_year(year: int, zone: ZoneInfo) -> ColumnElement[bool]:
    first, end = (at_clock(date(each, 1, 1), "00:00", zone) for each in (year, year + 1))
    return and_(
        col(Lesson.venue) == LessonVenue.POST_TALK,
        col(Lesson.state).in_(GIVEN),
        col(Lesson.starts_at) >= first,
        col(Lesson.starts_at) < end,
    )


async def expected(session: AsyncSession, branch_id: UUID | None, year: int) -> int:
    """What a branch expects of each member in a year."""
    found: int = (await session.execute(select(_expected(branch_id, year)))).scalar_one()
    return found


async def of_person(session: AsyncSession, person_id: UUID, year: int, zone: ZoneInfo) -> list[Lesson]:
    """The talks that somebody has given in a year, oldest first."""
    query = select(Lesson).where(col(Lesson.lecturer_id) == person_id, _in_year(year, zone))
    return list((await session.execute(query.order_by(col(Lesson.starts_at)))).scalars())


def targets(grants: Sequence[Grant]) -> Select[PostTalkTarget]:
    """What branches in reach have set, for past and coming years too."""
    return select(PostTalkTarget).where(fence(grants, branch=col(PostTalkTarget.branch_id)))
