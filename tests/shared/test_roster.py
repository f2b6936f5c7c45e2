"""The roster is the same however facts arrive, and a right that was taken away is gone."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from shared import roster
from shared.auth.policy import Role
from shared.auth.principal import Held
from shared.db import Database
from shared.ids import named_id
from shared.roster import ABSENCE, APPOINTMENT, IDENTITY, MEMBERSHIP, ORGANISATION, PERSON, Standings
from shared.roster_facts import HEARD, MEMBER, hear_members
from shared.tables import COMMON
from tests.support.people import LONG_AGO, a_member, an_organisation, appointed

TODAY = date(2026, 9, 15)
WANG, LI = named_id("wang"), named_id("li")
COMMITTEE, BRANCH, OTHER = named_id("committee"), named_id("branch"), named_id("other branch")
GROUP = named_id("group")
Told = tuple[str, dict[str, Any]]


async def furnished(database: Database) -> Database:
    """With the tables of the roster, empty."""
    async with database.write_connection() as connection:
        await connection.run_sync(COMMON.create_all)
        for table in (MEMBERSHIP, ABSENCE, IDENTITY, APPOINTMENT, PERSON, ORGANISATION):
            await connection.execute(table.delete())
    return database


async def hear(database: Database, *facts: Told) -> list[bool]:
    """Take facts in, one by one: which of them were news."""
    async with database.write() as session:
        return [await HEARD[kind](session, data) for kind, data in facts]


async def hear_in_numbers(database: Database, *facts: Told) -> None:
    """The same, but all of the people at once."""
    async with database.write() as session:
        await hear_members(session, [data for kind, data in facts if kind == MEMBER])
    await hear(database, *((kind, data) for kind, data in facts if kind != MEMBER))


async def all_rows(database: Database) -> list[Any]:
    """The whole roster."""
    async with database.read() as session:
        tables = (PERSON, MEMBERSHIP, ABSENCE, IDENTITY, APPOINTMENT, ORGANISATION)
        found = [(await session.execute(select(table))).all() for table in tables]
    return [sorted(map(tuple, rows), key=repr) for rows in found]


def an_absence(kind: str) -> dict[str, Any]:
    """As `member.changed` tells it."""
    return {"id": str(uuid4()), "kind": kind, "from_on": "2026-03-01", "until_on": None}


@st.composite
def histories(draw: st.DrawFn) -> list[Told]:
    """What directory tells in time: each fact the whole state of its subject, under a rising version."""
    places, told = st.sampled_from([BRANCH, OTHER]), []
    versions = st.integers(1, 4)
    absences = st.lists(st.builds(an_absence, st.sampled_from(["sick", "secondment"])), max_size=2)
    identities = st.lists(st.sampled_from(["a" * 64, "b" * 64]), unique=True)
    departures = st.sampled_from([None, {"on": "2026-09-01", "reason": "retired"}])
    for person in (WANG, LI):
        for version in range(1, draw(versions)):
            active, group = draw(st.booleans()), draw(st.sampled_from([None, GROUP]))
            more = {"absences": draw(absences), "departure": draw(departures), "identities": draw(identities)}
            data = a_member(person, branch=draw(places), group=group, version=version, active=active, **more)
            told.append(("member.changed", data))
        for version in range(1, draw(versions)):
            roles = draw(st.lists(st.tuples(st.sampled_from(Role), places), max_size=3))
            told.append(("appointment.changed", appointed(person, *roles, version=version)))
    for place in (BRANCH, OTHER):
        for version in range(1, draw(versions)):
            above = draw(st.sampled_from([(), (COMMITTEE,)]))
            told.append(("organisation.changed", an_organisation(place, *above, version=version)))
    return told


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Told], list[Told]]:
    """A history, and the same as it arrives: shuffled, some of it again."""
    told = draw(histories())
    again = draw(st.lists(st.sampled_from(told), max_size=5)) if told else []
    return told, draw(st.permutations([*told, *again]))


@given(delivery=deliveries(), in_numbers=st.booleans())
async def test_facts_in_any_order_and_any_number_of_times_give_the_same_roster(
    database: Database, delivery: tuple[list[Told], list[Told]], *, in_numbers: bool
) -> None:
    told, arriving = delivery
    await hear(await furnished(database), *told)
    in_order = await all_rows(database)
    await (hear_in_numbers if in_numbers else hear)(await furnished(database), *arriving)
    assert await all_rows(database) == in_order


async def test_an_older_or_equal_version_changes_nothing_and_is_no_news(database: Database) -> None:
    await furnished(database)
    newest = a_member(WANG, branch=BRANCH, version=3)
    older = a_member(WANG, branch=OTHER, version=2, active=False)
    same = a_member(WANG, branch=OTHER, version=3, active=False)
    facts: list[Told] = [("member.changed", data) for data in (newest, older, same, newest)]
    assert await hear(database, *facts) == [True, False, False, False]
    async with database.read() as session:
        found = await roster.standing(session, WANG, TODAY)
    assert found is not None
    assert (found.active, found.branch_id, found.rights_version) == (True, BRANCH, 3)


async def test_what_is_known_of_somebody_is_their_posts_and_their_branch_with_its_place(
    database: Database,
) -> None:
    await furnished(database)
    await hear(
        database,
        ("appointment.changed", appointed(WANG, (Role.SECRETARY, BRANCH), (Role.AUDITOR, None))),
        ("member.changed", a_member(WANG, branch=BRANCH, group=GROUP)),
        ("organisation.changed", an_organisation(BRANCH, COMMITTEE)),
    )
    async with database.read() as session:
        found = await roster.standing(session, WANG, TODAY)
        stranger = await roster.standing(session, LI, TODAY)
    assert found is not None
    assert (found.branch_id, found.group_id) == (BRANCH, GROUP)
    assert set(found.held) == {
        Held(Role.SECRETARY, BRANCH, f"/{COMMITTEE}/{BRANCH}/"),
        Held(Role.AUDITOR, None, ""),
        Held(Role.MEMBER, BRANCH),
    }
    assert stranger is None


async def held_by(database: Database, person_id: UUID, on: date) -> set[Role]:
    async with database.read() as session:
        found = await roster.standing(session, person_id, on)
    return {held.role for held in found.held} if found else set()


async def test_a_post_is_held_from_its_first_day_to_its_last(database: Database) -> None:
    await furnished(database)
    data = appointed(WANG, (Role.SECRETARY, BRANCH))
    data["appointments"][0] |= {"from_on": "2026-09-01", "until_on": "2026-09-30"}
    await hear(database, ("appointment.changed", data))
    days = ("2026-08-31", "2026-09-01", "2026-09-30", "2026-10-01")
    held = [await held_by(database, WANG, date.fromisoformat(day)) for day in days]
    assert held == [set(), {Role.SECRETARY}, {Role.SECRETARY}, set()]


async def test_a_member_who_leaves_is_a_member_no_longer_and_was_one_before(database: Database) -> None:
    await furnished(database)
    data = a_member(WANG, branch=BRANCH, version=1)
    data["memberships"][0]["until_on"] = TODAY.isoformat()
    await hear(database, ("member.changed", data))
    assert await held_by(database, WANG, TODAY) == {Role.MEMBER}
    assert await held_by(database, WANG, TODAY + timedelta(days=1)) == set()
    assert await held_by(database, WANG, LONG_AGO - timedelta(days=1)) == set()


async def test_a_right_that_is_taken_away_is_gone_within_the_time_that_standings_are_remembered(
    database: Database,
) -> None:
    await furnished(database)
    await hear(database, ("appointment.changed", appointed(WANG, (Role.SECRETARY, BRANCH), version=1)))
    standings = Standings(database, remember_seconds=0.2)

    async def posts() -> int:
        found = await standings.of(WANG, TODAY)
        assert found is not None
        return len(found.held)

    assert await posts() == 1
    await hear(database, ("appointment.changed", appointed(WANG, version=2)))
    assert await posts() == 1, "remembered"
    await asyncio.sleep(0.25)
    assert await posts() == 0
    await hear(database, ("appointment.changed", appointed(WANG, (Role.AUDITOR, None), version=3)))
    standings.forget()
    assert await posts() == 1, "whoever heard of it forgets at once"


async def test_the_memory_of_standings_is_bounded(database: Database) -> None:
    await furnished(database)
    standings = Standings(database, most=3)
    for number in range(10):
        assert await standings.of(named_id(str(number)), TODAY) is None
    assert len(standings._held) <= 3  # noqa: SLF001 - a bound can be seen nowhere else


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("member.changed", {"person_id": "x"}),
        ("member.changed", a_member(WANG, branch=BRANCH) | {"version": "many"}),
        ("member.changed", a_member(WANG, branch=BRANCH) | {"memberships": [{}]}),
        ("appointment.changed", appointed(WANG) | {"appointments": [{"id": str(LI), "role": "emperor"}]}),
        ("organisation.changed", an_organisation(BRANCH) | {"title": None}),
    ],
)
async def test_what_cannot_be_read_is_an_error_that_the_inbox_knows(
    database: Database, kind: str, data: dict[str, Any]
) -> None:
    await furnished(database)
    with pytest.raises((KeyError, ValueError, TypeError, AttributeError)):
        await hear(database, (kind, data))


async def test_names_and_standings_of_many_come_together_and_strangers_have_none(database: Database) -> None:
    await furnished(database)
    people = [named_id(f"one of many {number}") for number in range(300)]
    await hear(database, *(a_member_told(each) for each in people))
    async with database.read() as session:
        assert set(await roster.names(session, {*people, WANG})) == set(people)
        found = await roster.standings(session, [*people, WANG], TODAY)
        assert await roster.standings(session, [WANG], TODAY) == {}
    assert set(found) == set(people)
    assert {each.held for each in found.values()} == {(Held(Role.MEMBER, BRANCH),)}


async def test_all_who_come_at_once_are_read_together(database: Database) -> None:
    await furnished(database)
    people = [named_id(f"one of many {number}") for number in range(40)]
    await hear(database, *(a_member_told(each) for each in people))
    sent: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    standings = Standings(database)
    found = await asyncio.gather(*(standings.of(each, TODAY) for each in [*people, WANG]))
    assert [each.subject_id if each else None for each in found] == [*people, None]
    assert (
        len([each for each in sent if "FROM roster_" in each]) <= 4
    )  # two statements, for the first and for all others


def a_member_told(person_id: UUID) -> Told:
    """A member of the branch, as directory tells it."""
    return "member.changed", a_member(person_id, branch=BRANCH)
