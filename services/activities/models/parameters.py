"""The branch parameter (支部参数): a figure that each branch may set for itself, from a day on."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Acted, Identified, id_field

from .table import Table


class ParameterChange(Identified, Acted, Table, table=True):
    """One change of a branch, its `number`th: `values` holds what is other from `from_on` on, and only that.

    Never changed: what was decided otherwise before its day came is another change.
    """

    __tablename__ = "parameter_change"
    __table_args__ = (UniqueConstraint("branch_id", "number"),)

    branch_id: UUID = id_field()
    number: int
    from_on: date
    values: dict[str, Any] = Field(sa_type=Json)
    note: str = Field(max_length=4000)
    resolution_id: UUID | None = id_field(default=None, foreign_key="resolution.id")
