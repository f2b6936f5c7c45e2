"""The promotion (转正) of a probationary member on a roll that was frozen before the approval came."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, id_field

from .table import Table


class Promotion(Identified, Acted, Table, table=True):
    """From now on the line has a vote; `approval` is the higher body's."""

    __tablename__ = "promotion"
    __table_args__ = (UniqueConstraint("roll_line_id"),)

    roll_line_id: UUID = id_field(foreign_key="roll_line.id")
    approval: str = Field(max_length=100)
