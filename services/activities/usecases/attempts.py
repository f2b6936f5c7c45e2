"""Attempts: a paper is drawn up, answered, and ended once, by the person or by the clock."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.clock import day_of
from shared.db import Database, add_or_refuse
from shared.facts import fact
from shared.outbox import Teller

from ..events import CONTEST_PASSED, COURSE_PASSED, SOURCE
from ..models import Attempt, AttemptItem, Passing, QuestionVersion
from ..queries import attempts as queries
from ..queries import contests, courses, questions
from ..rules import attempts as rules
from ..rules import contests as contest_rules
from ..rules.questions import is_right

PASSING = Passing.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_AT_ONCE = 100


def none_running(attempts: Iterable[Attempt]) -> None:
    """Raises AttemptRunning."""
    for attempt in attempts:
        if attempt.ended_at is None:
            raise rules.AttemptRunning(attempt_id=attempt.id)


async def draw_up(
    session: AsyncSession, attempt: Attempt, paper: Sequence[QuestionVersion], chance: Random
) -> Attempt:
    """Freeze the paper: these versions, with their options in this order. Raises AttemptRunning."""
    attempt.total = len(paper)

    async def running() -> Exception:
        return rules.AttemptRunning(attempt_id="–")

    await add_or_refuse(session, attempt, running)
    for position, version in enumerate(paper, 1):
        shown = contest_rules.order(version.kind, len(version.options), chance)
        session.add(AttemptItem(attempt_id=attempt.id, position=position, version_id=version.id, shown=shown))
    await session.flush()
    return attempt


async def answer(
    session: AsyncSession, attempt: Attempt, position: int, chosen: Sequence[int], *, at: datetime
) -> AttemptItem:
    """Answer a question, or answer it anew. The attempt is locked.

    Raises AttemptEnded, DeadlinePassed, AnswerWrongShape.
    """
    rules.may_answer(attempt, at)
    item = next(
        (each for each in await queries.items(session, attempt.id) if each.position == position), None
    )
    if item is None:
        raise rules.AnswerWrongShape
    rules.fits(chosen, len(item.shown))
    item.chosen, item.answered_at = sorted(chosen), at
    await session.flush()
    return item


async def end(
    session: AsyncSession, attempt: Attempt, teller: Teller, *, zone: ZoneInfo, at: datetime
) -> Attempt:
    """End and mark an attempt, once: whoever comes second finds it ended. The attempt is locked."""
    if attempt.ended_at is not None:
        return attempt
    attempt.ending, attempt.ended_at = rules.end(attempt, at)
    attempt.right_count = await _right(session, attempt)
    attempt.passed = rules.passes(attempt.right_count, attempt.total, await _pass_mark(session, attempt))
    await session.flush()
    if attempt.passed and attempt.scored:
        await _tell(session, attempt, teller, zone, at)
    return attempt


async def sweep(database: Database, at: datetime, *, teller: Teller, zone: ZoneInfo) -> int:
    """End every attempt that runs beyond its deadline; says how many there were.

    It may run in several processes at once: a lock gives each attempt to one.
    """
    ended = 0
    while some := await database.retrying(partial(_end_some, teller=teller, zone=zone, at=at)):
        ended += some
    return ended


async def _end_some(session: AsyncSession, *, teller: Teller, zone: ZoneInfo, at: datetime) -> int:
    found = await queries.overdue(session, at, _AT_ONCE)
    for attempt in found:
        await end(session, attempt, teller, zone=zone, at=at)
    return len(found)


async def _right(session: AsyncSession, attempt: Attempt) -> int:
    items = await queries.items(session, attempt.id)
    versions = await questions.by_ids(session, [item.version_id for item in items])
    rights = {key: [bool(option["right"]) for option in row.options] for key, row in versions.items()}
    return sum(is_right(rights[item.version_id], item.shown, item.chosen) for item in items)


async def _pass_mark(session: AsyncSession, attempt: Attempt) -> int:
    if attempt.contest_id is not None:
        return (await contests.by_id(session, attempt.contest_id)).pass_mark
    return (await courses.by_id(session, _subject(attempt))).pass_mark


def _subject(attempt: Attempt) -> UUID:
    subject_id = attempt.contest_id or attempt.course_id
    if subject_id is None:  # a constraint forbids it
        raise rules.AttemptMissing
    return subject_id


async def _tell(
    session: AsyncSession, attempt: Attempt, teller: Teller, zone: ZoneInfo, at: datetime
) -> None:
    subject_id = _subject(attempt)
    row = {
        "subject_id": subject_id,
        "person_id": attempt.person_id,
        "attempt_id": attempt.id,
        "at": at,
    }
    # The key of the table says once; a second passing finds it there.
    first = await bulk.insert(
        await session.connection(), PASSING, [row], tail="ON CONFLICT DO NOTHING RETURNING subject_id"
    )
    if first:
        told = fact(
            CONTEST_PASSED if attempt.contest_id else COURSE_PASSED,
            source=SOURCE,
            subject=attempt.person_id,
            at=at,
            person_id=attempt.person_id,
            occurred_on=day_of(attempt.ended_at or at, zone),
            source_id=subject_id,
        )
        await teller.tell(session, [told])
