"""The duty (分工): something that somebody has to do at a sitting, as host, recorder, guide or photographer."""

from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, id_field

from .table import Table


class Duty(Identified, Revised, Acted, Table, table=True):
    """`needed` people are wanted for it, `taken` have taken it. Nobody is wanted any more at 0."""

    __tablename__ = "duty"
    __table_args__ = (CheckConstraint("taken >= 0 AND taken <= needed", name="places"),)

    sitting_id: UUID = id_field(foreign_key="sitting.id", index=True)
    title: str = Field(max_length=200)
    note: str | None = Field(default=None, max_length=4000)
    needed: int
    taken: int = 0
