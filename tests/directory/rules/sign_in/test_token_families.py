"""Each refresh token is used once."""

from datetime import timedelta

import pytest

from services.directory.models import TokenFamily
from services.directory.rules.sign_in import token_families as rules
from services.directory.rules.sign_in.digests import digest
from services.directory.rules.sign_in.lifetimes import Lifetimes, Profile, lifetimes
from services.directory.rules.sign_in.tokens import TokenRefused

from ..rows import NOON, a_family

LIVES = lifetimes(Profile.ASVS)
USED = a_family(secret_hash=digest("next"), previous_hash=digest("secret"))


def judged(
    family: TokenFamily, shown: str = "secret", *, after: timedelta = timedelta(0), lives: Lifetimes = LIVES
) -> rules.Use:
    return rules.judge(family, shown, "app", lives, NOON + after)[1]


def test_the_living_token_is_used_for_the_first_time() -> None:
    assert judged(a_family()) is rules.Use.FIRST


@pytest.mark.parametrize(
    ("seconds", "use"), [(0, rules.Use.AGAIN), (9.9, rules.Use.AGAIN), (10, rules.Use.THEFT)]
)
def test_the_one_before_is_forgiven_for_as_long_as_an_answer_may_be_on_its_way(
    seconds: float, use: rules.Use
) -> None:
    assert judged(USED, after=timedelta(seconds=seconds)) is use


def test_without_grace_it_never_is() -> None:
    assert judged(USED, lives=lifetimes(Profile.DENGBAO)) is rules.Use.THEFT


@pytest.mark.parametrize("secret", ["older still", "", "secret "])
def test_any_other_token_of_the_family_is_a_theft(secret: str) -> None:
    assert judged(USED, secret) is rules.Use.THEFT


@pytest.mark.parametrize(
    ("family", "after"),
    [
        (None, timedelta(0)),
        (a_family(client_id="other"), timedelta(0)),
        (a_family(ended_at=NOON), timedelta(0)),
        (a_family(), timedelta(days=7, seconds=1)),
        (a_family(used_at=NOON + timedelta(days=25)), timedelta(days=30, seconds=1)),
    ],
    ids=["unknown", "another client's", "ended", "idle", "too old"],
)
def test_what_lives_no_longer_is_refused(family: TokenFamily, after: timedelta) -> None:
    with pytest.raises(TokenRefused, match="invalid_grant"):
        judged(family, after=after)


def test_the_successor_is_one_and_only_we_can_tell_which() -> None:
    assert rules.successor("h.secret", "key") == rules.successor("h.secret", "key")
    others = {rules.successor("h.secret", "other key"), rules.successor("h.next", "key")}
    assert len({rules.successor("h.secret", "key"), *others}) == 3
