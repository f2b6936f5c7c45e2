"""The sign-up (报名): a volunteer's own word to serve in one shift, in one of its roles."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class SignUpState(StrEnum):
    """Only `confirmed` holds a place. What has ended never returns by itself."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    LATE_CANCELLED = "late_cancelled"
    NO_SHOW = "no_show"
    DEPARTED = "departed"
    SHIFT_CANCELLED = "shift_cancelled"


_HOLDS = "state = 'confirmed'"


class SignUp(Identified, Revised, Table, table=True):
    """One person with `guests` beside, of whom `minors` are under age with a guardian's consent.

    `starts_at` and `ends_at` are the person's own times; null where the project is open, which binds nobody.
    `busy_from` and `busy_until` say the same as numbers that no two people share, so that the database can refuse
    what overlaps: the volunteer's sequence times 2³⁴ plus the second.
    """

    __tablename__ = "sign_up"
    __table_args__ = (
        CheckConstraint("guests >= 0 AND minors >= 0 AND minors <= guests", name="guests"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_ends"),
        CheckConstraint("(starts_at IS NULL) = (busy_from IS NULL)", name="busy"),
        Index(
            "ux_sign_up_holds",
            *("shift_id", "person_id"),
            unique=True,
            sqlite_where=text(_HOLDS),
            postgresql_where=text(_HOLDS),
        ),
        Index("ix_sign_up_person_id_starts_at", "person_id", "starts_at"),
        Index("ix_sign_up_shift_id_state", "shift_id", "state"),
    )

    shift_id: UUID = id_field(foreign_key="shift.id")
    role_id: UUID = id_field(foreign_key="shift_role.id")
    project_id: UUID = id_field(foreign_key="project.id")
    branch_id: UUID = id_field()
    community_id: UUID = id_field()
    person_id: UUID = id_field()
    home_branch_id: UUID | None = id_field(default=None)
    guests: int = 0
    minors: int = 0
    starts_at: datetime | None = instant_field(default=None)
    ends_at: datetime | None = instant_field(default=None)
    busy_from: int | None = Field(default=None, sa_type=BigInteger)
    busy_until: int | None = Field(default=None, sa_type=BigInteger)
    shift_swapped: bool = False
    state: SignUpState = Field(sa_type=choice(SignUpState))
    signed_at: datetime = instant_field()

    @property
    def places(self) -> int:
        """How many people come."""
        return self.guests + 1


class SignUpStep(Identified, Table, table=True):
    """How a sign-up came into a state. `by_id` is null where a closed account or a cancelled shift did it."""

    __tablename__ = "sign_up_step"

    sign_up_id: UUID = id_field(foreign_key="sign_up.id", index=True)
    state: SignUpState = Field(sa_type=choice(SignUpState))
    reason: str | None = Field(default=None, max_length=400)
    by_id: UUID | None = id_field(default=None)
    at: datetime = instant_field()
