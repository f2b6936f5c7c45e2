"""kill -9 of whoever plans, applies and pushes: one effect each, nothing lost, and nothing twice under two names."""

from collections import Counter
from functools import partial
from typing import Any

import pytest

from tests.directory.pushing import an_endpoint
from tests.directory.receiver import Receiver, receiving
from tests.support.databases import Databases

from .directory import Directory, a_directory, until

MANY, PUSHED = 2_000, 12

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_RUN = "SELECT state, items_done, items FROM hr_sync_run"
_PEOPLE = "SELECT count(*), count(DISTINCT external_id) FROM person WHERE external_id LIKE 'E%'"
_TOLD = """
    SELECT count(*), count(DISTINCT subject) FROM inbox
    WHERE type = 'member.changed' AND subject IN (SELECT CAST(id AS text) FROM person WHERE external_id LIKE 'E%')
"""


def people(post: str, many: int = MANY) -> dict[str, Any]:
    """A delta that brings them, or says of all of them that they have this post."""
    records = [
        {"external_id": f"E{number:05}", "employee_no": f"N{number:05}", "name": f"王{number}", "post": post}
        for number in range(many)
    ]
    return {"mode": "delta", "records": records}


async def seen(directory: Directory, wanted: str) -> bool:
    """Whether the run is in the middle of it; it must not have come further."""
    [(state, done, items)] = await directory.rows(_RUN)
    assert state in {"staged", "planning", wanted}
    return bool(state == wanted and (state == "applying" or 0 < done < items))


async def test_a_run_whose_worker_is_killed_while_it_plans_and_while_it_applies_has_one_effect(
    databases: Databases,
) -> None:
    async with a_directory(databases.migrated("directory")) as directory:
        await directory.post("/v1/hr-sync-runs", people("操作工"))
        for state in ("planning", "applying", "applying"):
            await until(partial(seen, directory, state))
            directory.kill()
            [(left, _, _)] = await directory.rows(_RUN)
            assert left == state
            assert await directory.rows(_PEOPLE) == [(0, 0)]
            await a_minute_passes(directory)
            await directory.start()
        await until(partial(is_applied, directory))
        assert await directory.rows(_PEOPLE) == [(MANY, MANY)]
        kinds = await directory.rows("SELECT kind, count(*) FROM hr_sync_item GROUP BY kind")
        assert kinds == [("create", MANY)]
        audit = "SELECT count(*) FROM audit WHERE act = 'hr_sync.apply' AND outcome = 'done'"
        assert await directory.rows(audit) == [(1,)]
        await until(partial(is_told, directory))
        assert await directory.rows(_TOLD) == [(MANY, MANY)]


async def is_applied(directory: Directory) -> bool:
    [(state, _, _)] = await directory.rows(_RUN)
    assert state not in {"failed", "cancelled"}
    return bool(state == "applied")


async def is_told(directory: Directory) -> bool:
    waiting = "SELECT count(*) FROM delivery WHERE hearer = 'directory' AND delivered_at IS NULL"
    return await directory.rows(waiting) == [(0,)]


async def a_minute_passes(directory: Directory) -> None:
    """For the lease of whoever died."""
    await directory.write("UPDATE hr_sync_run SET lease_until = made_at WHERE lease_until IS NOT NULL")


async def test_what_a_killed_courier_had_in_hand_arrives_and_is_repeated_under_its_own_id_only(
    databases: Databases,
) -> None:
    async with (
        receiving() as receiver,
        a_directory(databases.migrated("directory"), receiver.port) as directory,
    ):
        await until(partial(has_caught_up, directory))
        await directory.post("/v1/webhook-endpoints", an_endpoint(receiver))
        # Taken, sent, and killed before there is an answer.
        receiver.silent = True
        await directory.post("/v1/hr-sync-runs", people("操作工", PUSHED))
        await until(partial(has, receiver, PUSHED))
        directory.kill()
        receiver.over.set()
        receiver.silent = False
        assert Counter(await states(directory)) == {"waiting": PUSHED}
        await a_lease_passes(directory)
        await directory.start()
        await until(partial(all_arrived, directory, PUSHED))
        assert set(Counter(ids(receiver)).values()) == {2}
        # Killed amid the answers.
        before = len(receiver.received)
        await directory.post("/v1/hr-sync-runs", people("班长", PUSHED))
        await until(partial(has, receiver, before + 1))
        directory.kill()
        await a_lease_passes(directory)
        await directory.start()
        await until(partial(all_arrived, directory, 2 * PUSHED))
        known = {row[0] for row in await directory.rows("SELECT message_id FROM webhook_delivery")}
        counted = Counter(ids(receiver))
        assert set(counted) == known
        assert max(counted.values()) == 2
        bodies = {(each.headers["webhook-id"], each.body) for each in receiver.received}
        assert len(bodies) == len(known)


async def has_caught_up(directory: Directory) -> bool:
    """Of those who were there before, nobody is news to an endpoint any more."""
    places = "SELECT (SELECT count(*) FROM person) - (SELECT count(position) FROM feed_event WHERE type LIKE 'person%')"
    return await directory.rows(places) == [(0,)]


def ids(receiver: Receiver) -> list[str]:
    return [each.headers["webhook-id"] for each in receiver.received]


async def has(receiver: Receiver, many: int) -> bool:
    return len(receiver.received) >= many


async def states(directory: Directory) -> list[str]:
    return [row[0] for row in await directory.rows("SELECT state FROM webhook_delivery")]


async def all_arrived(directory: Directory, many: int) -> bool:
    return await states(directory) == ["delivered"] * many


async def a_lease_passes(directory: Directory) -> None:
    await directory.write("UPDATE webhook_delivery SET next_at = made_at WHERE next_at IS NOT NULL")
