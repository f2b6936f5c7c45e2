"""In what order keys sign."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.directory.models import KeyPurpose, SigningKey
from services.directory.rules.sign_in import signing_keys as rules

from ..rows import NOON

DAY = timedelta(days=1)
QUARTER = 90 * DAY
ACCESS = KeyPurpose.ACCESS


def a_key(number: int, signs_from: datetime, **more: Any) -> SigningKey:
    given: dict[str, Any] = {
        "kid": str(number),
        "private_jwk": {},
        "made_at": signs_from,
        "signs_from": signs_from,
    }
    return SigningKey(number=number, **(given | more))


OLD, PRESENT, NEXT = a_key(1, NOON - 90 * DAY, retired_at=NOON), a_key(2, NOON), a_key(3, NOON + DAY)
KEYS = [OLD, PRESENT, NEXT, a_key(9, NOON, purpose="id")]


@pytest.mark.parametrize(
    ("key", "after", "state"),
    [
        (NEXT, timedelta(0), rules.KeyState.UPCOMING),
        (PRESENT, timedelta(0), rules.KeyState.ACTIVE),
        (OLD, timedelta(minutes=35), rules.KeyState.RETIRED),
        (OLD, timedelta(minutes=36), rules.KeyState.GONE),
        (NEXT, DAY, rules.KeyState.ACTIVE),
        (PRESENT, DAY, rules.KeyState.RETIRED),
    ],
)
def test_a_key_is_upcoming_active_retired_and_gone(
    key: SigningKey, after: timedelta, state: rules.KeyState
) -> None:
    assert rules.state(key, KEYS, NOON + after) is state


def test_the_present_key_is_superseded_from_the_moment_the_next_one_signs() -> None:
    assert rules.superseded(KEYS, ACCESS, NOON) == []
    assert rules.superseded(KEYS, ACCESS, NOON + DAY) == [(PRESENT, NOON + DAY)]


@pytest.mark.parametrize(
    ("keys", "after", "every", "due"),
    [
        ([PRESENT], 88 * DAY, QUARTER, False),
        ([PRESENT], 89 * DAY, QUARTER, True),
        ([PRESENT], 500 * DAY, timedelta(0), False),
        ([PRESENT, a_key(3, NOON + 90 * DAY)], 89 * DAY, QUARTER, False),
        ([], 89 * DAY, QUARTER, False),
    ],
    ids=["too early", "a day ahead", "never by itself", "published already", "none at all"],
)
def test_the_next_key_is_published_a_day_before_it_is_due(
    keys: list[SigningKey], after: timedelta, every: timedelta, *, due: bool
) -> None:
    assert rules.is_due(keys, ACCESS, NOON + after, every) is due


def test_numbers_of_each_purpose_only_rise() -> None:
    assert (rules.next_number(KEYS, ACCESS), rules.next_number(KEYS, KeyPurpose.ID)) == (4, 10)
