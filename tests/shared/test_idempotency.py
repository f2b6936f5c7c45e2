"""One effect per Idempotency-Key, however often a request is sent and whatever breaks in between."""

import asyncio
from typing import Any

import httpx2
import pytest
from sqlalchemy import select, text

from shared import roster_facts
from shared.audit import AUDIT
from tests.support.people import a_member
from tests.support.waiting import until

from .conftest import BRANCH, LI, WANG, House

KEY = "3f6c2a7e-note-1"


def code(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def kept(house: House) -> int:
    """How many records there are."""
    async with house.database.read() as session:
        found: int = (await session.execute(text("SELECT count(*) FROM idempotency"))).scalar_one()
        return found


async def test_the_same_request_again_is_answered_the_same_and_does_nothing(house: House) -> None:
    first = await house.submit(KEY, {"title": "第一条", "points": 1.25})
    again = await house.submit(KEY, {"title": "第一条", "points": 1.25})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (
        None,
        "true",
    )
    assert await house.titles() == ["第一条"]


async def test_the_key_with_another_body_is_refused(house: House) -> None:
    await house.submit(KEY, {"title": "第一条"})
    assert code(await house.submit(KEY, {"title": "第二条"})) == (422, "idempotency_key_reused")
    assert await house.titles() == ["第一条"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_without_a_key_nothing_is_made(house: House) -> None:
    answer = await house.client.post("/v1/notes", json={"title": "第一条"}, headers=house.by())
    assert code(answer) == (400, "idempotency_key_missing")
    assert await house.titles() == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("key", ["short", "k" * 101, "with space", "schlüssel-1"])
async def test_a_key_is_eight_to_a_hundred_plain_characters(house: House, key: str) -> None:
    headers: Any = [*house.by().items(), (b"Idempotency-Key", key.encode())]
    answer = await house.client.post("/v1/notes", json={"title": "第一条"}, headers=headers)
    assert code(answer) == (422, "malformed")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["header:Idempotency-Key"]


async def test_another_caller_with_the_same_key_is_another_request(house: House) -> None:
    wang = await house.submit(KEY, {"title": "王的"})
    li = await house.submit(KEY, {"title": "李的"}, person_id=LI)
    assert (wang.status_code, li.status_code) == (201, 201)
    assert wang.json()["id"] != li.json()["id"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_another_program_of_the_same_person_is_another_request(house: House) -> None:
    async def submit(client_id: str) -> httpx2.Response:
        headers = house.by(client_id=client_id) | {"Idempotency-Key": KEY}
        return await house.client.post("/v1/notes", json={"title": client_id}, headers=headers)

    assert [(await submit(one)).status_code for one in ("browser", "phone")] == [201, 201]
    assert await house.titles() == ["phone", "browser"]


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_a_twin_that_comes_while_the_first_still_runs_is_told_so(house: House) -> None:
    """On PostgreSQL both run at once; whoever comes second must not wait, nor do it again."""
    answers = await asyncio.gather(*(house.submit(KEY) for _ in range(5)))
    found = sorted({answer.status_code for answer in answers})
    assert len(await house.titles()) == 1
    assert found in ([201], [201, 409])
    refused = [answer for answer in answers if answer.status_code == 409]
    assert {code(answer) for answer in refused} <= {(409, "idempotency_in_flight")}
    assert (await house.submit(KEY)).headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_while_the_first_holds_its_key_a_twin_is_refused_at_once(house: House) -> None:
    """The first is held up by a lock on the table that it writes to."""
    async with house.database.write() as session:
        await session.execute(text("LOCK TABLE note IN EXCLUSIVE MODE"))
        first = asyncio.create_task(house.submit(KEY))
        await until(lambda: locks(house))
        twin = await house.submit(KEY)
        assert not first.done()
    assert code(twin) == (409, "idempotency_in_flight")
    assert (await first).status_code == 201
    assert (await house.submit(KEY)).headers["idempotency-replayed"] == "true"


async def locks(house: House) -> int:
    async with house.database.read() as session:
        query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        found: int = (await session.execute(text(query))).scalar_one()
        return found


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_on_sqlite_a_twin_waits_and_hears_the_first_answer(house: House) -> None:
    answers = await asyncio.gather(*(house.submit(KEY) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum(answer.headers.get("idempotency-replayed") == "true" for answer in answers) == 4
    assert len(await house.titles()) == 1


async def test_a_refused_request_leaves_no_record_so_that_it_can_be_put_right(house: House) -> None:
    assert (await house.submit(KEY, {"title": ""})).status_code == 422
    assert await kept(house) == 0
    assert (await house.submit(KEY, {"title": "第一条"})).status_code == 201


async def test_a_request_that_breaks_before_the_commit_leaves_neither_row_nor_record(house: House) -> None:
    assert code(await house.submit(KEY, {"title": "break"})) == (500, "broken")
    assert (await house.titles(), await kept(house)) == ([], 0)
    assert code(await house.submit(KEY, {"title": "break"})) == (500, "broken")


async def test_a_replay_is_only_for_those_who_still_may(house: House) -> None:
    assert (await house.submit(KEY)).status_code == 201
    async with house.database.write() as session:
        await roster_facts.hear_member(session, a_member(WANG, branch=BRANCH, version=2, active=False))
    house.app.state.standings.forget()
    assert code(await house.submit(KEY)) == (401, "token_invalid")


async def test_the_record_names_neither_caller_nor_key(house: House) -> None:
    await house.submit(KEY)
    async with house.database.read() as session:
        row = (await session.execute(text("SELECT key, request_hash FROM idempotency"))).one()
    assert [len(word) for word in row] == [64, 64]
    assert KEY not in str(row)


async def test_the_audit_row_names_who_did_what_to_which_thing_and_leads_to_the_log(house: House) -> None:
    answer = await house.submit(KEY)
    async with house.database.read() as session:
        (row,) = (await session.execute(select(AUDIT))).all()
    assert (row.act, row.actor_id, row.client_id) == ("claim.submit", WANG, "browser")
    assert (row.object_id, row.outcome) == (answer.json()["id"], "done")
    assert row.trace_id == answer.headers["x-trace-id"]
