"""What was due and not held: rule 21."""

from datetime import date

import pytest

from services.activities.models import MeetingKind
from services.activities.rules import overdue_meetings as rules

MEMBERS, THEME, COMMITTEE, GROUP = (
    MeetingKind.MEMBERS,
    MeetingKind.THEME_DAY,
    MeetingKind.COMMITTEE,
    MeetingKind.GROUP,
)


@pytest.mark.parametrize(
    ("on", "month", "quarter"),
    [
        (date(2026, 10, 1), (date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 7, 1), date(2026, 9, 30))),
        (date(2026, 9, 30), (date(2026, 8, 1), date(2026, 8, 31)), (date(2026, 4, 1), date(2026, 6, 30))),
        (date(2027, 1, 1), (date(2026, 12, 1), date(2026, 12, 31)), (date(2026, 10, 1), date(2026, 12, 31))),
        (date(2028, 3, 1), (date(2028, 2, 1), date(2028, 2, 29)), (date(2027, 10, 1), date(2027, 12, 31))),
    ],
)
def test_a_span_is_over_the_day_after_it_ends(
    on: date, month: tuple[date, date], quarter: tuple[date, date]
) -> None:
    """With year end and 29 February."""
    assert rules.last_month(on) == rules.Span(*month)
    assert rules.last_quarter(on) == rules.Span(*quarter)


def owed(
    on: date, *held: tuple[MeetingKind, date], full: int = 9, is_group: bool = False
) -> list[MeetingKind]:
    """By an organisation of so many full members."""
    return [each.kind for each in rules.overdue(held, on, full, full, is_group=is_group)]


def test_a_branch_that_held_nothing_owes_all_three() -> None:
    assert owed(date(2026, 10, 1)) == [MEMBERS, THEME, COMMITTEE]


def test_what_was_held_on_the_first_or_last_day_was_held() -> None:
    held = ((MEMBERS, date(2026, 7, 1)), (THEME, date(2026, 9, 1)), (COMMITTEE, date(2026, 9, 30)))
    assert owed(date(2026, 10, 1), *held) == []


def test_what_is_held_afterwards_does_not_fill_the_gap() -> None:
    assert owed(date(2026, 10, 15), (THEME, date(2026, 10, 3))) == [MEMBERS, THEME, COMMITTEE]


def test_a_branch_of_fewer_than_seven_full_members_has_no_committee_to_meet() -> None:
    assert owed(date(2026, 10, 1), full=6) == [MEMBERS, THEME]
    assert owed(date(2026, 10, 1), full=7) == [MEMBERS, THEME, COMMITTEE]


def test_a_group_owes_its_meeting_and_nothing_else() -> None:
    assert owed(date(2026, 10, 1), is_group=True) == [GROUP]
    assert owed(date(2026, 10, 1), (GROUP, date(2026, 9, 9)), is_group=True) == []


def test_where_nobody_belongs_nothing_is_due() -> None:
    assert owed(date(2026, 10, 1), full=0) == []
