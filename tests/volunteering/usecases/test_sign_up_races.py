"""Sign-ups at the same moment, through two doors of one house, on both databases.

Two doors are two processes' worth of desks over one database: what one of them groups, the other does not know of.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from services.volunteering.models import Consent, SharedField, Volunteer
from shared import roster_facts
from tests.points.world import ident
from tests.support.door import code_of
from tests.support.people import a_member
from tests.volunteering.house import House, a_sign_up, both, keeping_house

CROWD = [f"person {number}" for number in range(50)]


@pytest.fixture
async def doors(house: House, world_url: str) -> AsyncIterator[list[House]]:
    """The house, and a second process beside it."""
    async with keeping_house(world_url) as other:
        other.issuer, other.app.state.token_gate = house.issuer, house.app.state.token_gate
        yield [house, other]


async def a_crowd(house: House) -> None:
    """Fifty volunteers of the power branch who have consented to Baiguo."""
    async with house.database.write() as session:
        for number, key in enumerate(CROWD, start=100):
            await roster_facts.hear_member(session, a_member(ident(key), branch=ident("power"), name=key))
            row = Volunteer(
                person_id=ident(key), sequence=number, skills=[], wishes=[], registered_at=house.watch.at
            )
            consent = Consent(
                person_id=ident(key),
                community_id=ident("baiguo"),
                fields=[SharedField.NAME],
                wording="1",
                given_at=house.watch.at,
            )
            session.add_all([row, consent])


def outcome(answer: httpx2.Response) -> str:
    return "confirmed" if answer.status_code == 201 else code_of(answer)


async def at_once(doors: list[House], tries: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """All of them at the same moment, at the doors in turn."""
    answers = await asyncio.gather(
        *(doors[place % len(doors)].post("/v1/sign-ups", body, by) for place, (by, body) in enumerate(tries))
    )
    return [outcome(answer) for answer in answers]


@both
async def test_fifty_at_once_for_ten_places_are_ten(house: House, doors: list[House]) -> None:
    """Edge case 1; rule 29."""
    await a_crowd(house)
    shift = await house.a_shift(roles=[{"code": "helper", "title": "助手", "slots": 10}])
    outcomes = await at_once(doors, [(key, a_sign_up(shift)) for key in CROWD])
    assert Counter(outcomes) == {"confirmed": 10, "places_taken": 40}
    assert (await house.read(f"/v1/shifts/{shift['id']}", "wang"))["roles"][0]["taken"] == 10
    assert await house.count("sign_up") == 10


@both
async def test_one_person_at_once_in_two_shifts_that_overlap_gets_exactly_one(
    house: House, doors: list[House]
) -> None:
    """Edge case 13."""
    project = await house.a_recruiting_project()
    shifts = [await house.a_shift(project) for _ in range(2)]
    outcomes = await at_once(doors, [("wang", a_sign_up(shift)) for shift in shifts])
    assert Counter(outcomes) == {"confirmed": 1, "calendar_overlaps": 1}


@both
async def test_one_person_at_once_for_two_roles_of_a_shift_gets_exactly_one(
    house: House, doors: list[House]
) -> None:
    roles = [{"code": code, "title": code, "slots": 2} for code in ("helper", "cook")]
    shift = await house.a_shift(roles=roles)
    tries = [("wang", a_sign_up(shift, role=code)) for code in ("helper", "cook", "helper", "cook")]
    assert Counter(await at_once(doors, tries)) == {"confirmed": 1, "already_signed_up": 3}


@both
async def test_one_key_five_times_at_once_is_one_sign_up_and_five_equal_answers(house: House) -> None:
    """Edge case 10."""
    body = a_sign_up(await house.a_shift())
    answers = await asyncio.gather(
        *(house.post("/v1/sign-ups", body, "wang", key="wang-presses-five-times") for _ in range(5))
    )
    assert {answer.text for answer in answers if answer.status_code == 201} == {answers[0].text}
    assert {answer.status_code for answer in answers} == {201}
    assert await house.count("sign_up") == 1


@both
async def test_a_shift_called_off_meanwhile_keeps_nobody(house: House, doors: list[House]) -> None:
    await a_crowd(house)
    shift = await house.a_shift(roles=[{"code": "helper", "title": "助手", "slots": 50}])
    cancelled = doors[1].post(f"/v1/shifts/{shift['id']}/cancellation", {"reason": "暴雨"}, "organiser")
    outcomes, answer = await asyncio.gather(
        at_once(doors, [(key, a_sign_up(shift)) for key in CROWD[:20]]), cancelled
    )
    assert answer.status_code == 201
    assert set(outcomes) <= {"confirmed", "shift_cancelled"}
    held = await house.read(f"/v1/sign-ups?shift_id={shift['id']}&state=confirmed", "organiser")
    assert held["items"] == []
    assert (await house.read(f"/v1/shifts/{shift['id']}", "organiser"))["roles"][0]["taken"] == 0


@both
@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.slow)])
async def test_fifty_random_pairs_of_overlapping_sign_ups_in_each_round_never_deadlock(
    house: House, doors: list[House], rounds: int
) -> None:
    """Edge case 13: pairs of people for pairs of shifts, in whatever order."""
    await a_crowd(house)
    project = await house.a_recruiting_project()
    hours = [(9, 12), (10, 11), (11, 13), (8, 10), (9, 10), (12, 14)]
    shifts = [
        await house.a_shift(
            project,
            starts_at=f"2026-09-19T{starts:02}:00:00+08:00",
            ends_at=f"2026-09-19T{ends:02}:00:00+08:00",
            roles=[{"code": "helper", "title": "助手", "slots": 8}],
        )
        for starts, ends in hours
    ]
    dice = random.Random(20260919)  # noqa: S311 - the same throws in every run
    seen: Counter[str] = Counter()
    for _ in range(rounds):
        people = dice.sample(CROWD, 25)
        pairs = [(key, dice.sample(shifts, 2)) for key in people for _ in range(2)]
        tries = [(key, a_sign_up(shift)) for key, pair in pairs for shift in pair]
        seen.update(await at_once(doors, tries))
        await _give_all_up(doors)
    assert sum(seen.values()) == 100 * rounds
    assert set(seen) <= {"confirmed", "calendar_overlaps", "already_signed_up", "places_taken"}
    assert seen["confirmed"] > 10 * rounds
    assert await _deadlocks(house) == 0
    for shift in shifts:
        assert (await house.read(f"/v1/shifts/{shift['id']}", "wang"))["roles"][0]["taken"] == 0


async def _deadlocks(house: House) -> int:
    """As PostgreSQL has counted them in this database; what was tried again and went well counts too."""
    if house.database.dialect == "sqlite":
        return 0  # writers wait for one another there
    await asyncio.sleep(1.1)  # backends report once a second
    async with house.database.read() as view:
        query = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int((await view.execute(query)).scalar_one())


async def _give_all_up(doors: list[House]) -> None:
    """After no round does anybody hold two places at one time, or a shift more than it has."""
    rows = (await doors[0].read("/v1/sign-ups?state=confirmed&limit=200", "organiser"))["items"]
    spans: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        spans.setdefault(row["person_id"], []).append((row["starts_at"], row["ends_at"]))
    for held in spans.values():
        held.sort()
        assert all(before[1] <= after[0] for before, after in pairwise(held))
    people = {str(ident(key)): key for key in CROWD}
    answers = await asyncio.gather(
        *(
            doors[place % 2].post(f"/v1/sign-ups/{row['id']}/cancellation", None, people[row["person_id"]])
            for place, row in enumerate(rows)
        )
    )
    assert {answer.status_code for answer in answers} <= {201}
