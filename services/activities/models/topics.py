"""The topic (点题): what staff want to hear about, and who else does."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, id_field, instant_field

from .table import Table


class Topic(Identified, Acted, Table, table=True):
    """A topic proposed for a lesson, perhaps with a lecturer in mind."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("lesson_id", "title"),)

    lesson_id: UUID = id_field(foreign_key="lesson.id")
    title: str = Field(max_length=200)
    reason: str | None = Field(default=None, max_length=4000)
    lecturer_id: UUID | None = id_field(default=None)


class TopicVote(Table, table=True):
    """Somebody wants to hear it; once for each topic, for as many topics as one likes."""

    __tablename__ = "topic_vote"

    topic_id: UUID = id_field(foreign_key="topic.id", primary_key=True)
    person_id: UUID = id_field(primary_key=True)
    at: datetime = instant_field()
