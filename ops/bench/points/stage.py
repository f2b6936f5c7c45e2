"""What a measurement needs around it: a server or a file with the tables and the people, and the parts that run."""

import asyncio
import json
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import uvloop

import suite
from shared import migrations

from ..load import Load, NextRequest, drive
from ..processes import Part, part
from .world import World

CONNECTIONS = 32
"""As many as pgbench has clients."""
BATCH_CONNECTIONS = 4
_SETTLING_SECONDS = 2.0

Visit = Callable[[], float]
"""One run of one side; says its rate or its duration."""


def migrated(url: str, world: World) -> str:
    """The tables and the people at an address."""
    with ThreadPoolExecutor(1) as other:  # a migration starts its own event loop
        other.submit(migrations.upgrade, url, suite.service("points").folder / "migrations").result()
    asyncio.run(world.furnish(url))
    return url


@contextmanager
def points(world: World, url: str, *, synchronous: str = "FULL") -> Iterator[tuple[Part, dict[str, str]]]:
    """The service on a database, and what its environment says of the others."""
    with tempfile.TemporaryDirectory() as var, world.environment(Path(var)) as environment:
        own = {"SIYOU_DATABASE_URL": url, "SIYOU_SQLITE_SYNCHRONOUS": synchronous}
        with part("points", environment | own) as running:
            yield running, environment


@contextmanager
def gateway(before: Part, environment: dict[str, str]) -> Iterator[Part]:
    """The gateway before the service."""
    peers = json.loads(environment["SIYOU_PEERS"]) | {"points": f"http://127.0.0.1:{before.address[1]}"}
    with part("gateway", environment | {"SIYOU_PEERS": json.dumps(peers)}) as running:
        yield running


def driven(to: Part, requests: NextRequest, *, connections: int, seconds: float) -> Load:
    """The loop against a part."""
    return uvloop.run(drive(to.address, requests, connections=connections, seconds=seconds))


def settle(to: Part, requests: NextRequest) -> None:
    """The first requests of a process load code and fill its memories; they are not measured."""
    driven(to, requests, connections=CONNECTIONS, seconds=_SETTLING_SECONDS)


def interleaved(visits: dict[str, Visit], rounds: int) -> dict[str, list[float]]:
    """Every round visits all, each second one in the opposite order, so that a drift falls on all alike."""
    found: dict[str, list[float]] = {name: [] for name in visits}
    for number in range(rounds):
        names = list(visits) if number % 2 == 0 else list(reversed(visits))
        for name in names:
            found[name].append(visits[name]())
            print(f"  round {number + 1} of {rounds}: {name} {found[name][-1]:.4g}", flush=True)
    return found
