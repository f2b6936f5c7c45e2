"""The beneficiary (受助人): a pseudonym and a class, and where the guardian's word is kept.

What makes these children eligible is not recorded: the drive's class of beneficiaries says it of all of them at once.
Source: Personal Information Protection Law art. 28, 31; Charity Law art. 59, 82.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Identified, Revised, id_field, instant_field

from .table import Table


class Beneficiary(Identified, Revised, Table, table=True):
    """One child or household of one drive.

    `relatives` are the people of the factory who declared an interest link: none of them may manage this drive.
    Without `photo_consent_ref` no photo may show the child.
    """

    __tablename__ = "beneficiary"
    __table_args__ = (UniqueConstraint("drive_id", "pseudonym"),)

    drive_id: UUID = id_field(foreign_key="drive.id", index=True)
    branch_id: UUID = id_field()
    pseudonym: str = Field(max_length=100)
    class_title: str | None = Field(default=None, max_length=100)
    guardian_consent_ref: str = Field(max_length=200)
    photo_consent_ref: str | None = Field(default=None, max_length=200)
    relatives: list[str] = Field(sa_type=Json)
    added_by: UUID = id_field()
    added_at: datetime = instant_field()
