"""A day is a day at the factory, and a request knows one instant only."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from starlette.requests import Request

from shared.clock import day_of, now, system_clock, today
from tests.support.issuer import Watch

from .conftest import House

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 9, 14, 15, 59, 59, tzinfo=UTC), date(2026, 9, 14)),
        (datetime(2026, 9, 14, 16, 0, tzinfo=UTC), date(2026, 9, 15)),
        (datetime(2026, 9, 15, 0, 30, tzinfo=SHANGHAI), date(2026, 9, 15)),
        (datetime(2026, 12, 31, 16, 30, tzinfo=UTC), date(2027, 1, 1)),
    ],
    ids=["a second before midnight", "midnight", "half past midnight", "the new year"],
)
def test_half_past_midnight_in_shanghai_is_the_new_day_although_utc_says_yesterday(
    instant: datetime, day: date
) -> None:
    assert day_of(instant, SHANGHAI) == day


class App:
    """As much of an app as a request needs to know the time."""

    def __init__(self, watch: Watch) -> None:
        self.state = type("State", (), {"clock": watch, "zone": SHANGHAI})()


def test_within_one_request_time_stands_still() -> None:
    watch = Watch(datetime(2026, 9, 14, 15, 59, 59, tzinfo=UTC))
    request = Request({"type": "http", "app": App(watch), "state": {}})
    first = now(request)
    watch.pass_by(seconds=5)
    assert now(request) == first
    assert today(request) == date(2026, 9, 14)
    assert now(Request({"type": "http", "app": App(watch), "state": {}})) == first + timedelta(seconds=5)


def test_the_systems_own_time_is_aware_and_in_utc() -> None:
    assert system_clock().tzinfo is UTC


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_membership_ends_at_midnight_in_shanghai(house: House) -> None:
    """The clock of the service decides, in the suite's zone."""
    house.watch.at = datetime(2019, 12, 31, 15, 59, tzinfo=UTC)
    assert (await house.client.get("/v1/notes", headers=house.by())).status_code == 403
    house.watch.pass_by(minutes=1)
    house.app.state.standings.forget()
    assert (await house.client.get("/v1/notes", headers=house.by())).status_code == 200
