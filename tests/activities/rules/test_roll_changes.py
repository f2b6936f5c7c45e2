"""What the roster says of a roll: who is not waited for, who has no vote, who has come since."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.models import MeetingKind, RollAbsence, RollStanding
from services.activities.rules.absences import Away, reason
from services.activities.rules.roll_changes import (
    Belonging,
    Change,
    Roster,
    Seat,
    Suspended,
    changes,
    due,
    missing,
)
from services.activities.rules.rolls import entitled, expected

from .rows import a_line, a_meeting, who

DAY, NEXT = date(2026, 9, 22), date(2026, 9, 23)
AWAY, SECONDED = RollAbsence.AWAY, RollAbsence.SECONDED


def a_member(key: str, **more: Any) -> Belonging:
    """A full member of the branch since long ago."""
    plain = Belonging(who(key), who("branch"), None, "full", date(2015, 7, 1), None, True, None)  # noqa: FBT003 - a row
    return plain._replace(**more)


class TestLongAbsence:
    @pytest.mark.parametrize(
        ("kind", "from_on", "until_on", "why"),
        [
            ("secondment", DAY, DAY, SECONDED),
            ("sick_leave", DAY, DAY, AWAY),
            ("maternity_leave", date(2026, 9, 1), date(2027, 2, 28), AWAY),
            ("study", date(2026, 9, 1), None, AWAY),
            ("leave", date(2026, 9, 1), date(2026, 10, 2), AWAY),
            ("leave", date(2026, 9, 1), date(2026, 10, 1), None),
            ("secondment", date(2026, 6, 1), date(2026, 9, 21), None),
            ("secondment", NEXT, None, None),
        ],
    )
    def test_nobody_waits_for_the_lent_the_ill_and_who_is_away_for_more_than_a_month(
        self, kind: str, from_on: date, until_on: date | None, why: RollAbsence | None
    ) -> None:
        """Thirty-one days are a month (domain rules of HR: long leave is more than one)."""
        assert reason([DAY], [Away(kind, from_on, until_on)]) is why

    def test_a_meeting_on_two_days_waits_for_whoever_is_back_on_the_second(self) -> None:
        back = [Away("secondment", date(2026, 6, 1), DAY)]
        assert (reason([DAY], back), reason([DAY, NEXT], back)) == (SECONDED, None)

    def test_two_absences_that_follow_each_other_are_one_to_the_meeting(self) -> None:
        both = [Away("secondment", date(2026, 6, 1), DAY), Away("sick_leave", NEXT, None)]
        assert reason([DAY, NEXT], both) is AWAY


class TestDue:
    def test_whoever_is_away_is_not_expected_and_stays_entitled(self) -> None:
        """Nobody is left out of the count of a vote without a reason and an approval."""
        known = Roster([a_member("wang")], away={who("wang"): [Away("secondment", DAY, None)]})
        [found] = due(a_meeting(), [DAY], known).values()
        line = a_line("wang", absence=found.absence)
        assert (found.absence, found.may_vote(RollStanding.FULL)) == (SECONDED, True)
        assert (expected([line]), entitled([line])) == ([], [line])

    def test_who_has_left_the_factory_and_still_belongs_is_not_expected(self) -> None:
        gone = a_member("wang", active=False, departed_on=DAY)
        assert due(a_meeting(), [DAY], Roster([gone]))[who("wang")].absence is RollAbsence.DEPARTED
        later = a_member("wang", departed_on=NEXT)
        assert due(a_meeting(), [DAY], Roster([later]))[who("wang")].absence is None

    @pytest.mark.parametrize(
        ("lifted_on", "votes"), [(None, False), (NEXT, False), (DAY, True), (date(2026, 9, 1), True)]
    )
    def test_a_suspended_vote_is_none_until_the_day_of_its_lifting(
        self, lifted_on: date | None, *, votes: bool
    ) -> None:
        """Attends, speaks, is expected, and has no vote (rule 20)."""
        span = Suspended(date(2026, 1, 10), lifted_on)
        known = Roster([a_member("wang")], suspended={who("wang"): [span]})
        [found] = due(a_meeting(), [DAY], known).values()
        assert (found.absence, found.may_vote(RollStanding.FULL)) == (None, votes)

    def test_a_suspension_begins_on_its_day(self) -> None:
        known = Roster([a_member("wang")], suspended={who("wang"): [Suspended(NEXT, None)]})
        assert not due(a_meeting(), [DAY], known)[who("wang")].suspended

    def test_a_committee_meeting_is_of_those_with_a_seat_that_day_and_a_group_meeting_of_the_group(
        self,
    ) -> None:
        members = [a_member("wang", group_id=who("first")), a_member("li", group_id=who("second"))]
        seats = [
            Seat(who("wang"), who("branch"), date(2024, 1, 1), date(2026, 9, 21)),
            Seat(who("li"), who("branch"), DAY, None),
        ]
        committee = a_meeting(kind=MeetingKind.COMMITTEE)
        group = a_meeting(kind=MeetingKind.GROUP, group_id=who("first"))
        assert [*due(committee, [DAY], Roster(members, seats))] == [who("li")]
        assert [*due(group, [DAY], Roster(members))] == [who("wang")]

    def test_at_no_date_is_somebody_due_in_two_branches(self) -> None:
        spans = [a_member("wang", until_on=DAY), a_member("wang", branch_id=who("other"), from_on=NEXT)]
        here, there = a_meeting(), a_meeting(branch_id=who("other"))
        assert [len(due(each, [day], Roster(spans))) for each in (here, there) for day in (DAY, NEXT)] == [
            *(1, 0),
            *(0, 1),
        ]


class TestChanges:
    def test_whoever_belongs_elsewhere_on_the_day_has_no_vote_here(self) -> None:
        [moved, gone] = changes([a_line("wang"), a_line("li")], {}, {who("li")})
        assert moved == Change(who("wang"), RollAbsence.MOVED, may_vote=False, called=False)
        assert gone == Change(who("li"), RollAbsence.DEPARTED, may_vote=False, called=False)

    def test_whoever_is_back_is_called_unless_people_have_said_otherwise(self) -> None:
        known = due(a_meeting(), [DAY], Roster([a_member("wang")]))
        [back] = changes([a_line("wang", absence=AWAY)], known, ())
        [still] = changes([a_line("wang", absence=AWAY, exempt_reason="病休")], known, ())
        assert (back.absence, back.called, still.called) == (None, True, False)

    def test_a_guest_and_a_promotion_are_peoples_business(self) -> None:
        probationary = due(a_meeting(), [DAY], Roster([a_member("wang", status="probationary")]))
        assert changes([a_line("zhao", RollStanding.GUEST)], {}, ()) == []
        assert changes([a_line("wang")], probationary, ()) == [], "promoted on this roll"
        assert missing([a_line("wang", RollStanding.GUEST)], probationary) == {}

    @given(
        st.lists(st.sampled_from("abcdef"), unique=True),
        st.lists(st.sampled_from("abcdef"), unique=True),
        st.sets(st.sampled_from("abcdef")),
    )
    def test_a_roll_that_was_brought_up_to_date_is_up_to_date(
        self, on_roll: list[str], members: list[str], ill: set[str]
    ) -> None:
        away = {who(key): [Away("sick_leave", DAY, None)] for key in ill}
        wanted = due(a_meeting(), [DAY], Roster([a_member(key) for key in members], away=away))
        lines = {who(key): a_line(key) for key in on_roll}
        for change in changes(lines.values(), wanted, ()):
            lines[change.person_id].absence = change.absence
            lines[change.person_id].may_vote = change.may_vote
        for person_id, each in missing(lines.values(), wanted).items():
            lines[person_id] = a_line("new", person_id=person_id, absence=each.absence)
        assert (changes(lines.values(), wanted, ()), missing(lines.values(), wanted)) == ([], {})
        assert {line.person_id for line in expected(lines.values())} == {who(key) for key in {*members} - ill}
