"""Posts and batches: the service and the gateway beside pgbench, and the service on SQLite beside sqlite3 itself."""

import tempfile
from functools import partial
from pathlib import Path

from tests.support.postgres import Postgres

from .. import stage
from ..pgbench import pgbench
from ..report import Measure, at_least, told
from ..stage import CONNECTIONS, Cpu
from . import called, direct, reference, requests, writer
from .world import World

_BATCH_CONNECTIONS = 4


def on_postgresql(rounds: int, seconds: float) -> list[Measure]:
    """Single posts, through the gateway, on one hot member, and batches of 100; each beside pgbench."""
    world = World()
    with Postgres(durable=True) as server:
        url = stage.migrated("points", server.create("points"), world)
        with (
            stage.service("points", world, url) as (service, environment),
            stage.gateway("points", service, environment) as door,
        ):
            single, batch = requests.posts(world), requests.batches(world)
            for way in (service, door):
                stage.settle(way, single)
            bench = partial(pgbench, server, "points", seconds=seconds)
            cpu, door_cpu = Cpu((service,)), Cpu((service, door))
            found = stage.interleaved(
                {
                    "pgbench, single posts": lambda: bench(reference.single(world), clients=CONNECTIONS),
                    "service, single posts": lambda: cpu.rate(service, single, CONNECTIONS, seconds),
                    "gateway, single posts": lambda: door_cpu.rate(door, single, CONNECTIONS, seconds),
                    "pgbench, one member": lambda: bench(
                        reference.single(world, hot=True), clients=CONNECTIONS
                    ),
                    "service, one member": lambda: Cpu(()).rate(
                        service, requests.posts(world, hot=True), CONNECTIONS, seconds
                    ),
                    "pgbench, batches": lambda: bench(reference.batch(world), clients=_BATCH_CONNECTIONS),
                    "service, batches": lambda: Cpu(()).rate(service, batch, _BATCH_CONNECTIONS, seconds),
                },
                rounds,
            )
    reference_single = found["pgbench, single posts"]
    return [
        at_least(
            "single posts at the service", found["service, single posts"], reference_single, "1/s", 0.60
        ),
        at_least(
            "single posts through the gateway", found["gateway, single posts"], reference_single, "1/s", 0.35
        ),
        at_least(
            "all posts on one member", found["service, one member"], found["pgbench, one member"], "1/s", 2
        ),
        at_least("batches of 100", found["service, batches"], found["pgbench, batches"], "1/s", 0.50),
        told("CPU of the service per post", cpu.parts_us, "µs"),
        told("CPU of gateway and service per post", door_cpu.parts_us, "µs"),
        told("CPU of the load per post", cpu.load_us, "µs"),
    ]


def on_sqlite(rounds: int, seconds: float) -> list[Measure]:
    """Single posts, beside sqlite3 called directly, at both settings of synchronous.

    What writes is compared with what writes. The app around it, and HTTP around that, are told beside.
    """
    measures = []
    for synchronous, goal in (("NORMAL", 0.8), ("FULL", 2.0)):
        found = _sqlite(rounds, seconds, synchronous)
        name = f"single posts on SQLite, {synchronous}"
        measures.append(at_least(name, found["writer"], found["sqlite3"], "1/s", goal))
        measures.append(told(f"the app around it, {synchronous}", found["app"], "1/s", found["sqlite3"]))
        measures.append(told(f"the same over HTTP, {synchronous}", found["service"], "1/s", found["sqlite3"]))
    return measures


def _sqlite(rounds: int, seconds: float, synchronous: str) -> dict[str, list[float]]:
    world = World()
    with tempfile.TemporaryDirectory() as folder:
        files = {
            side: str(Path(folder) / f"{side}.sqlite") for side in ("writer", "app", "service", "sqlite3")
        }
        urls = {
            side: stage.migrated("points", f"sqlite+aiosqlite:///{file}", world)
            for side, file in files.items()
        }
        with stage.service("points", world, urls["service"], synchronous=synchronous) as (service, _):
            single = requests.posts(world)
            stage.settle(service, single)
            return stage.interleaved(
                {
                    "sqlite3": lambda: direct.posts(
                        files["sqlite3"], world, synchronous=synchronous, seconds=seconds
                    ),
                    "writer": lambda: writer.posts(
                        urls["writer"], world, synchronous=synchronous, seconds=seconds
                    ),
                    "app": lambda: called.posts(
                        urls["app"], world, single, synchronous=synchronous, seconds=seconds
                    ),
                    "service": lambda: Cpu(()).rate(service, single, CONNECTIONS, seconds),
                },
                rounds,
            )
