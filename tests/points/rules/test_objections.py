"""Objections: in the window, once a line, heard by others."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from services.points.models import ObjectionState, PeriodState
from services.points.rules.objections import (
    CorrectionMissing,
    LineCorrected,
    ObjectionClosed,
    ObjectionTooLate,
    ObjectionTwice,
    OwnObjection,
    at_step,
    correction,
    in_window,
    may_hear,
    may_object,
)
from shared.errors import Refusal

from .rows import HAN, LI, LIN, WANG, a_period, an_objection, day

PUBLISHED = {"publicity_from": day("2026-10-15"), "publicity_until": day("2026-10-22")}


def test_an_objection_on_the_last_day_is_taken() -> None:
    """Rule 9."""
    in_window(a_period(PeriodState.IN_PUBLICITY, **PUBLISHED), None, day("2026-10-22"))


def test_an_objection_a_day_later_is_refused() -> None:
    """Rule 9."""
    with pytest.raises(ObjectionTooLate):
        in_window(a_period(PeriodState.IN_PUBLICITY, **PUBLISHED), None, day("2026-10-23"))


def test_a_line_that_was_published_anew_has_its_own_last_day() -> None:
    """Rule 9: its window only, not everybody's."""
    period = a_period(PeriodState.IN_PUBLICITY, **PUBLISHED)
    in_window(period, day("2026-10-28"), day("2026-10-28"))
    with pytest.raises(ObjectionTooLate):
        in_window(period, day("2026-10-28"), day("2026-10-29"))


@pytest.mark.parametrize("state", [state for state in PeriodState if state is not PeriodState.IN_PUBLICITY])
def test_outside_the_publicity_nobody_objects(state: PeriodState) -> None:
    """Rule 9."""
    with pytest.raises(ObjectionTooLate):
        in_window(a_period(state, **PUBLISHED), None, day("2026-10-16"))


@pytest.mark.parametrize(
    ("others", "refusal"),
    [
        ([ObjectionState.OPEN], ObjectionTwice),
        ([ObjectionState.DISMISSED, ObjectionState.APPEALED], ObjectionTwice),
        ([ObjectionState.UPHELD], LineCorrected),
    ],
)
def test_a_line_under_objection_or_corrected_by_one_takes_no_other(
    others: Collection[ObjectionState], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        may_object(others)


def test_a_dismissed_objection_does_not_silence_the_next() -> None:
    may_object([ObjectionState.DISMISSED])


@pytest.mark.parametrize("judge", [WANG, LI, LIN], ids=["member concerned", "filer", "decider"])
def test_whoever_is_concerned_does_not_hear_the_objection(judge: UUID) -> None:
    """Rule 4: it is Wang's line, Li objects, Lin had decided it."""
    with pytest.raises(OwnObjection):
        may_hear(an_objection(), judge, {LIN})


def test_another_of_the_committee_hears_it() -> None:
    may_hear(an_objection(), HAN, {LIN})


def test_an_objection_is_answered_once() -> None:
    with pytest.raises(ObjectionClosed):
        at_step(an_objection(state=ObjectionState.UPHELD), ObjectionState.OPEN)


def test_an_upheld_objection_says_what_the_line_is_worth_instead() -> None:
    assert correction(ObjectionState.UPHELD, Decimal(0)) == 0
    with pytest.raises(CorrectionMissing):
        correction(ObjectionState.UPHELD, None)


def test_a_dismissed_one_changes_nothing_whatever_was_written() -> None:
    assert correction(ObjectionState.DISMISSED, Decimal(3)) is None


def test_a_publicity_without_an_end_takes_no_objection() -> None:
    with pytest.raises(ObjectionTooLate):
        in_window(a_period(PeriodState.IN_PUBLICITY), None, date.min)
