"""How long a browser stays signed in, and what attempts are counted by."""

from datetime import timedelta

import pytest

from services.directory.rules.sign_in.lifetimes import Profile, lifetimes
from services.directory.rules.sign_in.sign_ins import counted_as, folded, is_alive

from ..rows import NOON

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("profile", "begun", "used", "alive"),
    [
        (Profile.ASVS, 30 * MINUTE, 30 * MINUTE, True),
        (Profile.ASVS, 31 * MINUTE, 30 * MINUTE + timedelta(seconds=1), False),
        (Profile.ASVS, 12 * HOUR, MINUTE, True),
        (Profile.ASVS, 12 * HOUR + MINUTE, MINUTE, False),
        (Profile.DENGBAO, 15 * MINUTE, 15 * MINUTE, True),
        (Profile.DENGBAO, 16 * MINUTE, 16 * MINUTE, False),
        (Profile.DENGBAO, 8 * HOUR + MINUTE, MINUTE, False),
    ],
)
def test_a_session_ends_idle_and_in_any_case_as_the_profile_says(
    profile: Profile, begun: timedelta, used: timedelta, *, alive: bool
) -> None:
    assert is_alive(NOON - begun, NOON - used, NOON, lifetimes(profile)) is alive


def test_a_factory_may_say_otherwise() -> None:
    own = lifetimes(Profile.DENGBAO, session_idle=5 * MINUTE, refresh_grace=None)
    assert (own.session_idle, own.session_longest) == (5 * MINUTE, 8 * HOUR)


def test_logins_are_counted_without_regard_to_case_and_space() -> None:
    assert counted_as(" Wang ", "strangers") == counted_as("wang", "strangers")
    assert counted_as("wang", "strangers") != counted_as("wang", "this browser")


def test_folding_does_not_join_two_logins() -> None:
    assert folded("wang li") != folded("wangli")
