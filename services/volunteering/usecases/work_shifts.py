"""Work shifts: replaced as personnel sends them, whole persons at a time.

A person one of whose rows is refused keeps the shifts held before: half a roster would bar the wrong hours.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.errors import Refusal
from shared.ids import new_id

from ..models import WorkShift
from ..queries import work_shifts as queries
from ..rules import work_shifts as rules

WORK_SHIFT = WorkShift.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
KEPT = timedelta(days=62)
"""So long after its end a shift is kept."""


class Sent(NamedTuple):
    """One row of what personnel sends, in UTC."""

    person_id: UUID
    starts_at: datetime
    ends_at: datetime


class Replaced(NamedTuple):
    """Days, both of which count, and persons; without persons everybody is meant."""

    from_on: date
    until_on: date
    person_ids: frozenset[UUID] | None

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first midnight to the last, by the factory's clock."""
        return midnight(self.from_on, zone), midnight(self.until_on + timedelta(days=1), zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins at the factory."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The row is right, and another of the same person is refused."""


Answer = Refusal | HeldBack | None
"""None: written, or fit to be."""


async def replace(
    session: AsyncSession,
    replaced: Replaced,
    sent: Sequence[Sent],
    *,
    zone: ZoneInfo,
    at: datetime,
    dry_run: bool,
) -> list[Answer]:
    """One answer for each row, in order. Whoever is replaced and not sent has no shift on these days any more.

    Raises DaysBackwards.
    """
    rules.may_replace(replaced.from_on, replaced.until_on)
    span = replaced.span(zone)
    named = {row.person_id for row in sent}
    whom = replaced.person_ids
    known = await queries.known_locked(session, None if whom is None else whom | named)
    people = named | (await queries.holders(session, *span) if whom is None else whom)
    beside = await queries.beside(session, people, *span, rules.SHIFT_MOST)
    answers = _judged(replaced, span, sent, known, beside)
    if not dry_run:
        refused = {row.person_id for row, answer in zip(sent, answers, strict=True) if answer}
        await _write(session, people - refused, span, [row for row in sent if row.person_id not in refused])
        await queries.forget(session, at - KEPT)
    return answers


def _judged(
    replaced: Replaced,
    span: tuple[datetime, datetime],
    sent: Sequence[Sent],
    known: Collection[UUID],
    beside: dict[UUID, list[WorkShift]],
) -> list[Answer]:
    stand: dict[UUID, list[rules.Span]] = defaultdict(list)
    for person_id, rows in beside.items():
        stand[person_id].extend(rows)
    answers: list[Answer] = []
    for row in sent:
        try:
            _fits(replaced, span, row, known)
            rules.may_stand(row, stand[row.person_id])
        except Refusal as refusal:
            answers.append(refusal)
        else:
            stand[row.person_id].append(row)
            answers.append(None)
    refused = {row.person_id for row, answer in zip(sent, answers, strict=True) if answer}
    return [
        HeldBack() if answer is None and row.person_id in refused else answer
        for row, answer in zip(sent, answers, strict=True)
    ]


def _fits(replaced: Replaced, span: tuple[datetime, datetime], row: Sent, known: Collection[UUID]) -> None:
    """Raises WorkShiftOutside, WorkerUnknown."""
    begins, until = span
    others = replaced.person_ids is not None and row.person_id not in replaced.person_ids
    if others or not begins <= row.starts_at < until:
        raise rules.WorkShiftOutside
    if row.person_id not in known:
        raise rules.WorkerUnknown


async def _write(
    session: AsyncSession, people: Collection[UUID], span: tuple[datetime, datetime], rows: Sequence[Sent]
) -> None:
    if people:
        await queries.clear(session, people, *span)
    made = [{"id": new_id(), **row._asdict()} for row in rows]
    if made:
        await bulk.insert(await session.connection(), WORK_SHIFT, made)
