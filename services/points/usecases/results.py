"""Runs: results computed from the ledger, for a whole period or for the lines that changed, and told once final."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.facts import Fact, fact
from shared.ids import new_id
from shared.outbox import Teller

from .. import events
from ..models import GradeRecord, Period, Result, Run, Scheme
from ..queries import entries, results, schemes
from ..queries.members import assessed
from ..rules import explanation, runs
from ..rules.scheme_text import SchemeText
from ..rules.scoring import ENGINE, LedgerLine

_AT_ONCE = 250
_RESULT = Result.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it


async def compute(
    session: AsyncSession,
    period: Period,
    *,
    by: UUID,
    at: datetime,
    notice_until: date | None = None,
    only: Sequence[UUID] | None = None,
) -> Run:
    """A new run; `only` restricts it to members whose lines changed. Earlier results stay and are no longer current.

    Who has a line says `rules.runs.judged`.
    """
    scheme = await session.get_one(Scheme, period.scheme_id)
    text = await schemes.texts.of(session, period.scheme_id)
    everyone = await assessed(session, period.branch_id, period.starts_on, period.ends_on)
    lines = await entries.lines_by_member(session, period.id, only)
    members = [each for each in runs.judged(everyone, lines) if only is None or each.member_id in only]
    members.sort(key=lambda each: each.member_id)
    run = Run(
        period_id=period.id,
        number=await results.next_run(session, period.id),
        engine=ENGINE,
        input_digest=runs.input_digest(scheme.digest, members, lines),
        output_digest="",
        by_id=by,
        at=at,
    )
    await _replace(session, period, only)
    connection = await session.connection()
    said: list[list[str]] = []
    # In parts: between two of them the database waits for us, and gives up on who keeps it waiting for long.
    for start in range(0, len(members), _AT_ONCE):
        outcomes = runs.run(text, members[start : start + _AT_ONCE], lines)
        said += map(runs.said, outcomes)
        rows = [_row(period, run, each, text, lines, notice_until) for each in outcomes]
        await bulk.insert(connection, _RESULT, rows)
    run.output_digest = runs.output_digest(said)
    session.add(run)
    await session.flush()
    return run


async def _replace(session: AsyncSession, period: Period, only: Sequence[UUID] | None) -> None:
    replaced = update(Result).where(col(Result.period_id) == period.id).values(current=False)
    if only is not None:
        replaced = replaced.where(col(Result.member_id).in_(only))
    await session.execute(replaced)


def _row(
    period: Period,
    run: Run,
    outcome: runs.Outcome,
    text: SchemeText,
    lines: Mapping[UUID, Sequence[LedgerLine]],
    notice_until: date | None,
) -> dict[str, Any]:
    member, score = outcome.member, outcome.score
    known = {line.entry_id: line for line in lines.get(member.member_id, ())}
    return {
        "id": new_id(),
        "period_id": period.id,
        "branch_id": period.branch_id,
        "group_id": member.group_id,
        "member_id": member.member_id,
        "run_number": run.number,
        "current": True,
        "status": member.status,
        "months": member.months,
        "transferred": member.transferred,
        "base": score.base,
        "bonus": score.bonus,
        "deductions": score.deductions,
        "score": score.score,
        "vetoed": score.vetoed,
        "proposed_grade": outcome.grade,
        "lines": [
            explanation.as_data(text, line, known.get(line.entry_id) if line.entry_id else None)
            for line in score.lines
        ],
        "notice_until": notice_until,
        "made_at": run.at,
    }


async def tell(
    session: AsyncSession, teller: Teller, period: Period, at: datetime, only: Sequence[UUID] | None = None
) -> None:
    """Let others hear the results of a final period; `only` restricts it to members whose grade is new."""
    confirmed = await results.grades(session, period.id)
    rows = [row for row in await results.current(session, period.id) if only is None or row.member_id in only]
    await teller.tell(session, [told(period, row, confirmed.get(row.member_id), at) for row in rows])


def told(period: Period, row: Result, grade: GradeRecord | None, at: datetime) -> Fact:
    """The whole present state of one member's result; its revision rises with each run, and with the grade."""
    return fact(
        events.RESULT_FINAL,
        source=events.SOURCE,
        subject=row.member_id,
        at=at,
        person_id=row.member_id,
        occurred_on=period.ends_on,
        source_id=period.id,
        revision=2 * row.run_number + (grade is not None),
        branch_id=row.branch_id,
        period=period.code,
        status=row.status,
        months=row.months,
        score=row.score,
        vetoed=row.vetoed,
        grade=grade.grade if grade else None,
    )
