"""Recording and lifting discipline references."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse
from shared.outbox import Teller

from .. import events
from ..models import DisciplineReference
from ..rules.life import discipline_references as rules


async def record(
    session: AsyncSession, teller: Teller, row: DisciplineReference, *, today: date
) -> DisciplineReference:
    """A new reference; the person must be locked. Raises OwnReference, ReferenceDayImpossible, ReferenceTaken."""
    rules.check_recording(row.person_id, row.occurred_on, by=row.recorded_by, today=today)
    await add_or_refuse(session, row, _taken)
    await _tell(
        session, teller, "discipline.recorded", row, row.occurred_on, row.recorded_by, row.recorded_at
    )
    return row


async def lift(
    session: AsyncSession,
    teller: Teller,
    row: DisciplineReference,
    *,
    lifted_on: date,
    by: UUID,
    today: date,
    at: datetime,
) -> DisciplineReference:
    """It holds no longer; the row must be locked. Raises OwnReference, ReferenceLifted, ReferenceDayImpossible."""
    rules.check_lifting(row, lifted_on, by=by, today=today)
    row.lifted_on, row.lifted_by = lifted_on, by
    await session.flush()
    await _tell(session, teller, "discipline.lifted", row, lifted_on, by, at)
    return row


async def _tell(
    session: AsyncSession,
    teller: Teller,
    event: str,
    row: DisciplineReference,
    on: date,
    by: UUID,
    at: datetime,
) -> None:
    told = events.discipline_changed(
        event,
        row.person_id,
        source_id=row.id,
        reference_no=row.reference_no,
        occurred_on=on,
        effect=row.effect,
        by_id=by,
        at=at,
    )
    await teller.tell(session, [told])


async def _taken() -> Exception:
    return rules.ReferenceTaken()
