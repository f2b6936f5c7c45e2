"""How long a browser stays signed in, and what attempts are counted by."""

from datetime import timedelta

import pytest

from services.directory.rules.sign_ins import counted_as, folded, is_alive

from .rows import NOON


@pytest.mark.parametrize(
    ("since_begun", "since_used", "alive"),
    [
        (timedelta(minutes=30), timedelta(minutes=30), True),
        (timedelta(minutes=31), timedelta(minutes=30, seconds=1), False),
        (timedelta(hours=12), timedelta(minutes=1), True),
        (timedelta(hours=12, seconds=1), timedelta(minutes=1), False),
    ],
)
def test_a_session_lives_half_an_hour_idle_and_twelve_hours_in_all(
    since_begun: timedelta, since_used: timedelta, alive: bool
) -> None:
    assert is_alive(NOON - since_begun, NOON - since_used, NOON) is alive


def test_logins_are_counted_without_regard_to_case_and_space() -> None:
    assert counted_as(" Wang ", "strangers") == counted_as("wang", "strangers")
    assert counted_as("wang", "strangers") != counted_as("wang", "this browser")


def test_folding_does_not_join_two_logins() -> None:
    assert folded("wang li") != folded("wangli")
