"""The course (微课堂): a material with a test of a few questions."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, id_field, instant_field

from .table import Table


class Course(Identified, Revised, Acted, Table, table=True):
    """A course of a branch over one approved version of a material. `pass_mark` is in per cent."""

    __tablename__ = "course"

    branch_id: UUID = id_field(index=True)
    title: str = Field(max_length=200)
    material_id: UUID = id_field(foreign_key="material.id")
    material_number: int
    pass_mark: int
    closed_at: datetime | None = instant_field(default=None)


class CourseQuestion(Table, table=True):
    """One question of a course's test, in the version it had when the course was made."""

    __tablename__ = "course_question"

    course_id: UUID = id_field(foreign_key="course.id", primary_key=True)
    position: int = Field(primary_key=True)
    version_id: UUID = id_field(foreign_key="question_version.id")
