"""The chain over the ledger: what somebody with the database's highest rights does to it is found, with its place."""
# ruff: noqa: S608 - every statement is put together of words made here

import asyncio
from datetime import timedelta

from sqlalchemy import text

from services.points.models import Entry
from services.points.queries import ledger_chain as queries
from services.points.rules import ledger_chain as rules
from services.points.rules.ledger_chain import Finding
from services.points.rules.statement_keys import dids_of, key_from
from services.points.usecases.sealing import sweep
from services.points.usecases.verification import Verified, verify
from shared.ids import new_id
from tests.points.house import both

from .books import Books, attended

SECRET = "the suite's own secret, in tests alone"
KEY = key_from(SECRET)
_TABLES = ("entry", "ledger_link", "checkpoint", "account")


async def seal(books: Books, after: timedelta = timedelta()) -> int:
    return await sweep(books.database, books.now + after, key=KEY)


async def verified(books: Books, kept: tuple[int, str] | None = None, secret: str = SECRET) -> Verified:
    async with books.database.read() as view:
        return await verify(view, books.period_id, trusted=dids_of(secret), at=books.now, kept=kept)


async def found(books: Books, kept: tuple[int, str] | None = None) -> list[tuple[str, int | None]]:
    return [(each.kind.value, each.seq) for each in (await verified(books, kept)).found]


async def tamper(books: Books, *statements: str) -> None:
    """As whoever may drop the triggers."""
    async with books.database.write() as tx:
        for table in _TABLES:
            if books.database.dialect == "postgresql":
                await tx.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            else:
                for act in ("update", "delete"):
                    await tx.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{act}"))
        for statement in statements:
            await tx.execute(text(statement))


async def six_sealed(books: Books) -> list[Entry]:
    """Entries in the order of their links, under two checkpoints of three."""
    for day in range(1, 7):
        books.today = books.today.replace(day=day)
        await books.hear(attended("wang", f"2026-09-0{day}"))
        if day == 3:
            assert await seal(books) == 3
    assert await seal(books) == 3
    return await books.ledger("wang")


@both
async def test_whatever_is_posted_is_sealed_once(books: Books) -> None:
    entries = await six_sealed(books)
    assert await seal(books) == 0
    told = await verified(books)
    assert (told.seq, told.checkpoints, told.unsealed, told.found) == (6, 2, 0, [])
    async with books.database.read() as view:
        links = [link async for link in queries.links(view, books.period_id)]
    assert [link.entry_id for link in links] == [entry.id for entry in entries]
    assert links[0].columns is not None
    assert dict(zip(rules.COLUMNS, links[0].columns, strict=True))["recorded_at"] == (
        "2026-09-01T04:00:00.000000Z"
    )


@both
async def test_several_who_seal_at_once_make_one_chain(books: Books) -> None:
    for day in range(1, 6):
        await books.hear(attended("wang", f"2026-09-0{day}"))
    assert sum(await asyncio.gather(*(seal(books) for _ in range(4)))) == 5
    assert await found(books) == []


@both
async def test_what_waits_for_its_seal_is_no_finding(books: Books) -> None:
    await six_sealed(books)
    await books.hear(attended("wang", "2026-09-09"))
    told = await verified(books)
    assert (told.unsealed, told.found) == (1, [])


