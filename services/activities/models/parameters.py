"""The branch parameter (支部参数): a figure that each branch may set for itself, from a day on."""

from uuid import UUID

from sqlalchemy import UniqueConstraint

from shared.parameters.rows import ChangeRow
from shared.rows import id_field

from .table import Table


class ParameterChange(ChangeRow, Table, table=True):
    """One change of a branch, by a resolution if by one."""

    __tablename__ = "parameter_change"
    __table_args__ = (UniqueConstraint("branch_id", "number"),)

    resolution_id: UUID | None = id_field(default=None, foreign_key="resolution.id")
