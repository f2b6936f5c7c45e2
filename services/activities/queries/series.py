"""Series that a caller may see, with what they have planned."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Meeting, Occurrence, Series
from ..rules.series import SeriesMissing


def visible(grants: Sequence[Grant]) -> Select[Series]:
    """Of the own branch; a group leader's those of the own group."""
    return select(Series).where(fence(grants, group=col(Series.group_id), branch=col(Series.branch_id)))


async def one(
    session: AsyncSession, series_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> Series:
    """Raises SeriesMissing."""
    query = visible(grants).where(col(Series.id) == series_id)
    found: Series | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise SeriesMissing
    return found


async def occurrences(session: AsyncSession, series_id: UUID) -> Sequence[Row[Occurrence, str]]:
    """What the series has planned, with the state of each meeting; in the order of its days."""
    query = (
        select(Occurrence, col(Meeting.state))
        .join(Meeting, col(Meeting.id) == col(Occurrence.meeting_id))
        .where(col(Occurrence.series_id) == series_id)
        .order_by(col(Occurrence.on_day))
    )
    return (await session.execute(query)).all()
