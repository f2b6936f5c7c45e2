"""A fact counts once however often it comes, and one that cannot be understood holds up no other."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import insert, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import inbox, outbox
from shared.auth.tokens import mint_service_token
from shared.db import Database
from shared.errors import Busy, Conflict
from shared.facts import FACTS_AT_ONCE, Fact, fact
from shared.ids import named_id, new_id
from shared.inbox import INBOX, Heard
from shared.roster import PERSON
from tests.support.issuer import NOON
from tests.support.people import a_member

from .conftest import BRANCH, House, keeping_house
from .hearers import SERVICE_KEY
from .notes.app import Note

WANG = named_id("wang")


class Unwanted(Conflict):
    """A fact that the hearer refuses."""

    zh, en = "不需要", "Unwanted"


async def note_down(session: AsyncSession, heard: Fact, at: datetime) -> Heard:
    """The effect of a `note.wanted`: a note. It waits for its person, and is refused if it says so."""
    if heard.type != "note.wanted":
        return "ignored", None
    if heard.data.get("busy"):
        raise Busy
    if heard.data.get("unwanted"):
        session.add(note_of(heard, at))
        await session.flush()
        raise Unwanted
    person = select(PERSON).where(PERSON.c.id == UUID(heard.subject))
    if (await session.execute(person)).first() is None:
        return "parked", "person_unknown"
    session.add(note_of(heard, at))
    await session.flush()
    if "half" in heard.data:
        raise KeyError("half")
    return "applied", None


def note_of(heard: Fact, at: datetime) -> Note:
    return Note(id=new_id(), owner_id=WANG, title=str(heard.data["title"]), points=Decimal(0), made_at=at)


def wanted(title: str, **data: Any) -> Fact:
    return fact("note.wanted", source="directory", subject=WANG, at=NOON, title=title, **data)


def known_now(version: int = 1, **more: Any) -> Fact:
    data = a_member(WANG, branch=BRANCH, version=version, **more)
    return fact("member.changed", source="directory", subject=WANG, at=NOON, **data)


@pytest.fixture
async def hearing(notes_url: str, anyio_backend: str) -> AsyncIterator[House]:
    """The notes service, which hears of people and of wanted notes."""
    del anyio_backend
    async with keeping_house(notes_url, hear=note_down) as kept:
        yield kept


async def deliver(house: House, *facts: Fact) -> list[str]:
    """Deliver as another service does: what became of each."""
    answer = await post(house, [one.model_dump(mode="json") for one in facts])
    assert answer.status_code == 200, answer.text
    return [result["outcome"] for result in answer.json()["results"]]


async def post(house: House, facts: list[Any], token: str | None = None) -> httpx2.Response:
    token = token or mint_service_token(SERVICE_KEY, sender="directory", audience="notes", at=NOON)
    return await house.client.post(
        "/v1/facts", json={"facts": facts}, headers={"Authorization": f"Bearer {token}"}
    )


async def noted(database: Database) -> list[str]:
    async with database.read() as session:
        return sorted((await session.execute(text("SELECT title FROM note"))).scalars())


async def kept(database: Database) -> list[Any]:
    async with database.read() as session:
        rows = await session.execute(select(INBOX.c.outcome, INBOX.c.code, INBOX.c.payload.is_(None)))
        return sorted((outcome, code, bool(gone)) for outcome, code, gone in rows)


async def test_a_fact_that_comes_again_counts_once(hearing: House) -> None:
    one = wanted("一")
    assert await deliver(hearing, known_now(), one) == ["applied", "applied"]
    assert await deliver(hearing, one) == ["duplicate"]
    assert await noted(hearing.database) == ["一"]


async def test_a_fact_that_comes_twice_in_one_delivery_counts_once(hearing: House) -> None:
    one = wanted("一")
    assert await deliver(hearing, known_now(), one, one, one) == [
        "applied",
        "applied",
        "duplicate",
        "duplicate",
    ]
    assert await noted(hearing.database) == ["一"]


async def test_a_fact_that_cannot_be_read_is_kept_as_refused_and_holds_up_no_other(hearing: House) -> None:
    """Its half-done effect goes with it."""
    nameless = fact("note.wanted", source="directory", subject=WANG, at=NOON)
    facts = [known_now(), wanted("一"), wanted("半", half=True), nameless, wanted("二")]
    assert await deliver(hearing, *facts) == ["applied", "applied", "refused", "refused", "applied"]
    assert await noted(hearing.database) == ["一", "二"]
    assert ("refused", "fact_unreadable", False) in await kept(hearing.database)
    assert await deliver(hearing, nameless) == ["duplicate"]


async def test_a_value_that_the_database_cannot_hold_is_the_fault_of_its_fact_alone(hearing: House) -> None:
    too_long = known_now(version=2, name="名" * 300)
    too_large = known_now(version=2**40)
    outcomes = await deliver(hearing, known_now(), too_long, too_large, wanted("一"))
    on_sqlite = hearing.database.dialect == "sqlite"  # where a column holds whatever it is given
    assert outcomes == ["applied", *(["applied"] * 2 if on_sqlite else ["refused"] * 2), "applied"]
    assert await noted(hearing.database) == ["一"]


async def test_a_refusal_is_kept_with_its_code_and_without_its_effect(hearing: House) -> None:
    assert await deliver(hearing, known_now(), wanted("一", unwanted=True)) == ["applied", "refused"]
    assert ("refused", "unwanted", False) in await kept(hearing.database)
    assert await noted(hearing.database) == []


async def test_a_hearer_that_is_busy_remembers_nothing_and_is_told_again(hearing: House) -> None:
    answer = await post(
        hearing, [one.model_dump(mode="json") for one in (known_now(), wanted("一", busy=True))]
    )
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert await kept(hearing.database) == []


async def test_a_fact_that_concerns_nothing_here_is_ignored_and_not_kept(hearing: House) -> None:
    other = fact("meeting.held", source="activities", subject=WANG, at=NOON, title="会")
    assert await deliver(hearing, other) == ["ignored"]
    assert await kept(hearing.database) == [("ignored", None, True)]


async def test_a_fact_that_came_too_early_waits_for_what_it_needs_and_is_applied_then(hearing: House) -> None:
    early = wanted("一")
    assert await deliver(hearing, early) == ["parked"]
    assert (await noted(hearing.database), await kept(hearing.database)) == (
        [],
        [("parked", "person_unknown", False)],
    )
    assert await deliver(hearing, known_now()) == ["applied"]
    assert await noted(hearing.database) == ["一"]
    assert await kept(hearing.database) == [("applied", None, True)] * 2
    assert await deliver(hearing, early, known_now(version=2)) == ["duplicate", "applied"]
    assert await noted(hearing.database) == ["一"]


async def test_people_who_come_in_numbers_are_each_taken_in_once_and_what_waited_for_them_too(
    hearing: House,
) -> None:
    wang, older = known_now(version=2), known_now()
    others = [person(number) for number in range(3)]
    await deliver(hearing, wanted("一"))
    told = [wang, *others, older, wang]
    assert await deliver(hearing, *told) == [*["applied"] * 4, "ignored", "duplicate"]
    assert await noted(hearing.database) == ["一"]
    assert await deliver(hearing, *others) == ["duplicate"] * 3


async def test_one_of_whom_too_little_is_said_holds_up_none_of_those_beside_him(hearing: House) -> None:
    nameless = person(0)
    del nameless.data["name"]
    assert await deliver(hearing, person(1), nameless, person(2)) == ["applied", "refused", "applied"]


def person(number: int) -> Fact:
    data = a_member(named_id(f"person {number}"), branch=BRANCH)
    return fact("member.changed", source="directory", subject=data["person_id"], at=NOON, **data)


async def test_a_parked_fact_that_turns_out_unreadable_does_not_hold_up_what_it_waited_for(
    hearing: House,
) -> None:
    await deliver(hearing, wanted("一"), wanted("半", half=True), wanted("二"))
    assert await deliver(hearing, known_now()) == ["applied"]
    assert await noted(hearing.database) == ["一", "二"]
    assert await kept(hearing.database) == [("applied", None, True)] * 3 + [
        ("refused", "fact_unreadable", False)
    ]


async def test_what_breaks_after_the_effect_undoes_effect_and_record_together(database: Database) -> None:
    async with database.write_connection() as connection:
        for table in (INBOX, PERSON):
            await connection.run_sync(table.create)
        await connection.run_sync(Note.metadata.create_all)
        await connection.execute(
            insert(PERSON).values(
                id=WANG, active=True, rights_version=1, member_version=1, appointment_version=0
            )
        )

    async def hear_and_break() -> None:
        async with database.write() as session:
            await inbox.hear(session, [wanted("一")], note_down, NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await hear_and_break()
    assert (await noted(database), await kept(database)) == ([], [])


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_facts_are_taken_from_the_suites_own_services_only(hearing: House) -> None:
    body = [wanted("一").model_dump(mode="json")]
    strangers = [
        hearing.issuer.token(WANG),
        mint_service_token("x" * 40, sender="directory", audience="notes", at=NOON),
        mint_service_token(SERVICE_KEY, sender="directory", audience="points", at=NOON),
        mint_service_token(SERVICE_KEY, sender="directory", audience="notes", at=NOON - timedelta(minutes=3)),
    ]
    for token in strangers:
        answer = await post(hearing, body, token)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert (await hearing.client.post("/v1/facts", json={"facts": body})).status_code == 401
    assert await kept(hearing.database) == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_service_token_opens_no_other_door(hearing: House) -> None:
    token = mint_service_token(SERVICE_KEY, sender="directory", audience="notes", at=NOON)
    answer = await hearing.client.get("/v1/notes", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_delivery_has_a_form_and_a_bound(hearing: House) -> None:
    good = wanted("一").model_dump(mode="json")
    wrong: list[list[Any]] = [
        [],
        [good | {"specversion": "2.0"}],
        [good | {"type": "Note Wanted"}],
        [good | {"id": "x"}],
        [good | {"points": 3}],
        [good | {"data": 7}],
        [good] * (FACTS_AT_ONCE + 1),
    ]
    for facts in wrong:
        assert (await post(hearing, facts)).status_code == 422
    assert await kept(hearing.database) == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_fact_survives_the_way_through_outbox_and_wire(hearing: House) -> None:
    told = wanted("一 é 👩‍🔧", since=NOON, person=WANG, parts=["甲", None, 3, True])
    async with hearing.database.write() as session:
        await outbox.Teller("notes", {"note.wanted": ("notes",)}).tell(session, [told])
    async with hearing.database.read() as session:
        (taken,) = await outbox.take(session, "notes", NOON, 10)
    assert taken == told
    assert taken.data["person"] == str(WANG)
