"""Debates by the clock, and what nobody does for the own summary or to others' contributions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.activities.models import (
    Contribution,
    Debate,
    DebateState,
    DebateSummary,
    LessonAudience,
    Verdict,
)
from services.activities.rules import contributions, debates
from services.activities.rules.nominations import ReasonNeeded
from tests.activities.rules.rows import NOON, who

OPENS, CLOSES = datetime(2026, 9, 16, 0, tzinfo=UTC), datetime(2026, 9, 20, 10, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def a_debate(*sides: str, **more: Any) -> Debate:
    """Announced at noon, open from the next morning."""
    given: dict[str, Any] = {
        "branch_id": who("branch"),
        "audience": LessonAudience.STAFF,
        "question": "夜班两人一组?",
        "sides": list(sides),
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "moderator_id": who("moderator"),
        "by_id": who("organiser"),
        "at": NOON,
    }
    return Debate(**(given | more))


def a_contribution(**more: Any) -> Contribution:
    given: dict[str, Any] = {
        "debate_id": who("debate"),
        "person_id": who("wang"),
        "number": 1,
        "said_at": OPENS,
    }
    return Contribution(**(given | more))


def a_summary(verdict: Verdict = Verdict.SUBMITTED) -> DebateSummary:
    return DebateSummary(
        debate_id=who("debate"), number=1, text="总结", verdict=verdict, by_id=who("moderator"), at=CLOSES
    )


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (OPENS - MOMENT, DebateState.ANNOUNCED),
        (OPENS, DebateState.OPEN),
        (CLOSES - MOMENT, DebateState.OPEN),
        (CLOSES, DebateState.CLOSED),
    ],
)
def test_the_instant_of_opening_is_in_and_that_of_closing_is_out(at: datetime, state: DebateState) -> None:
    assert debates.state_of(a_debate(), at) is state


def test_an_adopted_summary_or_a_cancellation_ends_a_debate_whatever_the_clock_says() -> None:
    assert debates.state_of(a_debate(concluded_at=CLOSES), OPENS) is DebateState.CONCLUDED
    assert debates.state_of(a_debate(cancelled_at=NOON), OPENS) is DebateState.CANCELLED


@pytest.mark.parametrize(
    ("opens_at", "closes_at"),
    [(OPENS, OPENS), (CLOSES, OPENS), (OPENS, OPENS + timedelta(days=92) + MOMENT), (NOON - MOMENT, NOON)],
)
def test_a_window_ends_after_it_begins_ahead_of_now_and_within_a_quarter(
    opens_at: datetime, closes_at: datetime
) -> None:
    with pytest.raises(debates.DebateTimes):
        debates.may_ask([], opens_at, closes_at, NOON)
    debates.may_ask([], OPENS, OPENS + timedelta(days=92), NOON)


@pytest.mark.parametrize("sides", [["正方"], ["正方", "正方"], ["正方", "反方", "正方"]])
def test_one_side_or_the_same_twice_is_no_debate(sides: list[str]) -> None:
    with pytest.raises(debates.SidesUnclear):
        debates.may_ask(sides, OPENS, CLOSES, NOON)
    debates.may_ask(["正方", "反方"], OPENS, CLOSES, NOON)
    debates.may_ask([], OPENS, CLOSES, NOON)


@pytest.mark.parametrize(("sides", "side"), [(("正", "反"), None), (("正", "反"), "中"), ((), "正")])
def test_a_contribution_takes_a_side_exactly_where_there_are_sides(
    sides: tuple[str, ...], side: str | None
) -> None:
    with pytest.raises(contributions.SideUnknown):
        contributions.may_contribute(a_debate(*sides), side, None, 0, OPENS)
    contributions.may_contribute(a_debate(*sides), sides[0] if sides else None, None, 0, OPENS)


def test_the_twenty_first_contribution_of_one_person_is_refused() -> None:
    contributions.may_contribute(a_debate(), None, None, 19, OPENS)
    with pytest.raises(contributions.ContributionsSpent):
        contributions.may_contribute(a_debate(), None, None, 20, OPENS)


def test_nobody_answers_what_is_withdrawn() -> None:
    with pytest.raises(contributions.ContributionWithdrawn):
        contributions.may_contribute(a_debate(), None, a_contribution(withdrawn_at=OPENS), 0, OPENS)


def test_only_who_said_it_changes_it_and_only_until_the_debate_closes() -> None:
    contributions.may_change(a_debate(), a_contribution(), who("wang"), CLOSES - MOMENT)
    with pytest.raises(contributions.OthersContribution):
        contributions.may_change(a_debate(), a_contribution(), who("moderator"), OPENS)
    with pytest.raises(debates.DebateNotInState):
        contributions.may_change(a_debate(), a_contribution(), who("wang"), CLOSES)
    with pytest.raises(contributions.ContributionWithdrawn):
        contributions.may_change(a_debate(), a_contribution(withdrawn_at=OPENS), who("wang"), OPENS)


def test_the_moderator_sums_up_after_the_closing_and_nobody_else() -> None:
    debates.may_sum_up(a_debate(), None, who("moderator"), CLOSES)
    debates.may_sum_up(a_debate(), a_summary(Verdict.RETURNED), who("moderator"), CLOSES)
    with pytest.raises(debates.NotTheModerator):
        debates.may_sum_up(a_debate(), None, who("organiser"), CLOSES)
    with pytest.raises(debates.DebateNotInState):
        debates.may_sum_up(a_debate(), None, who("moderator"), CLOSES - MOMENT)
    with pytest.raises(debates.SummaryWaits):
        debates.may_sum_up(a_debate(), a_summary(), who("moderator"), CLOSES)


def decide(latest: DebateSummary | None, by: str = "organiser", **more: Any) -> DebateSummary:
    given: dict[str, Any] = {"verdict": Verdict.APPROVED, "reason": None} | more
    return debates.may_decide(a_debate(), latest, **given, by=who(by), at=CLOSES)


def test_the_committee_decides_a_summary_that_waits_and_the_moderator_never_does() -> None:
    waiting = a_summary()
    assert decide(waiting) is waiting
    with pytest.raises(debates.OwnSummary):
        decide(waiting, "moderator")
    with pytest.raises(debates.SummaryMissing):
        decide(None)
    with pytest.raises(debates.SummaryDecided):
        decide(a_summary(Verdict.RETURNED))
    with pytest.raises(ReasonNeeded):
        decide(waiting, verdict=Verdict.RETURNED)
