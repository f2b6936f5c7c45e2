"""The registration (报名): someone's places at a sitting, or the wait for them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class RegistrationState(StrEnum):
    """Where a registration stands. Only the first four are active; what has ended never returns by itself."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REMOVED = "removed"
    DEPARTED = "departed"
    SITTING_CANCELLED = "sitting_cancelled"


_ACTIVE = "state IN ('requested', 'confirmed', 'waitlisted', 'offered')"


class Registration(Identified, Revised, Table, table=True):
    """One person with `guests` beside: `guests + 1` places, together or not at all.

    A person has at most one active registration for a sitting. `turn` counts registrations of a sitting in the
    order in which they came, and those again whose offer ran out; it is the order of the queue. An offer holds its
    places until `offered_until`.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("sitting_id", "turn"),
        CheckConstraint("guests >= 0", name="guests"),
        CheckConstraint("(state = 'offered') = (offered_until IS NOT NULL)", name="offer"),
        Index(
            "ux_registration_active",
            *("sitting_id", "person_id"),
            unique=True,
            sqlite_where=text(_ACTIVE),
            postgresql_where=text(_ACTIVE),
        ),
        Index("ix_registration_sitting_id_state", "sitting_id", "state"),
        Index("ix_registration_state_offered_until", "state", "offered_until"),
    )

    sitting_id: UUID = id_field(foreign_key="sitting.id")
    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    person_id: UUID = id_field(index=True)
    guests: int = 0
    turn: int
    state: RegistrationState = Field(sa_type=choice(RegistrationState))
    offered_until: datetime | None = instant_field(default=None)
    registered_at: datetime = instant_field()

    @property
    def places(self) -> int:
        """How many people come."""
        return self.guests + 1


class RegistrationStep(Identified, Table, table=True):
    """How a registration came into a state. `by_id` is null where time or a freed place did it."""

    __tablename__ = "registration_step"

    registration_id: UUID = id_field(foreign_key="registration.id", index=True)
    state: RegistrationState = Field(sa_type=choice(RegistrationState))
    reason: str | None = Field(default=None, max_length=200)
    by_id: UUID | None = id_field(default=None)
    at: datetime = instant_field()
