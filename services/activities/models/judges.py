"""The judge (评委) of an evaluation, and the appraisal (评委评分): what a judge gave, once in each category."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, choice, id_field, instant_field

from .table import Table


class JudgeCapacity(StrEnum):
    """As what somebody judges."""

    SECRETARY = "secretary"
    COMMISSIONER = "commissioner"
    MEMBER_REPRESENTATIVE = "member_representative"


class Judge(Acted, Table, table=True):
    """One judge, of the branch of that day."""

    __tablename__ = "judge"

    evaluation_id: UUID = id_field(foreign_key="evaluation.id", primary_key=True)
    person_id: UUID = id_field(primary_key=True)
    branch_id: UUID = id_field()
    capacity: JudgeCapacity = Field(sa_type=choice(JudgeCapacity))


class Appraisal(Identified, Table, table=True):
    """One judge's word on one category."""

    __tablename__ = "appraisal"
    __table_args__ = (
        UniqueConstraint("category_id", "judge_id"),
        ForeignKeyConstraint(["evaluation_id", "judge_id"], ["judge.evaluation_id", "judge.person_id"]),
    )

    evaluation_id: UUID = id_field(index=True)
    category_id: UUID = id_field(foreign_key="evaluation_category.id")
    judge_id: UUID = id_field()
    at: datetime = instant_field()


class AppraisalLine(Table, table=True):
    """What one contender was given: 1 to 10; in a vote 1 for the chosen and 0 for those it could have been."""

    __tablename__ = "appraisal_line"
    __table_args__ = (CheckConstraint("score BETWEEN 0 AND 10", name="bounds"),)

    appraisal_id: UUID = id_field(foreign_key="appraisal.id", primary_key=True)
    contender_id: UUID = id_field(foreign_key="contender.id", primary_key=True)
    score: int
