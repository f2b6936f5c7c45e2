"""Themes that a caller may see, and the theme days of a month."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Meeting, MeetingKind, Sitting, Theme, ThemeDayRule, ThemeFollowUp, ThemeState
from ..rules.patterns import at_clock
from ..rules.themes import ThemeDayRuleMissing, ThemeMissing, next_month


def visible(grants: Sequence[Grant], month_on: date | None, state: ThemeState | None) -> Select[Theme]:
    """Of the own branch."""
    query = select(Theme).where(fence(grants, branch=col(Theme.branch_id)))
    if month_on is not None:
        query = query.where(col(Theme.month_on) == month_on)
    return query if state is None else query.where(col(Theme.state) == state)


async def one(session: AsyncSession, theme_id: UUID, grants: Sequence[Grant], *, lock: bool = False) -> Theme:
    """Raises ThemeMissing."""
    query = visible(grants, None, None).where(col(Theme.id) == theme_id)
    found: Theme | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise ThemeMissing
    return found


async def chosen(session: AsyncSession, branch_id: UUID, month_on: date) -> Theme | None:
    """What the branch has chosen for a month."""
    query = select(Theme).where(
        col(Theme.branch_id) == branch_id,
        col(Theme.month_on) == month_on,
        col(Theme.state) == ThemeState.CHOSEN,
    )
    found: Theme | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def theme_days(
    session: AsyncSession, branch_id: UUID, month_on: date, zone: ZoneInfo, *, lock: bool = False
) -> list[Meeting]:
    """The branch's theme days with a sitting in that month, cancelled ones too."""
    first, end = at_clock(month_on, "00:00", zone), at_clock(next_month(month_on), "00:00", zone)
    here = select(col(Sitting.meeting_id)).where(
        col(Sitting.branch_id) == branch_id, col(Sitting.starts_at) >= first, col(Sitting.starts_at) < end
    )
    query = select(Meeting).where(col(Meeting.kind) == MeetingKind.THEME_DAY, col(Meeting.id).in_(here))
    query = query.order_by(col(Meeting.id))
    return list((await session.execute(query.with_for_update() if lock else query)).scalars())


async def follow_ups(session: AsyncSession, theme_id: UUID) -> list[ThemeFollowUp]:
    """What came of a theme, oldest first."""
    query = select(ThemeFollowUp).where(col(ThemeFollowUp.theme_id) == theme_id)
    return list((await session.execute(query.order_by(col(ThemeFollowUp.id)))).scalars())


def rules_of(grants: Sequence[Grant]) -> Select[ThemeDayRule]:
    """The fixed days of the own branch, past and coming ones too."""
    return select(ThemeDayRule).where(fence(grants, branch=col(ThemeDayRule.branch_id)))


async def rule_on(session: AsyncSession, branch_id: UUID, on: date) -> ThemeDayRule:
    """The branch's fixed day as it stands on a day. Raises ThemeDayRuleMissing."""
    table = ThemeDayRule
    query = select(table).where(col(table.branch_id) == branch_id, col(table.from_on) <= on)
    query = query.order_by(col(table.from_on).desc(), col(table.id).desc()).limit(1)
    found: ThemeDayRule | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise ThemeDayRuleMissing
    return found
