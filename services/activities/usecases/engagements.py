"""Engagements (安排): when somebody is bound by a registration or by a roll, told whenever that changes.

Each fact carries the whole present state of one of them and a version that rises, so that whoever hears them in
another order keeps the newest. Registrations change under their sitting's lock, rolls under their meeting's.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.facts import Fact, fact
from shared.outbox import Teller

from .. import events
from ..models import Registration, RegistrationState, Sitting
from ..queries import engagements as queries
from ..rules import engagements as rules

Span = tuple[datetime, datetime]


async def tell_registrations(
    session: AsyncSession, teller: Teller, sitting: Sitting, rows: Sequence[Registration], at: datetime
) -> None:
    """Of those that became or ceased to be confirmed; they are flushed, and the sitting is locked."""
    await teller.tell(session, [_of_registration(sitting, row, at) for row in rows])


async def tell_moved(session: AsyncSession, teller: Teller, sitting: Sitting, at: datetime) -> None:
    """Of everybody who is confirmed for a sitting that has another time now."""
    await tell_registrations(session, teller, sitting, await queries.confirmed(session, sitting.id), at)


async def tell_roll(
    session: AsyncSession,
    teller: Teller,
    meeting_id: UUID,
    at: datetime,
    people: Collection[UUID] | None = None,
) -> None:
    """Of everybody on a roll, or of these, bound or not, once notice was given; the meeting is locked."""
    lines = await queries.on_roll(session, meeting_id, people)
    await teller.tell(session, [_of_line(line, at) for line in lines if rules.noticed(line)])


async def tell_noticed(session: AsyncSession, teller: Teller, meeting_id: UUID, at: datetime) -> None:
    """Of everybody whom the notice binds; nothing was told before of whom it does not."""
    lines = await queries.on_roll(session, meeting_id)
    await teller.tell(session, [_of_line(line, at) for line in lines if rules.bound(line)])


def _of_registration(sitting: Sitting, row: Registration, at: datetime) -> Fact:
    confirmed = row.state is RegistrationState.CONFIRMED
    span = (sitting.starts_at, sitting.ends_at) if confirmed else None
    # Both rows only rise, and each change of the state or the times raises one of them.
    return _fact(row.person_id, row.id, row.revision + sitting.revision, span, firm=True, at=at)


def _of_line(line: rules.OnRoll, at: datetime) -> Fact:
    span = rules.bound(line)
    return _fact(line.person_id, line.line_id, line.version, span, firm=rules.firm(line.standing), at=at)


def _fact(
    person_id: UUID, source_id: UUID, version: int, span: Span | None, *, firm: bool, at: datetime
) -> Fact:
    # A sitting that was changed in this transaction still has the offset in which it was given.
    starts_at, ends_at = (each.astimezone(UTC) for each in span) if span else (None, None)
    return fact(
        events.ENGAGEMENT_CHANGED,
        source=events.SOURCE,
        subject=person_id,
        at=at,
        person_id=person_id,
        source_id=source_id,
        version=version,
        starts_at=starts_at,
        ends_at=ends_at,
        firm=firm,
    )
