"""Scores with their explanation: one reader, members with 200 entries each, in a ledger of a million and of ten."""

import asyncio
from contextlib import ExitStack

from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import event

from services.points.app import create_app
from services.points.settings import PointsSettings
from shared.service import Surroundings
from tests.support.postgres import Postgres

from .. import stage
from ..names import named
from ..processes import Part
from ..report import Measure, at_most, below
from ..stage import Visit
from . import ledger, requests
from .world import MEMBER, PERIOD, SECRETARY, World

_MILLION = 1_000_000
_LIMIT_MS = 10
_MOST_STATEMENTS = 12
_NO_SLOWER = 1.2


def measured(rounds: int, seconds: float, *, large: bool) -> list[Measure]:
    """The duration of one read at the median, its growth from one million to ten, and its statements."""
    sizes = (1, 10) if large else (1,)
    with Postgres(durable=True) as server, ExitStack() as running:
        visits: dict[str, Visit] = {}
        for millions in sizes:
            world = World(branches=millions * _MILLION // ledger.ENTRIES_EACH // 50)
            url = stage.migrated("points", server.create(f"ledger_{millions}"), world)
            print(f"  writing {millions},000,000 entries …", flush=True)
            ledger.fill(server, f"ledger_{millions}", world)
            if millions == 1:
                counts = [asyncio.run(_statements(world, url))]
            service, _ = running.enter_context(stage.service("points", world, url))
            visits[f"score among {millions} million"] = _visit(service, world, seconds)
        for visit in visits.values():
            visit()
        found = stage.interleaved(visits, rounds)
    one = found["score among 1 million"]
    measures = [
        below("score with 200 entries among 1,000,000", one, "ms", _LIMIT_MS),
        below("statements for a score", counts, "statements", _MOST_STATEMENTS),
    ]
    if large:
        ten = found["score among 10 million"]
        measures.append(at_most("the same among 10,000,000", ten, one, "ms", _NO_SLOWER))
    return measures


def _visit(service: Part, world: World, seconds: float) -> Visit:
    asked = requests.scores(world)
    return lambda: stage.driven(service, asked, connections=1, seconds=seconds).median_ms


async def _statements(world: World, url: str) -> int:
    """What one read sends to the database, once the process has its memories; counted in this process."""

    async def keys() -> list[dict[str, object]]:
        return [world.public_key]

    def nobody(name: str) -> AsyncClient:
        raise ConnectionError(name)

    secret = "of no use outside one measurement, 32"  # noqa: S105 - it guards nothing
    settings = PointsSettings(database_url=url, issuer=world.issuer, service_key=secret, cursor_key=secret)
    app = create_app(Surroundings(fetch_keys=keys, peer=nobody, hearers={}), settings)
    sent: list[str] = []
    path = f"/v1/periods/{named(PERIOD, 0)}/scores/{named(MEMBER, 7)}"
    headers = {"Authorization": f"Bearer {world.token(SECRETARY, 0)}"}
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://points") as client,
    ):
        (await client.get(path, headers=headers)).raise_for_status()
        engine = app.state.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
        (await client.get(path, headers=headers)).raise_for_status()
    return len(sent)
