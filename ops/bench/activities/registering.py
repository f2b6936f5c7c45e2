"""Registrations: 1,500 members want one of 500 places, through the gateway."""

import uvloop

from tests.support.postgres import Postgres

from .. import stage
from ..load import Load, all_of
from ..processes import Part
from ..report import Measure, above, below, told
from ..stage import CONNECTIONS, Cpu
from . import recount, requests
from .world import World

_MEMBERS = 1500
_LEAST_PER_MINUTE = 1500
_SETTLING = 100
"""The first requests of a process load code and fill its memories; they are for a sitting of their own."""
_NAME = "activities"


def measured(rounds: int) -> list[Measure]:
    """How many a minute, and how many places were given twice."""
    world = World(meetings=0, capped=rounds + 1, members=_MEMBERS)
    refused: list[int] = []
    with Postgres(durable=True) as server:
        url = stage.migrated(_NAME, server.create(_NAME), world)
        with (
            stage.service(_NAME, world, url) as (service, environment),
            stage.gateway(_NAME, service, environment) as door,
        ):
            _all(door, requests.registrations(world, rounds)[:_SETTLING])
            cpu, numbers = Cpu((service,)), iter(range(rounds))

            def visit() -> float:
                asked = requests.registrations(world, next(numbers))
                return 60 * cpu.count(lambda: _kept(_all(door, asked), refused))

            found = stage.interleaved({"registrations per minute": visit}, rounds)
        over = [recount.overbooked(server, _NAME, n) for n in range(rounds)]
        astray = [recount.unregistered(server, _NAME, n, _MEMBERS) for n in range(rounds)]
    return [
        above(
            "registrations for 500 places, through the gateway",
            found["registrations per minute"],
            "1/min",
            _LEAST_PER_MINUTE,
        ),
        below("places given twice", [max(over)], "places", 1),
        below("registrations missing, double or refused", [sum(astray) + sum(refused)], "registrations", 1),
        told("CPU of the service per registration", cpu.parts_us, "µs"),
    ]


def _all(door: Part, asked: list[bytes]) -> Load:
    return uvloop.run(all_of(door.address, asked, connections=CONNECTIONS))


def _kept(load: Load, refused: list[int]) -> Load:
    refused.append(sum(load.refused.values()))
    return load
