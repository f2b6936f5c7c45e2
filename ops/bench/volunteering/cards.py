"""Service cards of one month for 10,000 people of one branch, page by page through the service."""

import json
import time

import uvloop

from tests.support.postgres import Postgres

from .. import stage
from ..processes import Part
from ..report import Measure, below, told
from . import requests
from .world import World

_PEOPLE, _TIMES = 10_000, 4
_LIMIT_SECONDS = 30
_NAME = "volunteering"


def measured(rounds: int) -> list[Measure]:
    """Seconds for all of them, and how many were missing."""
    world = World(1, _PEOPLE, served=_TIMES)
    missing: list[int] = []
    with Postgres(durable=True) as server:
        url = stage.migrated(_NAME, server.create(_NAME), world)
        with stage.service(_NAME, world, url) as (service, _):

            def visit() -> float:
                begun = time.perf_counter()
                missing.append(_PEOPLE * _TIMES - uvloop.run(_lines(service, world)))
                return time.perf_counter() - begun

            found = stage.interleaved({"10,000 cards, in seconds": visit}, rounds)
    seconds = found["10,000 cards, in seconds"]
    return [
        below("service cards of a month for 10,000 people", seconds, "s", _LIMIT_SECONDS),
        below("lines missing or double on them", [sum(map(abs, missing))], "lines", 1),
        told("cards per second", [_PEOPLE / each for each in seconds], "1/s"),
    ]


async def _lines(service: Part, world: World) -> int:
    """How many lines all cards have; one page follows the other."""
    found, cursor = 0, None
    while True:
        page = json.loads(await requests.answer(service, requests.cards(world, "2026-10", cursor)))
        found += sum(len(card["lines"]) for card in page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            return found
