"""The evaluation (评选): what was best in a year, by categories that each evaluation sets for itself (四个最优)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class EvaluationState(StrEnum):
    """Where an evaluation stands. Cancelled is the only way out before it is published."""

    COLLECTING = "collecting"
    JUDGING = "judging"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class ContenderKind(StrEnum):
    """What stands in a category: a lesson or theme day that was held, or something described in words."""

    LESSON = "lesson"
    THEME_DAY = "theme_day"
    TEXT = "text"


class EvaluationMethod(StrEnum):
    """How a category is judged: every contender gets 1 to 10, or one gets the judge's vote."""

    SCORE = "score"
    VOTE = "vote"


_STANDS = text("state <> 'cancelled'")


class Evaluation(Identified, Revised, Acted, Table, table=True):
    """One evaluation of a branch or of an organisation above branches; its row is the lock of every step."""

    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint("proposals_until < judging_until", name="window"),
        Index(
            "ux_evaluation_standing",
            *("organisation_id", "year", "title"),
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    organisation_id: UUID = id_field()
    year: int
    title: str = Field(max_length=200)
    state: EvaluationState = Field(default=EvaluationState.COLLECTING, sa_type=choice(EvaluationState))
    proposals_until: datetime = instant_field()
    judging_until: datetime = instant_field()
    explanation: str | None = Field(default=None, max_length=4000)


class EvaluationStep(Identified, Acted, Table, table=True):
    """Who brought the evaluation into a state, when and why."""

    __tablename__ = "evaluation_step"

    evaluation_id: UUID = id_field(foreign_key="evaluation.id", index=True)
    state: EvaluationState = Field(sa_type=choice(EvaluationState))
    reason: str | None = Field(default=None, max_length=4000)


class EvaluationCategory(Identified, Table, table=True):
    """One category. `per_branch` contenders may come from each branch; `winners` and who ties with them are best."""

    __tablename__ = "evaluation_category"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "number"),
        UniqueConstraint("evaluation_id", "title"),
        CheckConstraint("per_branch BETWEEN 1 AND 5", name="few"),
    )

    evaluation_id: UUID = id_field(foreign_key="evaluation.id")
    number: int
    title: str = Field(max_length=100)
    kind: ContenderKind = Field(sa_type=choice(ContenderKind))
    method: EvaluationMethod = Field(sa_type=choice(EvaluationMethod))
    per_branch: int
    winners: int
