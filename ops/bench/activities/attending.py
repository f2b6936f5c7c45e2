"""Check-ins: the service and the gateway beside pgbench while others read, and a full room at once."""

from dataclasses import dataclass

import psycopg
import uvloop

from tests.support.postgres import Postgres

from .. import stage
from ..load import Load, NextRequest, all_of, beside, drive
from ..pgbench import pgbench
from ..processes import Part
from ..report import Measure, at_least, below, told
from ..stage import CONNECTIONS, Cpu
from . import recount, reference, requests
from .world import CROWD, World

_LIMIT_SECONDS = 10
_READS_PER_SECOND = 5
_MOST_PER_SECOND = 7000
"""More than any side does; so many meetings are made ready."""
_WARM_SECONDS = 1.0
_SETTLING_SECONDS = 4.0
_NAME = "activities"


@dataclass(frozen=True)
class _Hall:
    """What runs, what is asked of it, and in which meetings: first the crowds', then the load's, then pgbench's."""

    server: Postgres
    service: Part
    door: Part
    reads: NextRequest
    coming: requests.CheckIns
    refused: list[int]

    def cpu_and_rate(self, cpu: Cpu, to: Part, seconds: float) -> float:
        """Check-ins per second of one visit, with others reading."""
        return cpu.count(lambda: uvloop.run(self._driven(to, seconds)))

    async def _driven(self, to: Part, seconds: float) -> Load:
        driving = drive(to.address, self.coming.following, connections=CONNECTIONS, seconds=seconds)
        return self._kept(*await beside(driving, to.address, self.reads, _READS_PER_SECOND))

    def crowd(self, meeting: int) -> float:
        """Seconds until everybody of a meeting is in, each on a connection of their own, through the gateway."""
        everybody = self.coming.everybody(meeting)
        return uvloop.run(self._gathered(everybody)).seconds

    async def _gathered(self, everybody: list[bytes]) -> Load:
        address = self.door.address
        coming = all_of(address, everybody, connections=CROWD)
        return self._kept(*await beside(coming, address, self.reads, _READS_PER_SECOND))

    def _kept(self, load: Load, reading: Load) -> Load:
        self.refused.append(sum(load.refused.values()) + sum(reading.refused.values()))
        return load


def measured(rounds: int, seconds: float) -> list[Measure]:
    """The ratio to pgbench; the seconds that 500 need; what went wrong."""
    visit = _MOST_PER_SECOND * (seconds + _WARM_SECONDS)
    loads = int((2 * rounds * visit + 2 * _SETTLING_SECONDS * _MOST_PER_SECOND) / 2) // CROWD
    references = int(rounds * visit) // CROWD + 1
    first_load, first_reference = rounds, rounds + loads
    world = World(meetings=first_reference + references)
    with Postgres(durable=True) as server:
        url = stage.migrated(_NAME, server.create(_NAME), world)
        _prepare(server)
        with (
            stage.service(_NAME, world, url) as (service, environment),
            stage.gateway(_NAME, service, environment) as door,
        ):
            coming = requests.CheckIns(world, first_load, loads)
            hall = _Hall(server, service, door, requests.reads(world, 0), coming, [])
            for way in (service, door):
                stage.settle(way, coming.following)
            cpu, door_cpu, crowds = Cpu((service,)), Cpu((service, door)), iter(range(rounds))
            script = reference.check_in(first_reference)
            found = stage.interleaved(
                {
                    "pgbench": lambda: pgbench(server, _NAME, script, clients=CONNECTIONS, seconds=seconds),
                    "service": lambda: hall.cpu_and_rate(cpu, service, seconds),
                    "gateway": lambda: hall.cpu_and_rate(door_cpu, door, seconds),
                    "500 at once, in seconds": lambda: hall.crowd(next(crowds)),
                },
                rounds,
            )
            astray = recount.astray(server, _NAME, first=0, made=rounds * CROWD)
            astray += recount.astray(server, _NAME, first=first_load, made=coming.made)
    bench = found["pgbench"]
    return [
        at_least("check-ins through the gateway, others reading", found["gateway"], bench, "1/s", 0.35),
        below(
            "500 at one meeting at once, through the gateway",
            found["500 at once, in seconds"],
            "s",
            _LIMIT_SECONDS,
        ),
        below("errors in all of these", [sum(hall.refused)], "requests", 1),
        below("check-ins missing or double in the database", [astray], "check-ins", 1),
        told("check-ins at the service, others reading", found["service"], "1/s", bench),
        told("CPU of the service per check-in", cpu.parts_us, "µs"),
        told("CPU of gateway and service per check-in", door_cpu.parts_us, "µs"),
        told("CPU of the load per check-in", cpu.load_us, "µs"),
    ]


def _prepare(server: Postgres) -> None:
    with psycopg.connect(
        host=str(server.folder), user="postgres", dbname=_NAME, autocommit=True
    ) as connection:
        connection.execute(f"CREATE SEQUENCE {reference.SEQUENCE} MINVALUE 0 START 0".encode())
