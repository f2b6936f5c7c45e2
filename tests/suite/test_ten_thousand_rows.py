"""Ten thousand people in one workbook, through the public door, on PostgreSQL: planned, applied, known everywhere."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from ops.house import House
from services.directory.usecases.hr_files import LIMITS
from shared.inbox import INBOX
from tests.support.issuer import Watch

from .ten_thousand import MANY, Hr, bytes_of_the_reader, dump, person, workbook
from .visitor import Visitors

MOST_SECONDS = {"plan": 90, "apply": 120, "tell": 180, "again": 120, "delta": 120}
"""A tenth of it where nothing else runs."""
MOST_STATEMENTS = {"plan": 500, "apply": 500, "tell": 5000, "again": 500, "delta": 500}
"""Of directory. Half of them are those of clocks that look for something to do, the more the longer it takes."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.parametrize("dialect", ["postgresql"], indirect=True),
]


@pytest.fixture
def watch() -> Watch:
    return Watch(datetime(2026, 11, 2, 1, tzinfo=UTC))


@pytest.fixture
async def hr(house: House, branch: Visitors) -> Hr:
    """Nothing is done by itself that has nothing to do with HR."""
    for app in house.apps.values():
        await app.state.sweeper.stop()
    await settled(house)
    return await Hr.signed_in(branch.client)


class Figures:
    """Seconds, and statements of directory and of all who are told, by what was done."""

    def __init__(self, house: House) -> None:
        self.seconds: dict[str, float] = {}
        self.statements: dict[str, Counter[str]] = {}
        self._apps = house.apps

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        counted = self.statements[what] = Counter[str]()
        listening = [self._listen(name, counted) for name in self._apps]
        began = time.monotonic()
        yield
        self.seconds[what] = round(time.monotonic() - began, 1)
        for engine, count in listening:
            event.remove(engine, "before_cursor_execute", count)

    def _listen(self, name: str, counted: Counter[str]) -> tuple[Any, Any]:
        engine = self._apps[name].state.database.engine.sync_engine

        def count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if not statement.startswith(_LOOKS):
                counted[name] += 1

        event.listen(engine, "before_cursor_execute", count)
        return engine, count


_LOOKS = ("SELECT hr_sync_run.", "SELECT roster_", "SELECT count(*)", "SELECT min(", "SELECT 1")
"""How somebody is let in who asks how far it is, and how clocks look whether there is anything to do."""


async def test_a_list_of_ten_thousand_is_tried_applied_recognised_and_known_everywhere(
    house: House, hr: Hr, record_property: Any
) -> None:
    figures, content = Figures(house), workbook(map(person, range(MANY)))
    peak = bytes_of_the_reader(content)
    assert peak < LIMITS.memory / 4

    before = await state(house)
    with figures.of("plan"):
        place, planned, progress = await hr.run(content, "full", dry_run=True)
    assert (planned["state"], planned["counts"]["create"]) == ("planned", MANY)
    assert len(set(progress)) > 3
    assert progress == sorted(progress)
    assert await state(house) == before

    leavers = planned["leavers"]
    assert leavers == planned["counts"]["deactivate"] > planned["leavers_allowed"]
    with figures.of("apply"):
        await hr.post(f"{place}/confirmation", json={"leavers": leavers})
        applied, _ = await hr.wait(place)
    assert (applied["state"], applied["counts"]) == ("applied", planned["counts"])
    with figures.of("tell"):
        await settled(house)
    for name in house.apps:
        assert await known(house, name) == (MANY, 0), name

    before = await state(house)
    with figures.of("again"):
        _, again, _ = await hr.run(content, "full")
    assert (again["state"], again["counts"]["unchanged"]) == ("applied", MANY)
    assert (await hr.run(content, "full"))[1]["id"] == again["id"]
    assert await state(house) == before
    await one_bad_row_of_a_delta(hr, figures)
    record_property("seconds", figures.seconds)
    record_property("statements", figures.statements)
    record_property("reader_bytes", peak)
    print(f"\n{figures.seconds} s, {figures.statements}, reader {peak / 1e6:.0f} MB")  # noqa: T201 - asked for
    assert {what: took for what, took in figures.seconds.items() if took > MOST_SECONDS[what]} == {}
    asked = {what: figures.statements[what]["directory"] for what in MOST_STATEMENTS}
    assert {what: count for what, count in asked.items() if count > MOST_STATEMENTS[what]} == {}


async def one_bad_row_of_a_delta(hr: Hr, figures: Figures) -> None:
    people = [person(number, post="班长") for number in range(MANY)]
    people[4711]["workplace"] = "不存在的车间"
    with figures.of("delta"):
        place, done, _ = await hr.run(workbook(people), "delta")
    assert done["state"] == "applied"
    assert (done["counts"]["update"], done["counts"]["rejected"]) == (MANY - 1, 1)
    [item] = (await hr.get(f"{place}/items?kind=rejected"))["items"]
    assert (item["row"], item["column"], item["key"]) == (4713, "workplace", "H004711")


async def state(house: House) -> dict[str, str]:
    return await dump(house.apps["directory"].state.database)


async def settled(house: House) -> None:
    """All is heard, and has its place in the feed. A house gives up after a minute, and is given three."""
    for patience in range(2, -1, -1):
        try:
            await house.settle()
            break
        except TimeoutError:
            if not patience:
                raise
    await house.apps["directory"].state.feed_desk.catch_up()


async def known(house: House, name: str) -> tuple[int, int]:
    """How many of the ten thousand a service knows as working, and how many facts it could not hear."""
    people = "SELECT count(*) FROM roster_person WHERE active AND name LIKE '张_'"
    unheard = select(func.count()).where(INBOX.c.outcome.in_(("refused", "parked")))
    async with house.apps[name].state.database.read() as view:
        return (await view.execute(text(people))).scalar_one(), (await view.execute(unheard)).scalar_one()
