"""The national record (全国志愿服务记录): who took it out of the suite, of which span, and what for."""

from datetime import date
from uuid import UUID

from sqlmodel import Field

from shared.rows import Acted, Identified, id_field

from .table import Table


class NationalExport(Identified, Acted, Table, table=True):
    """One reading of personal data by `by_id`: never changed, and kept beside the audit row, which has no words."""

    __tablename__ = "national_export"

    branch_id: UUID = id_field(index=True)
    from_on: date
    until_on: date
    purpose: str = Field(max_length=200)
    people: int
    records: int
