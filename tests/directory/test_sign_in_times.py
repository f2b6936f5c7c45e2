"""How long signing in takes tells nobody which logins there are (abuse case 20).

A thousand tries of each kind, shuffled among each other so that whatever else the machine does falls on all alike.
Measured twice: by the clock, as a stranger would, and by the work of this process, which a busy machine does not
blur. A difference counts if it is certain (p below 0.001) and worth something (`tests/support/samples.py`): of two
equal kinds the effect strays by 0.013, so that it passes 0.06 once in some hundred thousand runs, while a hash that is
left out for logins that do not exist moves it by far more, also on a busy machine.

There is no other door to try: passwords are not reset by their owners, and changing one needs a token.
"""

import random
import time
from collections.abc import AsyncIterator, Sequence

import pytest
from sqlalchemy import text

from tests.support.samples import effect_and_p, tells_apart

from .browser import Browser
from .house import House, keeping_house
from .world import PASSWORD, ident

TRIES = 1_000
MEMORY_KIB = 4096
"""A cheaper hash by the same code: the less it costs, the less leaving it out would show."""
Times = dict[str, list[int]]


def test_a_difference_is_judged_as_by_the_book() -> None:
    assert [round(each, 4) for each in effect_and_p([1, 2, 3], [4, 5, 6])] == [0.0, 0.0809]
    assert [round(each, 4) for each in effect_and_p([4, 5, 6, 6], [1, 2, 3, 6])] == [0.8125, 0.1832]
    assert effect_and_p([1, 1], [1, 1]) == (0.5, 1.0)
    slow, quick = [10 + one / TRIES for one in range(TRIES)], [9.8 + one / TRIES for one in range(TRIES)]
    assert tells_apart(slow, quick)
    assert not tells_apart(slow, [each - 0.02 for each in slow])


@pytest.fixture
async def house(world_url: str, anyio_backend: str) -> AsyncIterator[House]:
    """Where every hash costs what a new one costs, and one account is disabled."""
    del anyio_backend
    async with keeping_house(world_url, password_memory_kib=MEMORY_KIB) as kept:
        hashed = await kept.app.state.passwords.hash(PASSWORD)
        async with kept.database.write() as tx:
            await tx.execute(text("UPDATE account SET password_hash = :hashed"), {"hashed": hashed})
        await kept.post(f"/v1/accounts/{ident('zhao')}/disabling", None, "security")
        yield kept


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("status", "logins", "minutes"),
    [
        pytest.param(403, ("ghost", "wang", "zhao"), 16, id="unknown, known and disabled logins"),
        pytest.param(429, ("ghost", "wang", "zhao"), 0, id="the same when they are locked"),
    ],
)
async def test_no_login_takes_longer_than_one_that_does_not_exist(
    house: House, status: int, logins: Sequence[str], minutes: int
) -> None:
    browser = Browser(house)
    await browser.look()
    by_clock: Times = {login: [] for login in logins}
    by_work: Times = {login: [] for login in logins}
    for _ in range(5 if status == 429 else 0):
        for login in logins:
            await browser.send(act="sign_in", login=login, password="Wrong-guess-1")
    order = random.Random(20)  # noqa: S311 - shuffles, guards nothing
    for _ in range(TRIES):
        house.watch.pass_by(minutes=minutes)  # otherwise the sixth of each would not be compared
        for login in order.sample(logins, len(logins)):
            clock, work = time.perf_counter_ns(), time.process_time_ns()
            answer = await browser.send(act="sign_in", login=login, password="Wrong-guess-1")
            by_clock[login].append(time.perf_counter_ns() - clock)
            by_work[login].append(time.process_time_ns() - work)
            assert answer.status_code == status
    unknown, *known = logins
    told = {
        (login, how): effect_and_p(times[login], times[unknown])
        for login in known
        for how, times in (("clock", by_clock), ("work", by_work))
        if tells_apart(times[login], times[unknown])
    }
    assert told == {}
