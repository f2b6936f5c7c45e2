"""The calendar feed (日历订阅): what one person may see, under a token that can be revoked."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from shared.rows import Identified, choice, id_field, instant_field

from .table import Table


class FeedScope(StrEnum):
    """`own`: where the person is expected or registered. `branch`: all that the person may see of the branch."""

    OWN = "own"
    BRANCH = "branch"


class CalendarFeed(Identified, Table, table=True):
    """A subscription. Of its token only the SHA-256 is kept."""

    __tablename__ = "calendar_feed"

    person_id: UUID = id_field(index=True)
    scope: FeedScope = Field(sa_type=choice(FeedScope))
    token_hash: str = Field(max_length=64, unique=True)
    made_at: datetime = instant_field()
    revoked_at: datetime | None = instant_field(default=None)
