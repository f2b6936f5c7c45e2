"""Periods: their days and their one way forward."""

import pytest

from services.points.models import PeriodState
from services.points.rules.periods import (
    ORDER,
    ClaimsPending,
    ObjectionsOpen,
    PeriodClosed,
    PeriodCodeWrong,
    PeriodStepWrong,
    PeriodStillRunning,
    PublicityRunning,
    may_close_claims,
    may_decide,
    may_finalise,
    span_of,
    step,
    takes_entries,
)

from .rows import a_period, day


@pytest.mark.parametrize(
    ("code", "cycle", "first", "last"),
    [
        ("2026-Q1", "quarter", "2026-01-01", "2026-03-31"),
        ("2026-Q3", "quarter", "2026-07-01", "2026-09-30"),
        ("2026-Q4", "quarter", "2026-10-01", "2026-12-31"),
        ("2028", "year", "2028-01-01", "2028-12-31"),
    ],
)
def test_a_code_names_first_and_last_day(code: str, cycle: str, first: str, last: str) -> None:
    assert span_of(code, cycle) == (day(first), day(last))


@pytest.mark.parametrize(
    ("code", "cycle"),
    [
        ("2026", "quarter"),
        ("2026-Q5", "quarter"),
        ("2026-Q3", "year"),
        ("1999", "year"),
        ("2026-Q3\n", "quarter"),
    ],
)
def test_a_code_that_does_not_fit_the_cycle_is_refused(code: str, cycle: str) -> None:
    with pytest.raises(PeriodCodeWrong):
        span_of(code, cycle)


@pytest.mark.parametrize("now", ORDER)
@pytest.mark.parametrize("to", ORDER[1:])
def test_no_state_is_skipped_and_none_comes_again(now: PeriodState, to: PeriodState) -> None:
    if ORDER.index(to) == ORDER.index(now) + 1:
        step(a_period(now), to)
        return
    with pytest.raises(PeriodStepWrong):
        step(a_period(now), to)


def test_claims_close_the_day_after_the_last_day_for_them() -> None:
    may_close_claims(a_period(), day("2026-10-15"))
    with pytest.raises(PeriodStillRunning):
        may_close_claims(a_period(), day("2026-10-14"))


def test_no_result_is_computed_while_a_claim_waits() -> None:
    with pytest.raises(ClaimsPending) as refused:
        may_decide(a_period(PeriodState.CLAIMS_CLOSED), 2)
    assert refused.value.detail("zh") == "还有 2 项申报未审定"


def test_a_period_becomes_final_the_day_after_its_publicity() -> None:
    """Rule 8."""
    published = a_period(PeriodState.IN_PUBLICITY)
    may_finalise(published, day("2026-10-23"), day("2026-10-22"), 0)
    with pytest.raises(PublicityRunning) as refused:
        may_finalise(published, day("2026-10-22"), day("2026-10-22"), 0)
    assert "2026-10-22" in refused.value.detail("en")


def test_a_period_does_not_become_final_while_an_objection_is_open() -> None:
    """Rule 8."""
    with pytest.raises(ObjectionsOpen):
        may_finalise(a_period(PeriodState.IN_PUBLICITY), day("2026-10-23"), day("2026-10-22"), 1)


def test_a_period_does_not_become_final_without_a_publicity() -> None:
    """Rule 8."""
    with pytest.raises(PeriodStepWrong):
        may_finalise(a_period(PeriodState.DECIDED), day("2026-10-23"), day("2026-10-22"), 0)


@pytest.mark.parametrize("state", ORDER)
def test_entries_are_taken_until_results_are_computed(state: PeriodState) -> None:
    if state in {PeriodState.OPEN, PeriodState.CLAIMS_CLOSED}:
        takes_entries(a_period(state))
        return
    with pytest.raises(PeriodClosed):
        takes_entries(a_period(state))
