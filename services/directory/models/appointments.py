"""Who holds which role where, from when until when."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, String
from sqlmodel import Field

from shared.columns import Id
from shared.ids import new_id

from .table import Table


class Appointment(Table, table=True):
    """One role held at one organisation, or nowhere in particular; both days belong to it.

    `subject_id` is a person's or a machine client's; neither is ever deleted.
    """

    __tablename__ = "appointment"
    __table_args__ = (Index("ix_appointment_subject_id", "subject_id", "from_on"),)

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    subject_id: UUID = Field(sa_type=Id)
    role: str = Field(sa_type=String(40))
    organisation_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="organisation.id", index=True)
    from_on: date
    until_on: date | None = None
    appointed_by: UUID = Field(sa_type=Id)
