"""Lists that HR has sent as files: kept sealed for a while, to be worked on and given back with what was wrong."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlmodel import Field

from shared.columns import Id, Instant
from shared.ids import new_id

from .table import Table


class HrFile(Table, table=True):
    """A file as it came. The same bytes of the same sender are kept once; `size` is in bytes."""

    __tablename__ = "hr_file"
    __table_args__ = (UniqueConstraint("by_id", "sha256"),)

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    name: str = Field(sa_type=String(200))
    size: int
    sha256: str = Field(sa_type=String(64))
    sealed: str = Field(sa_type=Text, repr=False)
    by_id: UUID = Field(sa_type=Id)
    at: datetime = Field(sa_type=Instant, index=True)
