"""Feedback letters: figures that follow from records, and what may be signed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.volunteering.models import FeedbackLetter
from services.volunteering.rules import feedback_letters as rules
from services.volunteering.rules import periods
from services.volunteering.rules.feedback_letters import Place, Served
from shared.ids import named_id

BAIGUO, POWER = (
    Place(UUID(int=1), "白果社区"),
    Place(UUID(int=2), "动力党支部"),
)


def served(key: str, day: int, minutes: int, rating: int | None = None) -> Served:
    return Served(
        record_id=named_id("rules", f"{key} {day}"),
        person_id=UUID(int=ord(key)),
        volunteer_number=f"V{ord(key):07}",
        name=None,
        served_on=date(2026, 9, day),
        minutes=minutes,
        rating=rating,
    )


def told(*own: Served) -> dict[str, Any]:
    return rules.figures(BAIGUO, POWER, "2026-Q3", own)


def a_letter(figures: dict[str, Any], edition: int = 1) -> FeedbackLetter:
    return FeedbackLetter(
        community_id=BAIGUO.id,
        branch_id=POWER.id,
        quarter="2026-Q3",
        edition=edition,
        figures=figures,
        digest=rules.digest(figures),
        conduct="认真。",
        issuer="did:key:z6",
        credential="",
        by_id=UUID(int=9),
        at=datetime(2026, 10, 1, tzinfo=UTC),
    )


def test_figures_add_up_by_member_and_over_all() -> None:
    found = told(served("a", 1, 120, 5), served("a", 2, 90), served("b", 1, 60, 3))
    assert [(each["times"], each["minutes"], each["ratings"]) for each in found["members"]] == [
        (2, 210, ["excellent"]),
        (1, 60, ["fair"]),
    ]
    assert (found["people"], found["times"], found["minutes"]) == (2, 3, 270)


def test_the_digest_is_that_of_one_form_however_the_keys_are_ordered() -> None:
    found = {"b": "白果", "a": [1, {"d": None, "c": True}]}
    turned = {"a": [1, {"c": True, "d": None}], "b": "白果"}
    assert rules.digest(found) == rules.digest(turned)
    assert rules.digest(found) == "ec22a5a1033d7d2e6d81ef28471e753bdbd2dddbc951f7e1fe42bbd7d03ca741"


def test_what_is_signed_is_what_was_read() -> None:
    seen = told(served("a", 1, 120))
    now = told(served("a", 1, 90))
    with pytest.raises(rules.FeedbackFiguresChanged):
        rules.may_sign(None, now, rules.digest(seen))
    assert rules.may_sign(None, now, rules.digest(now)) == 1


def test_a_letter_whose_figures_hold_stands_and_another_gets_the_next_edition() -> None:
    before, now = told(served("a", 1, 120)), told(served("a", 1, 90))
    with pytest.raises(rules.FeedbackLetterStands):
        rules.may_sign(a_letter(before), before, rules.digest(before))
    assert rules.may_sign(a_letter(before, 3), now, rules.digest(now)) == 4


def test_of_nobody_nothing_is_told() -> None:
    with pytest.raises(rules.FeedbackFiguresMissing):
        rules.must_tell([])


def test_a_community_sees_what_is_shared_still_and_the_sums_as_they_were_signed() -> None:
    found = told(*(replace(served(key, 1, 60), name=key) for key in "abc"))
    shared = {
        UUID(int=ord("a")): ["hours", "name"],
        UUID(int=ord("b")): ["hours"],
        UUID(int=ord("c")): ["name"],
    }
    seen = rules.as_seen(found, shared)
    assert [(each["name"], each["minutes"]) for each in seen["members"]] == [("a", 60), (None, 60)]
    assert seen["minutes"] == 180
    assert rules.as_seen(found, None) == found


def test_a_letter_is_overdue_after_its_days() -> None:
    quarter = periods.quarter("2026-Q3")
    assert not rules.overdue(quarter, 30, date(2026, 10, 30))
    assert rules.overdue(quarter, 30, date(2026, 10, 31))
