"""Check-ins by the code on the spot: the service and the gateway beside pgbench."""

import psycopg

from tests.support.postgres import Postgres

from .. import stage
from ..pgbench import pgbench
from ..report import Measure, at_least, below, told
from ..stage import CONNECTIONS, Cpu
from . import recount, reference, requests
from .world import CROWD, TRACKS, World

_MOST_PER_SECOND = 6000
"""More than any side does; so many shifts are made ready."""
_WARM_SECONDS = 1.0
_NAME = "volunteering"


def measured(rounds: int, seconds: float) -> list[Measure]:
    """The ratios to pgbench, and what went wrong."""
    visit = _MOST_PER_SECOND * (seconds + _WARM_SECONDS) / CROWD
    loads, references = round(2 * rounds * visit * 0.6), round(rounds * visit)
    world = World(1, CROWD * TRACKS, open_=loads + references)
    with Postgres(durable=True) as server:
        url = stage.migrated(_NAME, server.create(_NAME), world)
        _prepare(server)
        with (
            stage.service(_NAME, world, url) as (service, environment),
            stage.gateway(_NAME, service, environment) as door,
        ):
            coming = requests.CheckIns(world, loads)
            for way in (service, door):
                stage.settle(way, coming.following)
            cpu, door_cpu = Cpu((service,)), Cpu((service, door))
            script = reference.check_in(world.wanted, loads)
            found = stage.interleaved(
                {
                    "pgbench": lambda: pgbench(server, _NAME, script, clients=CONNECTIONS, seconds=seconds),
                    "service": lambda: cpu.rate(service, coming.following, CONNECTIONS, seconds),
                    "gateway": lambda: door_cpu.rate(door, coming.following, CONNECTIONS, seconds),
                },
                rounds,
            )
            astray = recount.astray(server, _NAME, world.wanted, coming.made)
    bench = found["pgbench"]
    return [
        at_least("check-ins at the service", found["service"], bench, "1/s", 0.35),
        told("check-ins through the gateway", found["gateway"], "1/s", bench),
        below("check-ins missing or double in the database", [astray], "check-ins", 1),
        told("CPU of the service per check-in", cpu.parts_us, "µs"),
        told("CPU of gateway and service per check-in", door_cpu.parts_us, "µs"),
    ]


def _prepare(server: Postgres) -> None:
    with psycopg.connect(
        host=str(server.folder), user="postgres", dbname=_NAME, autocommit=True
    ) as connection:
        connection.execute(f"CREATE SEQUENCE {reference.SEQUENCE} MINVALUE 0 START 0".encode())
