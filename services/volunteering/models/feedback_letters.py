"""The feedback letter (反馈函): what a community tells a branch of its members' service in a quarter, and signs.

Source: the local form 一单一表一卡 (the community returns the card to the employer at each quarter's end).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from shared.columns import Id, Json
from shared.rows import Acted, Identified, id_field, instant_field

from .table import Table


class FeedbackLetter(Identified, Acted, Table, table=True):
    """One edition, as it was signed by `by_id` at `at`: never changed. The newest edition of a quarter is in force.

    `digest` is the SHA-256 of the figures in their one canonical form; `credential` is the signature over it, over the
    conduct and over who signed, made with the community's key.
    """

    __tablename__ = "feedback_letter"
    __table_args__ = (
        UniqueConstraint("community_id", "branch_id", "quarter", "edition"),
        CheckConstraint("edition > 0", name="edition"),
    )

    community_id: UUID = id_field()
    branch_id: UUID = id_field(index=True)
    quarter: str = Field(max_length=7)
    edition: int
    figures: dict[str, Any] = Field(sa_type=Json)
    digest: str = Field(max_length=64)
    conduct: str = Field(max_length=4000)
    issuer: str = Field(max_length=80)
    credential: str = Field(sa_type=Text)


class FeedbackLine(Table, table=True):
    """One record as a letter counted it: what is voided or corrected later can be told from it."""

    __tablename__ = "feedback_line"

    letter_id: UUID = Field(sa_type=Id, primary_key=True, foreign_key="feedback_letter.id")
    record_id: UUID = Field(sa_type=Id, primary_key=True, foreign_key="service_record.id")
    person_id: UUID = id_field()
    served_on: date
    minutes: int


class FeedbackReceipt(Table, table=True):
    """That the branch has read a letter: who did first, and when."""

    __tablename__ = "feedback_receipt"

    letter_id: UUID = Field(sa_type=Id, primary_key=True, foreign_key="feedback_letter.id")
    by_id: UUID = id_field()
    at: datetime = instant_field()
