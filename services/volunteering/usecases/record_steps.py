"""The record's history: every act upon it is written down with what it said before."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import RecordAct, RecordState, RecordStep, ServiceRecord
from ..rules.service_records import Claim


class Before(NamedTuple):
    """What a record said before an act."""

    state: RecordState
    starts_at: datetime
    ends_at: datetime | None
    minutes: int | None

    @classmethod
    def of(cls, row: ServiceRecord) -> "Before":
        """As it stands."""
        return cls(row.state, row.starts_at, row.ends_at, minutes_of(row))


class By(NamedTuple):
    """Who acts, for which side, when and why; nobody where time does it."""

    by: UUID | None
    at: datetime
    side: str | None = None
    reason: str | None = None


def minutes_of(row: ServiceRecord) -> int | None:
    """What a record says: agreed, else claimed, else measured."""
    for minutes in (row.confirmed_minutes, row.claimed_minutes):
        if minutes is not None:
            return minutes
    return row.measured_minutes


def record(
    session: AsyncSession,
    row: ServiceRecord,
    act: RecordAct,
    by: By,
    before: Before | None = None,
    says: Claim | None = None,
) -> None:
    """Write down how the record came to what it says now, or is to say once it is final."""
    session.add(
        RecordStep(
            record_id=row.id,
            act=act,
            round=row.round,
            was=before.state if before else None,
            state=row.state,
            was_starts_at=before.starts_at if before else None,
            was_ends_at=before.ends_at if before else None,
            was_minutes=before.minutes if before else None,
            starts_at=says.starts_at if says else row.starts_at,
            ends_at=says.ends_at if says else row.ends_at,
            minutes=says.minutes if says else minutes_of(row),
            side=by.side,
            reason=by.reason,
            by_id=by.by,
            at=by.at,
        )
    )
