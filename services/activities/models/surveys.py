"""The survey (问卷): a branch asks its members or all staff, by name or so that nobody can tell who said what.

That somebody has answered stands in one table, what was answered in another. They share no column but the
survey, and neither has a time. Every answer to one question is a row of its own with a random id, so that not
even the answers of one person belong together. SQLite keeps both tables by their keys, without row numbers in
order of arrival; PostgreSQL marks every row with its transaction, so the closing writes the answers anew in one.
What this holds against, and what not, stands in docs/decisions/0013-anonymous-surveys.md.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from shared.columns import Id, Json
from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class SurveyAudience(StrEnum):
    """Who is asked: the branch's members, or everybody who works at the factory."""

    BRANCH = "branch"
    STAFF = "staff"


class SurveyState(StrEnum):
    """A published questionnaire never changes; a closed survey takes no answer."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class SurveyQuestionKind(StrEnum):
    """One option, one or several, a mark from 1 to 5, or words."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    TEXT = "text"


class Survey(Identified, Revised, Acted, Table, table=True):
    """A survey of a branch, answered from `opens_at` up to, not including, `closes_at`; its row is the lock.

    `questions` is the questionnaire in order, each with `kind`, `text`, `options` and `required`; positions
    count from 1. `breakdown_by` is the position of the question by which the others are broken down. Fewer
    answers than `minimum_group` are never shown.
    """

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="window"),
        CheckConstraint("minimum_group > 1", name="group"),
        CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="publication"),
    )

    branch_id: UUID = id_field(index=True)
    title: str = Field(max_length=200)
    purpose: str = Field(max_length=4000)
    anonymous: bool
    audience: SurveyAudience = Field(sa_type=choice(SurveyAudience))
    opens_at: datetime = instant_field()
    closes_at: datetime = instant_field()
    minimum_group: int
    questions: list[dict[str, Any]] = Field(sa_type=Json)
    breakdown_by: int | None = None
    state: SurveyState = Field(default=SurveyState.DRAFT, sa_type=choice(SurveyState))
    published_by: UUID | None = id_field(default=None)
    published_at: datetime | None = instant_field(default=None)


class SurveyClosing(Table, table=True):
    """When it was closed, by whom (null: by time), and how many had been asked and had answered by then."""

    __tablename__ = "survey_closing"
    __table_args__ = (CheckConstraint("asked >= 0 AND answered >= 0", name="numbers"),)

    survey_id: UUID = id_field(foreign_key="survey.id", primary_key=True)
    at: datetime = instant_field()
    by_id: UUID | None = id_field(default=None)
    asked: int
    answered: int


class SurveyReceipt(Table, table=True):
    """This person has answered this survey. Not even the day is kept."""

    __tablename__ = "survey_receipt"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: UUID = id_field(foreign_key="survey.id", primary_key=True)
    person_id: UUID = id_field(primary_key=True)


_ONE_ANSWER = (
    "(chosen IS NOT NULL AND mark IS NULL AND text IS NULL)"
    " OR (chosen IS NULL AND mark IS NOT NULL AND mark BETWEEN 1 AND 5 AND text IS NULL)"
    " OR (chosen IS NULL AND mark IS NULL AND text IS NOT NULL)"
)


class SurveyAnswer(Table, table=True):
    """The answer of nobody knows whom to one question.

    `stratum` is the option chosen at the question by which the survey is broken down; the closing blanks it
    wherever too few chose it.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (
        CheckConstraint(_ONE_ANSWER, name="one_answer"),
        Index("ix_survey_answer_survey_id", "survey_id"),
        {"sqlite_with_rowid": False},
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True, sa_type=Id)
    survey_id: UUID = id_field(foreign_key="survey.id")
    position: int
    stratum: int | None = None
    chosen: list[int] | None = Field(default=None, sa_type=Json)
    mark: int | None = None
    text: str | None = Field(default=None, max_length=4000)


class NamedSurveyAnswer(Table, table=True):
    """The answer of a person to one question of a survey that says beforehand that it is by name."""

    __tablename__ = "named_survey_answer"
    __table_args__ = (CheckConstraint(_ONE_ANSWER, name="one_answer"),)

    survey_id: UUID = id_field(foreign_key="survey.id", primary_key=True)
    person_id: UUID = id_field(primary_key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    chosen: list[int] | None = Field(default=None, sa_type=Json)
    mark: int | None = None
    text: str | None = Field(default=None, max_length=4000)
