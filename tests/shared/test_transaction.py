"""A request is one transaction, and its answer leaves only after the commit."""

import sqlite3
from collections.abc import Awaitable, Callable

from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from shared.db import connect

from .conftest import House, keeping_house, settle


async def test_the_row_is_committed_before_the_answer_leaves(notes_url: str) -> None:
    """With FastAPI's default scope the commit comes after the answer, and may fail unseen."""
    async with keeping_house(notes_url) as house:
        await settle(house.database)
        witness = connect(notes_url)
        seen: list[int] = []

        async def app(
            scope: object, receive: object, send: Callable[[dict[str, object]], Awaitable[None]]
        ) -> None:
            async def send_and_look(message: dict[str, object]) -> None:
                if message["type"] == "http.response.start":
                    async with witness.read() as session:
                        seen.append((await session.execute(text("SELECT count(*) FROM note"))).scalar_one())
                await send(message)

            await house.app(scope, receive, send_and_look)  # type: ignore[arg-type] # ASGI

        house.client._transport.app = app  # type: ignore[attr-defined] # noqa: SLF001 - the one way to stand at the door
        answer = await house.submit("witnessed-1")
        await witness.close()
    assert answer.status_code == 201
    assert seen == [1]


async def test_a_request_that_fails_after_writing_leaves_no_row(house: House) -> None:
    assert (await house.submit("broken-0001", {"title": "break"})).status_code == 500
    assert await house.titles() == []


async def test_a_commit_that_fails_is_not_answered_as_success(house: House) -> None:
    """A constraint that is checked at commit fails after the route has returned its answer."""
    sync_engine = house.database.engine.sync_engine

    def fail(_connection: object) -> None:
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    event.listen(sync_engine, "commit", fail)
    answer = await house.submit("doomed-0001")
    event.remove(sync_engine, "commit", fail)
    assert answer.status_code >= 500
    assert await house.titles() == []
