"""The engagement (安排): when a person is bound elsewhere in the suite, as other services have told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from shared.columns import Id
from shared.rows import instant_field

from .table import Table


class Engagement(Table, table=True):
    """The newest state heard of one thing that binds one person; without times it binds no more."""

    __tablename__ = "engagement"
    __table_args__ = (Index("ix_engagement_person_id_starts_at", "person_id", "starts_at"),)

    person_id: UUID = Field(sa_type=Id, primary_key=True)
    source_id: UUID = Field(sa_type=Id, primary_key=True)
    version: int
    starts_at: datetime | None = instant_field(default=None)
    ends_at: datetime | None = instant_field(default=None)
    firm: bool = True
    heard_at: datetime = instant_field()
