"""Claims: in time, by others, with reasons."""

from decimal import Decimal
from typing import Any

import pytest

from services.points.models import ClaimState, PeriodState
from services.points.rules.claims import (
    AlreadyChecked,
    ClaimInFuture,
    ClaimNotInState,
    ClaimTooLate,
    DateOutsidePeriod,
    Filing,
    MoreThanAsked,
    OwnClaim,
    ReasonMissing,
    claims_until,
    granted,
    in_time,
    last_day_for,
    may_judge,
    needs,
    seen_state,
    state_after_submission,
)
from shared.errors import Refusal

from .rows import BRANCH, GROUP, HAN, WANG, ZHOU, a_claim, a_period, day, parameters

# When.


def test_a_claim_within_its_days_is_taken() -> None:
    in_time(day("2026-09-01"), day("2026-09-16"), a_period(), parameters())


def test_a_claim_on_the_sixteenth_day_after_the_deed_is_refused_with_the_last_day() -> None:
    """Rule 5: within 15 days of the deed."""
    with pytest.raises(ClaimTooLate) as refused:
        in_time(day("2026-09-01"), day("2026-09-17"), a_period(), parameters())
    assert "2026-09-16" in refused.value.detail("en")


def test_a_claim_after_the_periods_last_day_for_claims_is_refused() -> None:
    """Rule 5: the earlier of the two deadlines holds."""
    assert last_day_for(day("2026-09-30"), a_period(), parameters()) == day("2026-10-14")
    with pytest.raises(ClaimTooLate):
        in_time(day("2026-09-30"), day("2026-10-15"), a_period(), parameters())


@pytest.mark.parametrize("deed", ["2026-06-30", "1900-01-01"])
def test_a_deed_outside_the_period_is_refused_with_its_day(deed: str) -> None:
    """Rule 5."""
    with pytest.raises(DateOutsidePeriod) as refused:
        in_time(day(deed), day("2026-09-15"), a_period(), parameters())
    assert deed in refused.value.detail("zh")


@pytest.mark.parametrize("state", [state for state in PeriodState if state is not PeriodState.OPEN])
def test_a_period_that_is_not_open_takes_no_claim(state: PeriodState) -> None:
    """Rule 5."""
    with pytest.raises(DateOutsidePeriod):
        in_time(day("2026-09-14"), day("2026-09-15"), a_period(state), parameters())


def test_what_has_not_happened_yet_cannot_be_claimed() -> None:
    """Rule 5."""
    with pytest.raises(ClaimInFuture):
        in_time(day("2026-09-16"), day("2026-09-15"), a_period(), parameters())


def test_claims_end_five_working_days_after_the_period() -> None:
    """2025: 1 to 8 October off, Saturday the 11th worked; so 9, 10, 11, 13, 14."""
    assert claims_until(day("2025-09-30"), parameters(), {}) == day("2025-10-14")


# By whom.


def test_a_member_neither_checks_nor_decides_the_own_claim() -> None:
    """Rule 4 (回避)."""
    with pytest.raises(OwnClaim):
        may_judge(a_claim(), WANG)


def test_who_reported_a_deed_does_not_decide_it() -> None:
    """Rule 4, taken at its word for reports: the filer has an interest too."""
    with pytest.raises(OwnClaim):
        may_judge(a_claim(member_id=WANG, filed_by=HAN), HAN)


def test_who_checked_a_claim_does_not_decide_it() -> None:
    with pytest.raises(AlreadyChecked):
        may_judge(a_claim(), ZHOU, {ZHOU})


def test_others_may_judge() -> None:
    may_judge(a_claim(), HAN, {ZHOU})


@pytest.mark.parametrize(
    ("filing", "state"),
    [
        (Filing(BRANCH, GROUP, leads_group=False), ClaimState.SUBMITTED),
        (Filing(BRANCH, None, leads_group=False), ClaimState.GROUP_CHECKED),
        (Filing(BRANCH, GROUP, leads_group=True), ClaimState.GROUP_CHECKED),
    ],
)
def test_the_group_step_is_skipped_where_nobody_else_could_take_it(filing: Filing, state: ClaimState) -> None:
    assert state_after_submission(filing) is state


# How.


@pytest.mark.parametrize(
    ("verdict", "points", "reason", "given"),
    [
        ("approved", None, None, "3"),
        ("approved", Decimal(3), None, "3"),
        ("approved", Decimal(2), "证明不全", "2"),
        ("approved", Decimal(0), "证明不全", "0"),
        ("rejected", None, "没有证明", "0"),
        ("returned", Decimal(3), "请补证明", "0"),
    ],
)
def test_a_decision_grants(verdict: str, points: Decimal | None, reason: str | None, given: str) -> None:
    assert granted(a_claim(asked=Decimal(3)), verdict, points, reason) == Decimal(given)


@pytest.mark.parametrize(
    ("verdict", "points", "reason", "refusal"),
    [
        ("approved", Decimal("3.5"), "很好", MoreThanAsked),
        ("approved", Decimal(-1), "很差", MoreThanAsked),
        ("approved", Decimal(2), None, ReasonMissing),
        ("rejected", None, None, ReasonMissing),
        ("returned", None, "", ReasonMissing),
    ],
)
def test_a_decision_never_grants_more_than_asked_nor_less_without_a_reason(
    verdict: str, points: Decimal | None, reason: str | None, refusal: type[Refusal]
) -> None:
    """Rule 16 needs the reason: the member reads it."""
    with pytest.raises(refusal):
        granted(a_claim(asked=Decimal(3)), verdict, points, reason)


def test_an_act_out_of_turn_is_refused_with_the_state() -> None:
    with pytest.raises(ClaimNotInState) as refused:
        needs(a_claim(ClaimState.APPROVED), ClaimState.SUBMITTED)
    assert refused.value.detail("en") == "It is approved; needed: submitted"


@pytest.mark.parametrize(
    ("claim", "period", "more", "seen"),
    [
        (ClaimState.REJECTED, PeriodState.FINAL, {}, ClaimState.REJECTED),
        (ClaimState.APPROVED, PeriodState.OPEN, {}, ClaimState.APPROVED),
        (ClaimState.APPROVED, PeriodState.DECIDED, {}, ClaimState.APPROVED),
        (ClaimState.APPROVED, PeriodState.IN_PUBLICITY, {}, ClaimState.PUBLICISED),
        (ClaimState.APPROVED, PeriodState.IN_PUBLICITY, {"objected": True}, ClaimState.OBJECTED),
        (ClaimState.APPROVED, PeriodState.FINAL, {}, ClaimState.FINAL),
        (ClaimState.APPROVED, PeriodState.ARCHIVED, {}, ClaimState.FINAL),
        (ClaimState.APPROVED, PeriodState.FINAL, {"reversed_": True}, ClaimState.REVERSED),
    ],
)
def test_an_approved_claim_goes_with_its_period_its_objection_and_its_entry(
    claim: ClaimState, period: PeriodState, more: dict[str, Any], seen: ClaimState
) -> None:
    told: dict[str, bool] = {"objected": False, "reversed_": False} | more
    assert seen_state(a_claim(claim), period, objected=told["objected"], reversed_=told["reversed_"]) is seen
