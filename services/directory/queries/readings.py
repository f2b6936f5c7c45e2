"""Who read what of whom."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from ..models import Reading


def listed(
    *, person_id: UUID | None = None, reader_id: UUID | None = None, purpose: str | None = None
) -> Select[Reading]:
    """All of them, or those of one person, by one reader, for one purpose."""
    query = select(Reading)
    if person_id is not None:
        query = query.where(col(Reading.person_id) == person_id)
    if reader_id is not None:
        query = query.where(col(Reading.reader_id) == reader_id)
    if purpose is not None:
        query = query.where(col(Reading.purpose) == purpose)
    return query
