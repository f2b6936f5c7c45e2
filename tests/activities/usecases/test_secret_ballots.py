"""Who voted and what was voted can be joined by nothing: no column, no time, no order, no record beside them."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.activities.models import Table
from tests.activities.assembly import FULL, a_motion, assembled
from tests.activities.house import House, both
from tests.support.door import code_of

_TABLES = Table.metadata.tables


async def everything(house: House) -> dict[str, str]:
    """Every table of the database as text, but for the ballots themselves."""
    listed = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
        "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    }
    async with house.database.read() as view:
        names = (await view.execute(text(listed[house.database.dialect]))).scalars().all()
        return {
            name: repr((await view.execute(text(f"SELECT * FROM {name}"))).all())  # noqa: S608 - a name of ours
            for name in names
            if name != "secret_ballot"
        }


def test_a_secret_ballot_and_a_receipt_share_nothing_but_the_motion() -> None:
    ballot, receipt = _TABLES["secret_ballot"].columns, _TABLES["ballot_receipt"].columns
    assert set(ballot.keys()) & set(receipt.keys()) == {"motion_id"}
    assert set(ballot.keys()) == {"id", "motion_id", "choice", "candidates"}
    assert str(receipt["voted_on"].type) == "DATE"


@both
async def test_no_other_table_knows_a_ballot(house: House) -> None:
    """The audit names the motion, the outbox nothing, and a repeated request is known without its body."""
    meeting = await assembled(house, *FULL)
    motion = await meeting.opened(a_motion(secret=True))
    await meeting.vote(motion, "yes", "wang")
    await meeting.vote(motion, "no", "li")
    async with house.database.read() as view:
        ids = [str(each) for each in (await view.execute(text("SELECT id FROM secret_ballot"))).scalars()]
        hashes = (
            await view.execute(text("SELECT request_hash FROM idempotency WHERE body LIKE '%voted_on%'"))
        ).all()
    assert {UUID(each).version for each in ids} == {4}
    assert len(hashes) == 2
    assert len(set(hashes)) == 1
    found = await everything(house)
    assert {"audit", "idempotency", "outbox", "ballot_receipt"} <= set(found)
    for name, rows in found.items():
        assert not [each for each in ids if each in rows], name


@both
async def test_the_same_key_with_another_choice_is_the_same_receipt(house: House) -> None:
    """To refuse it, the first choice would have to be remembered beside the voter's key."""
    meeting = await assembled(house, *FULL)
    motion = await meeting.opened(a_motion(secret=True))
    first = await house.post(f"{motion}/ballots", {"choice": "yes"}, "wang", key="my-only-ballot")
    again = await house.post(f"{motion}/ballots", {"choice": "no"}, "wang", key="my-only-ballot")
    assert again.json() == first.json()
    assert (await meeting.close(motion))["yes"] == 1


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_sqlite_numbers_neither_ballots_nor_receipts_as_they_come(house: House) -> None:
    meeting = await assembled(house, *FULL)
    motion = await meeting.opened(a_motion(secret=True))
    await meeting.vote(motion, "yes", *FULL)
    for table in ("secret_ballot", "ballot_receipt"):
        with pytest.raises(DBAPIError, match="no such column: rowid"):
            async with house.database.read() as view:
                await view.execute(text(f"SELECT rowid FROM {table}"))  # noqa: S608 - a name of ours


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_postgresql_forgets_which_transaction_brought_a_ballot(house: House) -> None:
    """A row knows its transaction; after the closing all ballots come from one, in the order of random ids."""
    meeting = await assembled(house, *FULL)
    motion = await meeting.opened(a_motion(secret=True))
    await meeting.vote(motion, "yes", *FULL)
    before = text("SELECT id FROM secret_ballot")
    async with house.database.read() as view:
        cast = set((await view.execute(before)).scalars())
    await meeting.close(motion)
    async with house.database.read() as view:
        kept = (await view.execute(text("SELECT id, xmin::text FROM secret_ballot ORDER BY ctid"))).all()
        receipts = set((await view.execute(text("SELECT xmin::text FROM ballot_receipt"))).scalars())
    assert len({xmin for _, xmin in kept}) == 1
    assert not {xmin for _, xmin in kept} & receipts
    assert not {each for each, _ in kept} & cast
    assert [each for each, _ in kept] == sorted((each for each, _ in kept), key=str)


async def test_a_refused_ballot_leaves_nothing_behind(house: House) -> None:
    meeting = await assembled(house, *FULL[:8])
    motion = await meeting.opened(a_motion(secret=True))
    assert code_of(await house.post(f"{motion}/ballots", {"choice": "no"}, "alone")) == "not_in_the_room"
    await meeting.vote(motion, "yes", "wang")
    assert code_of(await house.post(f"{motion}/ballots", {"choice": "no"}, "wang")) == "already_voted"
    assert await house.count("ballot_receipt") == await house.count("secret_ballot") == 1
