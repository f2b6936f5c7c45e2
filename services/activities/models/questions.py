"""The question bank (题库): what can be asked. A correction is a new version; papers keep the old one."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class QuestionKind(StrEnum):
    """How a question is answered: with one option, with all that are right, or with yes or no."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"


class Question(Identified, Revised, Acted, Table, table=True):
    """A question of a branch's bank. `latest` is the number of its newest version; a retired one is not drawn."""

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_branch_id_category", "branch_id", "category"),)

    branch_id: UUID = id_field()
    category: str = Field(max_length=100)
    latest: int = 1
    retired_at: datetime | None = instant_field(default=None)


class QuestionVersion(Identified, Acted, Table, table=True):
    """What a question asks. `options` is a list of `{"text", "right"}`; a true-false one has yes, then no."""

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    question_id: UUID = id_field(foreign_key="question.id")
    number: int
    kind: QuestionKind = Field(sa_type=choice(QuestionKind))
    stem: str = Field(max_length=4000)
    options: list[dict[str, Any]] = Field(sa_type=Json)
    explanation: str | None = Field(default=None, max_length=4000)
    legal_basis: str | None = Field(default=None, max_length=200)
