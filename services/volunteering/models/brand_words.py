"""The brand word (品牌词): what no text of a drive may say, beside what ships. Source: Charity Law art. 40."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, id_field, instant_field

from .table import Table

_IN_FORCE = "retired_at IS NULL"


class BrandWord(Identified, Revised, Acted, Table, table=True):
    """A word of one organisation; it binds every branch at or below it. `plain` is how it is compared."""

    __tablename__ = "brand_word"
    __table_args__ = (
        Index(
            "ux_brand_word_plain",
            *("organisation_id", "plain"),
            unique=True,
            sqlite_where=text(_IN_FORCE),
            postgresql_where=text(_IN_FORCE),
        ),
    )

    organisation_id: UUID = id_field()
    word: str = Field(max_length=100)
    plain: str = Field(max_length=400)
    retired_at: datetime | None = instant_field(default=None)
