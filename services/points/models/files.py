"""An uploaded file: kept in the database, so that it is saved, backed up and fenced like everything else."""

from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, id_field

from .table import Table


class StoredFile(Identified, Acted, Table, table=True):
    """Bytes with their SHA-256. The same bytes of the same owner are kept once."""

    __tablename__ = "stored_file"
    __table_args__ = (UniqueConstraint("by_id", "sha256"),)

    branch_id: UUID | None = id_field(default=None)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int
    sha256: str = Field(max_length=64)
    content: bytes = Field(sa_type=LargeBinary)
