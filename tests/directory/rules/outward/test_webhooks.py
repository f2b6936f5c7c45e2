"""When a message is tried again, and when an endpoint is left alone."""

from datetime import UTC, datetime, timedelta

import pytest

from services.directory.models import Disabling
from services.directory.rules.outward import webhooks as rules
from shared.auth.policy import Role
from shared.auth.principal import Held, Standing

from ..rows import WANG

AT = datetime(2026, 9, 15, 4, tzinfo=UTC)
DAYS = timedelta(days=1)


def test_tries_go_on_for_three_days_and_then_end() -> None:
    last, waits = AT, []
    for attempts in range(1, 10):
        again = rules.next_try(attempts, 0.5, last)
        assert again is not None
        waits.append(again - last)
        last = again
    assert waits == sorted(waits)
    assert (waits[0], last - AT > 3 * DAYS) == (timedelta(seconds=5), True)
    assert rules.next_try(10, 0.5, last) is None


def test_luck_spreads_tries_by_a_fifth_either_way() -> None:
    soonest, latest = (rules.next_try(4, luck, AT) for luck in (0.0, 1.0))
    assert (soonest, latest) == (AT + timedelta(minutes=96), AT + timedelta(minutes=144))


@pytest.mark.parametrize(
    ("status", "failing_for", "failures", "why"),
    [
        (500, timedelta(days=4, hours=23), 50, None),
        (500, timedelta(days=5), 9, None),
        (500, timedelta(days=5), 10, Disabling.FAILING),
        (None, timedelta(days=6), 12, Disabling.FAILING),
        (410, timedelta(0), 1, Disabling.GONE),
    ],
)
def test_an_endpoint_is_left_alone_after_five_days_or_when_it_says_so(
    status: int | None, failing_for: timedelta, failures: int, why: Disabling | None
) -> None:
    assert rules.why_disabled(status, AT - failing_for, failures, AT) is why


@pytest.mark.parametrize(
    ("status", "arrived"), [(200, True), (204, True), (302, False), (500, False), (None, False)]
)
def test_only_a_success_is_an_arrival(status: int | None, arrived: bool) -> None:
    assert rules.is_arrived(status) is arrived


@pytest.mark.parametrize(
    ("role", "active", "may"),
    [
        (Role.HR_CLIENT, True, True),
        (Role.HR_CLIENT, False, False),
        (Role.SECURITY_ADMINISTRATOR, True, False),
    ],
)
def test_who_is_sent_events_may_read_them(role: Role, active: bool, may: bool) -> None:
    assert rules.may_read(Standing(WANG, active, 1, None, None, (Held(role),))) is may


def test_a_stranger_is_sent_nothing() -> None:
    assert rules.may_read(None) is False