class TestTampering:
    @both
    async def test_a_change_is_found(self, books: Books) -> None:
        entries = await six_sealed(books)
        await tamper(books, f"UPDATE entry SET points = 999 WHERE id = '{entries[1].id}'")
        assert (await verified(books)).found == [(Finding.CHANGED, 2, entries[1].id)]

    @both
    async def test_a_deletion_is_found(self, books: Books) -> None:
        entries = await six_sealed(books)
        await tamper(books, f"DELETE FROM entry WHERE id = '{entries[3].id}'")
        assert (await verified(books)).found == [(Finding.DELETED, 4, entries[3].id)]

    @both
    async def test_a_deletion_with_its_link_is_found(self, books: Books) -> None:
        entry = (await six_sealed(books))[3]
        await tamper(
            books,
            f"DELETE FROM entry WHERE id = '{entry.id}'",
            f"DELETE FROM ledger_link WHERE entry_id = '{entry.id}'",
        )
        assert await found(books) == [("deleted", 4)]

    @both
    async def test_a_deletion_of_what_was_not_sealed_yet_is_found(self, books: Books) -> None:
        """The account has counted it; where it stood nobody knows any more."""
        await six_sealed(books)
        await books.hear(attended("wang", "2026-09-09"))
        await tamper(books, f"DELETE FROM entry WHERE id = '{(await books.ledger('wang'))[6].id}'")
        assert (await verified(books)).found == [(Finding.DELETED, None, None)]

    @both
    async def test_an_insertion_is_found(self, books: Books) -> None:
        entries = await six_sealed(books)
        made = new_id()
        await tamper(books, copied(entries[0], id=made, source_key="invented"))
        assert (await verified(books)).found == [(Finding.INSERTED, None, made)]

    @both
    async def test_an_insertion_that_counts_itself_is_found_once_it_is_sealed(self, books: Books) -> None:
        """It takes the account's next number, and says that it has been there for days."""
        entries = await six_sealed(books)
        await tamper(
            books,
            "UPDATE account SET entries = 7",
            copied(entries[0], id=new_id(), source_key="invented", number=7),
        )
        assert await seal(books) == 1
        assert await found(books) == [("inserted", 7)]

    @both
    async def test_another_order_is_found(self, books: Books) -> None:
        await six_sealed(books)
        await tamper(
            books,
            "CREATE TEMPORARY TABLE two AS SELECT seq, entry_id, entry_digest FROM ledger_link WHERE seq IN (2, 5)",
            "UPDATE ledger_link SET entry_id = '00000000-0000-7000-8000-000000000000' WHERE seq = 2",
            *(moved(seq, other) for seq, other in ((5, 2), (2, 5))),
        )
        assert await found(books) == [("reordered", 2), ("reordered", 5)]

    @both
    async def test_a_truncation_is_found(self, books: Books) -> None:
        await six_sealed(books)
        await tamper(books, *cut_off(4))
        assert await found(books) == [("truncated", 4)]

    @both
    async def test_a_truncation_with_its_checkpoint_is_found_by_who_kept_a_copy(self, books: Books) -> None:
        await six_sealed(books)
        copy = await verified(books)
        await tamper(books, *cut_off(3), "DELETE FROM checkpoint WHERE number = 2")
        assert await found(books) == []
        assert await found(books, (copy.seq, copy.head)) == [("truncated", 3)]

    @both
    async def test_a_chain_written_anew_is_found_by_its_checkpoint(self, books: Books) -> None:
        entries = await six_sealed(books)
        await tamper(books, f"UPDATE entry SET points = 999 WHERE id = '{entries[1].id}'")
        await rewrite(books)
        assert await found(books) == [("rewritten", 3), ("rewritten", 6)]

    @both
    async def test_a_checkpoint_that_somebody_else_signs_is_found(self, books: Books) -> None:
        """With a key of their own, well published: the database trusts it, the suite does not."""
        entries = await six_sealed(books)
        await tamper(
            books,
            f"UPDATE entry SET points = 999 WHERE id = '{entries[1].id}'",
            "DELETE FROM ledger_link",
            "DELETE FROM checkpoint",
        )
        await sweep(books.database, books.now, key=key_from("another secret of thirty-two letters"))
        assert ("forged", 6) in await found(books)

    async def test_a_former_secret_is_trusted_if_the_operator_says_so(self, books: Books) -> None:
        await six_sealed(books)
        assert {each.kind for each in (await verified(books, secret="new")).found} == {Finding.FORGED}
        async with books.database.read() as view:
            trusted = dids_of("new", SECRET)
            assert (await verify(view, books.period_id, trusted=trusted, at=books.now)).found == []


def copied(entry: Entry, **other: object) -> str:
    values = entry.model_dump() | other | {"points": int(entry.points * 100), "quantity": 100}
    given = {name: value for name, value in values.items() if value is not None}
    given["recorded_at"] = entry.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    words = ", ".join(str(value) if isinstance(value, int) else f"'{value}'" for value in given.values())
    return f"INSERT INTO entry ({', '.join(given)}) VALUES ({words})"


def moved(seq: int, other: int) -> str:
    """The link takes what stood at another place."""
    there = f"SELECT entry_id, entry_digest FROM two WHERE two.seq = {other}"
    return f"UPDATE ledger_link SET (entry_id, entry_digest) = ({there}) WHERE seq = {seq}"


def cut_off(seq: int) -> tuple[str, ...]:
    """The end of the ledger is gone, and the account counts what is left."""
    return (
        f"DELETE FROM entry WHERE id IN (SELECT entry_id FROM ledger_link WHERE seq > {seq})",
        f"DELETE FROM ledger_link WHERE seq > {seq}",
        f"UPDATE account SET entries = {seq}",
    )


async def rewrite(books: Books) -> None:
    """Every digest and hash computed anew, as the suite would."""
    async with books.database.write() as tx:
        links = [link async for link in queries.links(tx, books.period_id)]
        entries = [(link.entry_id, link.columns or ()) for link in links]
        for seq, _, entry_digest, link_hash in rules.chained(rules.start(books.period_id), 0, entries):
            words = text("UPDATE ledger_link SET entry_digest = :digest, hash = :hash WHERE seq = :seq")
            await tx.execute(words, {"digest": entry_digest, "hash": link_hash, "seq": seq})
