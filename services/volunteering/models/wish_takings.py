"""The taking (认领) of a micro-wish: by a member oneself, alone or with others."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class TakingState(StrEnum):
    """Taken by a member, fulfilled in that member's words, confirmed by the community; or given back."""

    TAKEN = "taken"
    FULFILLED = "fulfilled"
    CONFIRMED = "confirmed"
    RELEASED = "released"


_HELD = "state <> 'released'"


class WishTaking(Identified, Revised, Table, table=True):
    """One person's share in one micro-wish (认领)."""

    __tablename__ = "wish_taking"
    __table_args__ = (
        Index(
            "ux_wish_taking_held",
            *("demand_id", "person_id"),
            unique=True,
            sqlite_where=text(_HELD),
            postgresql_where=text(_HELD),
        ),
        Index("ix_wish_taking_person_id", "person_id"),
    )

    demand_id: UUID = id_field(foreign_key="demand.id", index=True)
    community_id: UUID = id_field()
    person_id: UUID = id_field()
    state: TakingState = Field(sa_type=choice(TakingState))
    taken_at: datetime = instant_field()
    fulfilled_at: datetime | None = instant_field(default=None)
    words: str | None = Field(default=None, max_length=4000)
    confirmed_by: UUID | None = id_field(default=None)
    confirmed_at: datetime | None = instant_field(default=None)
