"""Themes: proposed for a month, decided before its theme day, followed up after it (article 16)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from shared.errors import Conflict, Forbidden, Missing

from ..models import Meeting, MeetingState, Theme, ThemeState

HELD = frozenset({MeetingState.MINUTES_DRAFT, MeetingState.MINUTES_SIGNED, MeetingState.ARCHIVED})


class ThemeMissing(Missing):
    """No such theme, or not for you."""

    zh, en = "没有这个主题", "No such theme"


class ThemeDayRuleMissing(Missing):
    """The branch has not fixed its day yet."""

    zh, en = "支部尚未确定固定的主题党日", "The branch has not fixed its theme day"


class MonthOver(Conflict):
    """A theme is proposed and decided for a month that is not over."""

    zh, en = "该月份已过", "The month is over"


class ThemeDecided(Conflict):
    """A decision is taken once."""

    zh, en = "该主题已有决定", "The theme has been decided"


class ThemeChosenAlready(Conflict):
    """One theme for each month."""

    zh, en = "该月已确定其他主题", "Another theme has been chosen for the month"


class ThemeDayBegun(Conflict):
    """The theme is decided beforehand: the month's theme day has been noticed."""

    zh, en = "该月主题党日已发出通知,主题不再变更", "The month's theme day has been noticed; its theme stands"


class OwnTheme(Forbidden):
    """Nobody decides the own proposal."""

    zh, en = "不能决定自己提出的主题", "You cannot decide your own proposal"


class ThemeNotHeld(Conflict):
    """What came of a theme is told after its day."""

    zh, en = "该主题的党日尚未举行", "The theme's day has not been held"


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def next_month(month_on: date) -> date:
    """The first day of the month after."""
    if month_on.month == 12:  # noqa: PLR2004 - December
        return date(month_on.year + 1, 1, 1)
    return month_on.replace(month=month_on.month + 1)


def may_propose(month_on: date, today: date) -> None:
    """Raises MonthOver."""
    if month_on < month_of(today):
        raise MonthOver


def may_decide(theme: Theme, theme_days: Sequence[Meeting], by: UUID, today: date) -> None:
    """Raises OwnTheme, ThemeDecided, MonthOver, ThemeDayBegun."""
    if theme.proposed_by == by:
        raise OwnTheme
    if theme.state is not ThemeState.PROPOSED:
        raise ThemeDecided
    may_propose(theme.month_on, today)
    if any(each.state not in {MeetingState.PLANNED, MeetingState.CANCELLED} for each in theme_days):
        raise ThemeDayBegun


def may_follow_up(theme: Theme, theme_days: Sequence[Meeting]) -> None:
    """Raises ThemeNotHeld."""
    held = any(each.state in HELD and each.theme == theme.title for each in theme_days)
    if theme.state is not ThemeState.CHOSEN or not held:
        raise ThemeNotHeld
