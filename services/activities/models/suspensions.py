"""The suspension of a vote (留党察看): its reference alone, as directory tells it, and never the case."""

from datetime import date
from uuid import UUID

from sqlmodel import Field

from shared.rows import id_field

from .table import Table


class VoteSuspension(Table, table=True):
    """From `from_on` until the day before `lifted_on`; the id is that of directory's record.

    Either day is null until it was told, in whatever order that happens.
    """

    __tablename__ = "vote_suspension"

    id: UUID = id_field(primary_key=True)
    person_id: UUID = id_field(index=True)
    from_on: date | None = Field(default=None)
    lifted_on: date | None = Field(default=None)
