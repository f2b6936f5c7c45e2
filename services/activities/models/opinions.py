"""The written opinion (书面意见): the vote of a member who cannot come, lodged before the meeting."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, id_field
from shared.rows import choice as one_of

from .ballots import Choice
from .table import Table


class WrittenOpinion(Identified, Acted, Table, table=True):
    """By `by_id` and nobody else, once for each motion."""

    __tablename__ = "written_opinion"
    __table_args__ = (UniqueConstraint("motion_id", "by_id"),)

    motion_id: UUID = id_field(foreign_key="motion.id")
    choice: Choice = Field(sa_type=one_of(Choice))
    text: str = Field(max_length=4000)
