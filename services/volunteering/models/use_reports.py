"""The use report (使用报告): what became of the gifts, told to the circle. Source: Charity Law art. 79, 80."""

from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Acted, Identified, id_field

from .table import Table


class UseReport(Identified, Acted, Table, table=True):
    """The `number`th report of a drive. `photos` say where each picture is kept and which beneficiaries it shows."""

    __tablename__ = "use_report"
    __table_args__ = (UniqueConstraint("drive_id", "number"),)

    drive_id: UUID = id_field(foreign_key="drive.id")
    number: int
    final: bool
    text: str = Field(max_length=4000)
    photos: list[dict[str, Any]] = Field(sa_type=Json)
