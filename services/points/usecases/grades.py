"""Grades: confirmed by a named person, never more excellent ones than the share or the higher body allows."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import Teller

from ..models import ExcessApproval, Grade, GradeRecord, Period
from ..queries import results, schemes
from ..rules import grades as rules
from . import results as runs


async def confirm(
    session: AsyncSession,
    teller: Teller,
    period: Period,
    wanted: Mapping[UUID, tuple[Grade, str | None]],
    *,
    resolution_no: str,
    by: UUID,
    at: datetime,
) -> list[GradeRecord]:
    """Confirm grades of several members, all or none, and tell them.

    Raises GradesTooEarly, OwnGrade, NotGradable, GradeConfirmed, GradeReasonMissing, TooManyExcellent, ResultMissing.
    """
    current = {result.member_id: result for result in await results.current(session, period.id, lock=True)}
    if set(wanted) - set(current):
        raise results.ResultMissing
    rules.may_confirm(
        period,
        wanted,
        proposals={member_id: result.proposed_grade for member_id, result in current.items()},
        confirmed=await results.grades(session, period.id),
        judge_id=by,
    )
    text = await schemes.texts.of(session, period.scheme_id)
    approved = await results.approved_excess(session, period.id)
    most = rules.most_excellent(
        sum(not row.transferred for row in current.values()), text.excellent_one_in, approved
    )
    new = sum(grade is Grade.EXCELLENT for grade, _ in wanted.values())
    rules.within_share(await results.excellent_count(session, period.id), new, most)
    records = [
        GradeRecord(
            period_id=period.id,
            branch_id=period.branch_id,
            group_id=current[member_id].group_id,
            member_id=member_id,
            grade=grade,
            reason=reason,
            resolution_no=resolution_no,
            by_id=by,
            at=at,
        )
        for member_id, (grade, reason) in wanted.items()
    ]
    session.add_all(records)
    await session.flush()
    await runs.tell(session, teller, period, at, list(wanted))
    return records


async def approve_excess(
    session: AsyncSession, period: Period, most: int, *, resolution_no: str, by: UUID, at: datetime
) -> ExcessApproval:
    """The higher body allows more excellent grades in one period."""
    row = ExcessApproval(
        period_id=period.id, most_excellent=most, resolution_no=resolution_no, by_id=by, at=at
    )
    session.add(row)
    await session.flush()
    return row
