"""What a measurement needs around it: the tables and the people, the parts that run, and the visits to them."""

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

from .load import Load, NextRequest, drive
from .people import People
from .processes import Part, part

CONNECTIONS = 32
"""As many as pgbench has clients."""
_SETTLING_SECONDS = 2.0

Visit = Callable[[], float]
"""One run of one side; says its rate or its duration."""


def migrated(name: str, url: str, people: People) -> str:
    """The tables of a service and the people at an address."""
    with ThreadPoolExecutor(1) as other:  # a migration starts its own event loop
        other.submit(migrations.upgrade, url, suite.service(name).folder / "migrations").result()
    asyncio.run(people.furnish(url))
    return url


@contextmanager
def service(
    name: str, people: People, url: str, *, synchronous: str = "FULL"
) -> Iterator[tuple[Part, dict[str, str]]]:
    """A service on a database, and what its environment says of the others."""
    with tempfile.TemporaryDirectory() as var, people.environment(Path(var)) as environment:
        own = {"SIYOU_DATABASE_URL": url, "SIYOU_SQLITE_SYNCHRONOUS": synchronous}
        with part(name, environment | own) as running:
            yield running, environment


@contextmanager
def gateway(name: str, before: Part, environment: dict[str, str]) -> Iterator[Part]:
    """The gateway before the service of that name."""
    peers = json.loads(environment["SIYOU_PEERS"]) | {name: f"http://127.0.0.1:{before.address[1]}"}
    with part("gateway", environment | {"SIYOU_PEERS": json.dumps(peers)}) as running:
        yield running


def driven(to: Part, requests: NextRequest, *, connections: int, seconds: float) -> Load:
    """The loop against a part."""
    return uvloop.run(drive(to.address, requests, connections=connections, seconds=seconds))


def settle(to: Part, requests: NextRequest) -> None:
    """The first requests of a process load code and fill its memories; they are not measured."""
    driven(to, requests, connections=CONNECTIONS, seconds=_SETTLING_SECONDS)


class Cpu:
    """CPU time per good answer, of the parts and of the load, gathered over the visits."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self._parts = parts
        self.parts_us: list[float] = []
        self.load_us: list[float] = []

    def rate(self, to: Part, following: NextRequest, connections: int, seconds: float) -> float:
        """Good answers per second of one visit."""
        return self.count(lambda: driven(to, following, connections=connections, seconds=seconds))

    def count(self, visit: Callable[[], Load]) -> float:
        """As `rate`, of a visit of any kind."""
        before = sum(each.cpu() for each in self._parts)
        load = visit()
        used = sum(each.cpu() for each in self._parts) - before
        self.parts_us.append(used / max(load.sent, 1) * 1e6)
        self.load_us.append(load.cpu / max(len(load.latencies), 1) * 1e6)
        return load.rate


def interleaved(visits: dict[str, Visit], rounds: int) -> dict[str, list[float]]:
    """Every round visits all, each second one in the opposite order, so that a drift falls on all alike."""
    found: dict[str, list[float]] = {name: [] for name in visits}
    for number in range(rounds):
        names = list(visits) if number % 2 == 0 else list(reversed(visits))
        for name in names:
            found[name].append(visits[name]())
            print(f"  round {number + 1} of {rounds}: {name} {found[name][-1]:.4g}", flush=True)
    return found
