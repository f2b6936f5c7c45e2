"""kill -9 amid 200 concurrent posts: what was acknowledged is there, each once; what was not can be sent again."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.points.models import Entry
from shared.db import connect
from tests.points.house import a_report
from tests.points.world import MEMBERS, adopt, ident, open_quarter, settle_in
from tests.support.databases import Databases
from tests.support.issuer import ISSUER, Issuer
from tests.support.serving import serving

from .process import Process, free_port

AT_ONCE = 200
ROUNDS = 10
REPORTED = [key for key, branch, _ in MEMBERS if branch == "power"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@contextmanager
def issuing(issuer: Issuer) -> Iterator[str]:
    """Where the issuer stands, as far as points needs one: its keys."""

    async def jwks(_request: Request) -> Response:
        return JSONResponse({"keys": await issuer.keys()})

    with serving(Starlette(routes=[Route("/oauth2/jwks", jwks)])) as address:
        yield json.dumps({"directory": address})


async def furnish(url: str, on: datetime) -> None:
    """The power branch with its people and the quarter of today, open."""
    database = connect(url)
    async with database.write() as session:
        await settle_in(session)
        scheme = await adopt(session, "power")
        await open_quarter(session, scheme, f"{on.year}-Q{(on.month + 2) // 3}")
    await database.close()


@dataclass
class Round:
    """200 reports, each with its own reference and key, and what came back of them."""

    number: int
    day: str
    token: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Reference → id of the entry."""

    @property
    def reports(self) -> list[dict[str, Any]]:
        """The same at every asking."""
        return [
            a_report(
                REPORTED[place % len(REPORTED)],
                reference=f"AJ-{self.number:02}-{place:03}",
                occurred_on=self.day,
                points=0.5,
            )
            for place in range(AT_ONCE)
        ]

    def request(self, report: dict[str, Any]) -> bytes:
        """A post as it goes over the wire."""
        body = json.dumps(report).encode()
        head = (
            "POST /v1/reports HTTP/1.1\r\nHost: points\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self.token}\r\nIdempotency-Key: key-{report['reference']}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def hear(self, report: dict[str, Any], status: int, answer: dict[str, Any]) -> None:
        """Note an acknowledgement; whoever asks again gets the very same entry."""
        assert status in {200, 201}, answer
        entry_id = answer["entry"]["id"]
        assert self.acknowledged.setdefault(report["reference"], entry_id) == entry_id


async def post_all(
    port: int, now: Round, reports: list[dict[str, Any]], heard: Callable[[], None] = lambda: None
) -> None:
    """All at the same moment, each on a connection of its own. What gets no answer gets none."""
    # Bare sockets: a client library would need longer than the service, which should be the one that is busy.
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in reports]
    for report, (_, writer) in zip(reports, lines, strict=True):
        writer.write(now.request(report))

    async def answer(report: dict[str, Any], reader: asyncio.StreamReader) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = int(head.split("content-length:")[1].split()[0])
            now.hear(report, int(head.split()[1]), json.loads(await reader.readexactly(length)))
            heard()

    await asyncio.gather(
        *(answer(report, reader) for report, (reader, _) in zip(reports, lines, strict=True))
    )
    for _, writer in lines:
        writer.transport.abort()


async def killed_amid(process: Process, now: Round, after: int) -> None:
    """All at once; the process dies at the moment when so many have been acknowledged."""

    def heard() -> None:
        if len(now.acknowledged) == after:
            process.kill()

    await post_all(process.port, now, now.reports, heard)


async def ledger(url: str) -> tuple[dict[str, str], Counter[str]]:
    """Entry by reference, and how often each reference is there."""
    database = connect(url)
    async with database.read() as view:
        found = await view.execute(select(Entry.reference, Entry.id))
        rows = [(str(reference), str(entry_id)) for reference, entry_id in found]
    await database.close()
    return dict(rows), Counter(reference for reference, _ in rows)


async def gaps(url: str) -> list[tuple[Any, ...]]:
    """Accounts whose entries are not numbered from one to their count."""
    query = """
        SELECT a.member_id, a.entries, count(e.id), count(DISTINCT e.number), min(e.number), max(e.number)
        FROM account a LEFT JOIN entry e ON e.member_id = a.member_id AND e.period_id = a.period_id
        GROUP BY a.member_id, a.period_id, a.entries
        HAVING NOT (a.entries = count(e.id) AND count(DISTINCT e.number) = a.entries
                    AND min(e.number) = 1 AND max(e.number) = a.entries)
    """
    database = connect(url)
    async with database.read() as view:
        found = [tuple(row) for row in await view.execute(text(query))]
    await database.close()
    return found


async def test_every_acknowledged_entry_survives_a_kill_and_every_other_can_be_sent_again(
    databases: Databases,
) -> None:
    started, issuer, url = datetime.now(UTC), Issuer(), databases.migrated("points")
    await furnish(url, started)
    token = issuer.token(ident("safety"), at=started, lifetime=timedelta(hours=1))
    day = (started + timedelta(hours=8)).date().isoformat()
    kill_after = [1, 2, 5, 10, 20, 40, 70, 100, 140, 180]
    random.Random(str(url.split(":", 1)[0])).shuffle(kill_after)  # noqa: S311 - an order, not a secret
    interrupted = 0
    with issuing(issuer) as peers:

        def start() -> Process:
            process = Process(
                "points",
                free_port(),
                SIYOU_DATABASE_URL=url,
                SIYOU_ISSUER=ISSUER,
                SIYOU_PEERS=peers,
            )
            process.wait_until_ready()
            return process

        process = start()
        try:
            for number in range(ROUNDS):
                now = Round(number, day, token)
                await killed_amid(process, now, kill_after[number])
                assert not process.is_alive()
                survived, _ = await ledger(url)
                promised = dict(now.acknowledged)
                assert promised.items() <= survived.items()
                waiting = [each for each in now.reports if each["reference"] not in promised]
                interrupted += bool(waiting)

                process = await asyncio.to_thread(start)
                await post_all(process.port, now, waiting)
                await post_all(process.port, now, now.reports)
                kept, counted = await ledger(url)
                assert len(now.acknowledged) == AT_ONCE
                assert now.acknowledged.items() <= kept.items()
                assert sum(counted.values()) == len(counted) == AT_ONCE * (number + 1)
            assert await gaps(url) == []
            # A kill that came after the last answer proves nothing; how many do depends on how many go in one commit.
            assert interrupted >= ROUNDS // 3
        finally:
            if process.is_alive():
                process.kill()
