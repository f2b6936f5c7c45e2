"""Themes: proposed, decided, followed up; and the fixed day of the month."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of

from ..models import Meeting, MeetingKind, MeetingState, Theme, ThemeDayRule, ThemeFollowUp, ThemeState
from ..queries import themes as queries
from ..rules import patterns
from ..rules import sittings as sitting_rules
from ..rules import themes as rules


@dataclass(frozen=True, slots=True)
class NextThemeDay:
    """When the next theme day should be, by the branch's rule, and its theme if one is chosen."""

    on: date
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    theme: str | None


async def propose(
    session: AsyncSession,
    branch_id: UUID,
    month_on: date,
    title: str,
    reason: str | None,
    *,
    by: UUID,
    at: datetime,
    today: date,
) -> Theme:
    """A theme for the theme day of a month. Raises MonthOver."""
    rules.may_propose(month_on, today)
    theme = Theme(
        branch_id=branch_id, month_on=month_on, title=title, reason=reason, proposed_by=by, proposed_at=at
    )
    session.add(theme)
    await session.flush()
    return theme


async def decide(
    session: AsyncSession,
    theme: Theme,
    verdict: ThemeState,
    reason: str | None,
    *,
    by: UUID,
    at: datetime,
    zone: ZoneInfo,
) -> Theme:
    """Choose a proposal or not; what is chosen becomes the theme of the month's planned theme days.

    Raises OwnTheme, ThemeDecided, MonthOver, ThemeDayBegun, ThemeChosenAlready.
    """
    theme_days = await queries.theme_days(session, theme.branch_id, theme.month_on, zone, lock=True)
    rules.may_decide(theme, theme_days, by, day_of(at, zone))
    try:
        async with session.begin_nested():
            theme.state, theme.decision_reason = verdict, reason
            theme.decided_by, theme.decided_at = by, at
            await session.flush()
    except IntegrityError as error:
        raise rules.ThemeChosenAlready from error
    if verdict is ThemeState.CHOSEN:
        for meeting in theme_days:
            if meeting.state is MeetingState.PLANNED:
                meeting.theme = theme.title
    await session.flush()
    return theme


async def take_chosen(session: AsyncSession, meeting: Meeting, first: datetime, zone: ZoneInfo) -> None:
    """Give a theme day without a theme the one its branch has chosen for the month."""
    if meeting.kind is MeetingKind.THEME_DAY and meeting.theme is None:
        month_on = rules.month_of(day_of(first, zone))
        theme = await queries.chosen(session, meeting.branch_id, month_on)
        meeting.theme = theme.title if theme else None


async def follow_up(
    session: AsyncSession, theme: Theme, outcome: str, *, by: UUID, at: datetime, zone: ZoneInfo
) -> ThemeFollowUp:
    """Say what came of a theme, after its day. Raises ThemeNotHeld."""
    theme_days = await queries.theme_days(session, theme.branch_id, theme.month_on, zone)
    rules.may_follow_up(theme, theme_days)
    row = ThemeFollowUp(theme_id=theme.id, outcome=outcome, by_id=by, at=at)
    session.add(row)
    await session.flush()
    return row


async def fix_day(
    session: AsyncSession,
    branch_id: UUID,
    pattern: dict[str, Any],
    *,
    clock: str,
    minutes: int,
    time_zone: str,
    from_on: date,
    by: UUID,
    at: datetime,
) -> ThemeDayRule:
    """Fix the day of the month from a day on. Raises ZoneUnknown."""
    sitting_rules.zone(time_zone)
    row = ThemeDayRule(
        branch_id=branch_id,
        from_on=from_on,
        pattern=pattern,
        clock=clock,
        minutes=minutes,
        time_zone=time_zone,
        by_id=by,
        at=at,
    )
    session.add(row)
    await session.flush()
    return row


async def next_theme_day(
    session: AsyncSession, branch_id: UUID, *, today: date, zone: ZoneInfo
) -> NextThemeDay:
    """The first day of the rule from tomorrow on in a month that has no theme day. Raises ThemeDayRuleMissing."""
    day = today
    while True:
        rule = await queries.rule_on(session, branch_id, day + timedelta(days=1))
        pattern = patterns.kept(rule.pattern)
        if isinstance(pattern, patterns.Weekly):  # what the door lets in is monthly
            raise TypeError(pattern)
        day = patterns.next_day(pattern, day)
        planned = await queries.theme_days(session, branch_id, rules.month_of(day), zone)
        if all(each.state is MeetingState.CANCELLED for each in planned):
            break
    starts_at = patterns.at_clock(day, rule.clock, ZoneInfo(rule.time_zone))
    theme = await queries.chosen(session, branch_id, rules.month_of(day))
    ends_at = starts_at + timedelta(minutes=rule.minutes)
    return NextThemeDay(day, starts_at, ends_at, rule.time_zone, theme.title if theme else None)
