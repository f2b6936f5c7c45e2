"""A value is the same after a stay in either database, and what cannot be kept exactly is refused."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import StatementError

from shared.columns import Cents, Id, Instant, Json, from_cents, to_cents
from shared.db import Database
from shared.ids import new_id

THINGS = Table(
    "thing",
    MetaData(),
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", Id),
    Column("at", Instant),
    Column("points", Cents),
    Column("data", Json),
)

# What may stand in JSON here: no floats (nothing of ours is one), no characters that our text types refuse.
texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=20)
plain = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | texts
documents = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4)
)
instants = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.timezones())  # noqa: DTZ001 - the zones come beside


async def stay(database: Database, **values: Any) -> Any:
    """The row as it comes back after it was written."""
    async with database.write_connection() as connection:
        await connection.run_sync(THINGS.metadata.create_all)
        made = await connection.execute(insert(THINGS).values(values).returning(THINGS.c.number))
        number = made.scalar_one()
    async with database.read() as session:
        return (await session.execute(select(THINGS).where(THINGS.c.number == number))).one()


@given(id=st.uuids())
async def test_an_identifier_is_a_uuid_again(database: Database, id: UUID) -> None:  # noqa: A002 - the column's name
    assert (await stay(database, id=id)).id == id


@given(at=instants)
async def test_an_instant_is_the_same_moment_again_in_utc(database: Database, at: datetime) -> None:
    found = (await stay(database, at=at)).at
    assert found == at.astimezone(UTC)
    assert found.tzinfo is UTC


@given(points=st.decimals(-(10**9), 10**9, places=2))
async def test_points_are_exact_again(database: Database, points: Decimal) -> None:
    found = (await stay(database, points=points)).points
    assert found == points
    assert isinstance(found, Decimal)


@given(data=documents)
async def test_a_document_is_equal_again(database: Database, data: Any) -> None:
    assert (await stay(database, data=data)).data == data


async def test_nothing_is_stored_as_null_in_every_type(database: Database) -> None:
    assert tuple(await stay(database, id=None, at=None, points=None, data=None))[1:] == (None,) * 4
    nowhere = "SELECT count(*) FROM thing WHERE id IS NULL AND at IS NULL AND points IS NULL AND data IS NULL"
    async with database.read() as session:
        assert (await session.execute(text(nowhere))).scalar_one() == 1


async def test_a_document_may_hold_our_own_values(database: Database) -> None:
    named = uuid4()
    data = {"id": named, "at": datetime(2026, 9, 15, 4, tzinfo=UTC), "points": Decimal("1.50")}
    found = (await stay(database, data=data)).data
    assert found == {"id": str(named), "at": "2026-09-15T04:00:00Z", "points": "1.50"}


async def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="an instant must be aware"):
        await stay(database, at=datetime(2026, 9, 15, 4))  # noqa: DTZ001 - the very thing


@pytest.mark.parametrize("points", ["0.001", "1.005", "-0.125"])
async def test_a_third_decimal_place_is_refused_and_not_rounded(database: Database, points: str) -> None:
    with pytest.raises(StatementError, match="more than two decimal places"):
        await stay(database, points=Decimal(points))


async def test_instants_sort_as_time_does_whatever_their_zone(database: Database) -> None:
    noon = datetime(2026, 9, 15, 12, tzinfo=UTC)
    shanghai = timezone(timedelta(hours=8))
    given_order = [
        noon,
        noon.astimezone(shanghai) - timedelta(microseconds=1),
        noon + timedelta(microseconds=1),
    ]
    for at in given_order:
        await stay(database, at=at)
    async with database.read() as session:
        found = (await session.execute(select(THINGS.c.at).order_by(THINGS.c.at))).scalars().all()
    assert found == sorted(given_order)


async def test_new_identifiers_sort_by_when_they_were_made(database: Database) -> None:
    made = [new_id() for _ in range(50)]
    for one in reversed(made):
        await stay(database, id=one)
    async with database.read() as session:
        found = (await session.execute(select(THINGS.c.id).order_by(THINGS.c.id))).scalars().all()
    assert found == made


@given(st.integers(-(10**15), 10**15))
def test_hundredths_and_points_are_two_ways_to_say_the_same(cents: int) -> None:
    assert to_cents(from_cents(cents)) == cents
