"""The consent (同意): what a person lets one community see. Source: Personal Information Protection Law art. 23, 29."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Identified, Revised, id_field, instant_field

from .table import Table


class SharedField(StrEnum):
    """What a community may be let see. Points, discipline and Party matters are not among it, whoever consents."""

    NAME = "name"
    SKILLS = "skills"
    WISHES = "wishes"
    FREE_TIMES = "free_times"
    HOURS = "hours"


_IN_FORCE = "withdrawn_at IS NULL"


class Consent(Identified, Revised, Table, table=True):
    """One person, one community, the fields named; at most one in force. `wording` says which text was agreed to."""

    __tablename__ = "consent"
    __table_args__ = (
        Index(
            "ux_consent_in_force",
            *("person_id", "community_id"),
            unique=True,
            sqlite_where=text(_IN_FORCE),
            postgresql_where=text(_IN_FORCE),
        ),
        Index("ix_consent_community_id", "community_id"),
    )

    person_id: UUID = id_field()
    community_id: UUID = id_field()
    fields: list[str] = Field(sa_type=Json)
    wording: str = Field(max_length=40)
    given_at: datetime = instant_field()
    withdrawn_at: datetime | None = instant_field(default=None)
