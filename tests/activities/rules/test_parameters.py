"""What a branch's changes come to on a day."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from services.activities.models import ParameterChange
from services.activities.rules import parameters as rules
from shared.parameters.history import NoParameterNamed, ParametersNotAhead
from tests.activities.rules.rows import who

TODAY = date(2026, 9, 15)


def a_change(number: int, from_on: date, **values: Any) -> ParameterChange:
    at = datetime(2026, 9, 15, 4, tzinfo=UTC)
    return ParameterChange(
        branch_id=who("branch"),
        number=number,
        from_on=from_on,
        values=values,
        note="支委会商定",
        by_id=who("secretary"),
        at=at,
    )


LONGER = a_change(1, date(2026, 10, 1), make_up_days=10)
STRICTER = a_change(2, date(2026, 12, 1), grace_minutes=5)
LONGEST = a_change(3, date(2027, 1, 1), make_up_days=14)


class TestInForce:
    def test_what_is_proposed_holds_where_a_branch_has_said_nothing(self) -> None:
        assert rules.SILENT.on(TODAY) == rules.DEFAULTS
        assert rules.SILENT.since(TODAY) is None

    def test_a_change_holds_from_the_whole_of_its_day_on(self) -> None:
        held = rules.History.of([LONGER])
        assert [held.on(date(2026, 9, 30)).make_up_days, held.on(date(2026, 10, 1)).make_up_days] == [7, 10]
        assert [held.since(date(2026, 9, 30)), held.since(date(2027, 5, 1))] == [None, date(2026, 10, 1)]

    def test_what_a_change_does_not_name_stays_as_it_was(self) -> None:
        figures = rules.History.of([LONGER, STRICTER]).on(date(2026, 12, 1))
        assert (figures.make_up_days, figures.grace_minutes, figures.pass_mark) == (10, 5, 60)

    def test_the_order_in_which_changes_are_read_makes_no_difference(self) -> None:
        found = {repr(rules.History.of(order)) for order in permutations([LONGER, STRICTER, LONGEST])}
        assert len(found) == 1

    def test_of_two_for_one_day_the_later_decided_counts(self) -> None:
        other = a_change(4, LONGEST.from_on, make_up_days=8)
        assert rules.History.of([other, LONGEST]).on(date(2027, 1, 1)).make_up_days == 8

    def test_what_is_decided_later_for_an_earlier_day_leaves_the_later_day_as_it_was(self) -> None:
        earlier = a_change(4, date(2026, 11, 1), make_up_days=9)
        held = rules.History.of([LONGEST, earlier])
        assert [held.on(date(2026, 12, 31)).make_up_days, held.on(date(2027, 1, 1)).make_up_days] == [9, 14]

    def test_what_is_decided_later_for_an_earlier_day_goes_on_where_the_later_day_says_nothing(self) -> None:
        earlier = a_change(4, date(2026, 11, 1), grace_minutes=5)
        figures = rules.History.of([LONGEST, earlier]).on(date(2027, 1, 1))
        assert (figures.make_up_days, figures.grace_minutes) == (14, 5)

    def test_a_mark_that_was_kept_as_text_is_exact(self) -> None:
        held = rules.History.of([a_change(1, date(2026, 10, 1), good_rating="4.1")])
        assert held.on(date(2026, 10, 1)).good_rating == Decimal("4.1")


class TestMayChange:
    def test_it_begins_tomorrow_at_the_earliest(self) -> None:
        rules.History.may_change([], a_change(1, date(2026, 9, 16), make_up_days=10), TODAY)
        with pytest.raises(ParametersNotAhead):
            rules.History.may_change([], a_change(1, TODAY, make_up_days=10), TODAY)

    def test_it_names_something(self) -> None:
        with pytest.raises(NoParameterNamed):
            rules.History.may_change([], a_change(1, date(2026, 9, 16)), TODAY)

    def test_no_day_to_come_may_contradict_itself(self) -> None:
        """Three to five by default; four at least from October on meets three at most from December on."""
        three = a_change(1, date(2026, 12, 1), course_questions_most=3)
        rules.History.may_change([], three, TODAY)
        with pytest.raises(rules.CourseQuestionsCross):
            rules.History.may_change([three], a_change(2, date(2026, 10, 1), course_questions_least=4), TODAY)
