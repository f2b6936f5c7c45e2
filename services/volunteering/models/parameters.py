"""The branch parameter (支部参数): a figure that each branch may set for itself, from a day on."""

from sqlalchemy import UniqueConstraint

from shared.parameters.rows import ChangeRow

from .table import Table


class ParameterChange(ChangeRow, Table, table=True):
    """One change of a branch."""

    __tablename__ = "parameter_change"
    __table_args__ = (UniqueConstraint("branch_id", "number"),)
