"""The demand (需求): what a community needs, from its first word to what came of it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .projects import Category
from .table import Table


class DemandKind(StrEnum):
    """A service becomes a project of a branch; a micro-wish (微心愿) is taken by members themselves."""

    SERVICE = "service"
    MICRO_WISH = "micro_wish"


class Urgency(StrEnum):
    """How soon."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class DemandState(StrEnum):
    """Where a demand stands; `rules/demands.py` says what leads where."""

    COLLECTED = "collected"
    VERIFIED = "verified"
    PUBLISHED = "published"
    CLAIMED = "claimed"
    RUNNING = "running"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Demand(Identified, Revised, Table, table=True):
    """`beneficiary` is a pseudonym. `quantity` is how many are needed: of a micro-wish, people; `taken` of them found.

    `verified_alone`: who collected it verified it too, because the community has nobody else.
    """

    __tablename__ = "demand"
    __table_args__ = (
        CheckConstraint("quantity > 0 AND taken >= 0 AND taken <= quantity", name="quantity"),
        CheckConstraint("wanted_from < wanted_until", name="forwards"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        Index("ix_demand_community_id", "community_id", "state"),
        Index("ix_demand_state_expires_on", "state", "expires_on"),
    )

    community_id: UUID = id_field()
    kind: DemandKind = Field(sa_type=choice(DemandKind))
    category: Category = Field(sa_type=choice(Category))
    urgency: Urgency = Field(sa_type=choice(Urgency))
    title: str = Field(max_length=200)
    description: str = Field(max_length=4000)
    beneficiary: str | None = Field(default=None, max_length=100)
    skill: str | None = Field(default=None, max_length=40)
    quantity: int
    taken: int = 0
    wanted_from: datetime = instant_field()
    wanted_until: datetime = instant_field()
    expires_on: date
    state: DemandState = Field(sa_type=choice(DemandState))
    collected_by: UUID = id_field()
    collected_at: datetime = instant_field()
    verified_by: UUID | None = id_field(default=None)
    verified_alone: bool = False
    rating: int | None = None


class DemandStep(Identified, Table, table=True):
    """How a demand came into a state, and why. `by_id` is null where time did it."""

    __tablename__ = "demand_step"

    demand_id: UUID = id_field(foreign_key="demand.id", index=True)
    state: DemandState = Field(sa_type=choice(DemandState))
    reason: str | None = Field(default=None, max_length=400)
    by_id: UUID | None = id_field(default=None)
    at: datetime = instant_field()
