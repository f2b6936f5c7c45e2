"""The material of a meeting (会议材料): a version of a material, and what it is for at the meeting."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table

_STANDING = text("withdrawn_at IS NULL")


class Purpose(StrEnum):
    """To be read before, to be looked at there, or what came of it."""

    PRE_STUDY = "pre_study"
    HANDOUT = "handout"
    RESULT = "result"


class MeetingMaterial(Identified, Revised, Acted, Table, table=True):
    """The version that was approved when it was attached: what people were given stays what it was."""

    __tablename__ = "meeting_material"
    __table_args__ = (
        ForeignKeyConstraint(
            ["material_id", "number"], ["material_version.material_id", "material_version.number"]
        ),
        Index(
            "ux_meeting_material_standing",
            *("meeting_id", "material_id"),
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    meeting_id: UUID = id_field(foreign_key="meeting.id")
    material_id: UUID = id_field()
    number: int
    purpose: Purpose = Field(sa_type=choice(Purpose))
    withdrawn_by: UUID | None = id_field(default=None)
    withdrawn_at: datetime | None = instant_field(default=None)
