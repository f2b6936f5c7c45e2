"""Sign-ups: 2,000 volunteers want one of 1,000 places in five shifts at one time, through the gateway."""

import uvloop

from tests.support.postgres import Postgres

from .. import stage
from ..load import Load, all_of
from ..processes import Part
from ..report import Measure, above, below, told
from ..stage import CONNECTIONS, Cpu
from . import recount, requests
from .world import SHIFTS, SLOTS, WANTED, World

_LEAST_PER_SECOND = 300
_SETTLING = 100
"""The first requests of a process load code and fill its memories; they are for shifts of their own."""
_NAME = "volunteering"


def measured(rounds: int) -> list[Measure]:
    """How many places are given a second, and how many were given twice."""
    world = World((rounds + 1) * SHIFTS)
    odd: list[int] = []
    with Postgres(durable=True) as server:
        url = stage.migrated(_NAME, server.create(_NAME), world)
        with (
            stage.service(_NAME, world, url) as (service, environment),
            stage.gateway(_NAME, service, environment) as door,
        ):
            _all(door, requests.sign_ups(world, rounds)[:_SETTLING])
            cpu, numbers = Cpu((service,)), iter(range(rounds))

            def visit() -> float:
                asked = requests.sign_ups(world, next(numbers))
                return cpu.count(lambda: _kept(_all(door, asked), odd))

            found = stage.interleaved({"sign-ups per second": visit}, rounds)
        over = sum(recount.overbooked(server, _NAME, n) for n in range(rounds * SHIFTS))
        doubled = recount.in_two_places(server, _NAME)
    return [
        above(
            "sign-ups granted while as many are refused, through the gateway",
            found["sign-ups per second"],
            "1/s",
            _LEAST_PER_SECOND,
        ),
        below("places given twice, or free ones refused", [over], "places", 1),
        below("people in two places at one time", [doubled], "people", 1),
        below("answers that were neither", [sum(odd)], "answers", 1),
        told("CPU of the service per answer", cpu.parts_us, "µs"),
    ]


def _all(door: Part, asked: list[bytes]) -> Load:
    return uvloop.run(all_of(door.address, asked, connections=CONNECTIONS))


def _kept(load: Load, odd: list[int]) -> Load:
    """Half of them are refused for want of a place, and nothing else."""
    refused = dict(load.refused)
    full = refused.pop(b"409", 0)
    odd.append(sum(refused.values()) + abs(full - (WANTED - SHIFTS * SLOTS)))
    return load
