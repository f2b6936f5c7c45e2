"""Who answered and what was answered can be joined by nothing: no column, time, order, transaction or record."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.activities.models import Table
from tests.activities.house import House, both
from tests.activities.surveying import FIVE, NINE, a_survey, answered, answers, closed, published

_TABLES = Table.metadata.tables
_LISTED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
WORDS = ("甲的话在别处没有", "乙的话在别处没有", "丙的话在别处没有", "丁的话在别处没有", "戊的话在别处没有")


async def rows(house: House, query: str) -> list[Any]:
    async with house.database.read() as view:
        return list(await view.execute(text(query)))


async def everything(house: House) -> dict[str, list[str]]:
    """Every row of every table as text."""
    names = [name for (name,) in await rows(house, _LISTED[house.database.dialect])]
    return {name: [repr(row) for row in await rows(house, f"SELECT * FROM {name}")] for name in names}  # noqa: S608 - a name of ours


def test_answers_and_receipts_share_nothing_but_the_survey() -> None:
    answer, receipt = _TABLES["survey_answer"].columns, _TABLES["survey_receipt"].columns
    assert set(answer.keys()) & set(receipt.keys()) == {"survey_id"}
    assert set(answer.keys()) == {"id", "survey_id", "position", "stratum", "chosen", "mark", "text"}
    assert set(receipt.keys()) == {"survey_id", "person_id"}


@both
@pytest.mark.parametrize("sealed", [False, True], ids=["open", "closed"])
async def test_no_other_table_knows_an_answer_or_its_id(house: House, sealed: bool) -> None:
    """Audit, idempotency, outbox: what they hold of answers is the person, the survey and the time."""
    path = await published(house)
    for key, words in zip(FIVE, WORDS, strict=True):
        await answered(house, path, key, words=words)
    if sealed:
        await closed(house, path)
    found = await everything(house)
    ids = [str(each) for (each,) in await rows(house, "SELECT id FROM survey_answer")]
    assert len(ids) == 15
    assert {"audit", "idempotency", "outbox", "survey_receipt"} <= set(found)
    for name, held in found.items():
        if name != "survey_answer":
            assert not [row for row in held for each in (*ids, *WORDS) if each in row], name
    assert found["outbox"] == []


@both
async def test_a_repeated_request_is_known_without_its_body(house: House) -> None:
    """A hash of a few possible bodies would tell which; so the same key with other answers is the same receipt."""
    path = await published(house)
    await answered(house, path, *FIVE)
    first = await house.post(f"{path}/answers", answers(mark=1), "alone", key="my-only-answers")
    again = await house.post(f"{path}/answers", answers(mark=5), "alone", key="my-only-answers")
    assert again.json() == first.json()
    query = text("SELECT request_hash FROM idempotency WHERE body LIKE :receipt")
    async with house.database.read() as view:
        hashes = (await view.execute(query, {"receipt": '%"answered":true%'})).scalars().all()
    assert (len(hashes), len(set(hashes))) == (6, 1)


@both
async def test_ids_tell_no_time_and_join_no_two_answers_of_one_person(house: House) -> None:
    path = await published(house)
    await answered(house, path, *FIVE, words="好")
    ids = [UUID(str(each)) for (each,) in await rows(house, "SELECT id FROM survey_answer")]
    assert {each.version for each in ids} == {4}
    assert len(set(ids)) == 15


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_sqlite_numbers_neither_answers_nor_receipts_as_they_come(house: House) -> None:
    for table in ("survey_answer", "survey_receipt"):
        with pytest.raises(DBAPIError, match="no such column: rowid"):
            await rows(house, f"SELECT rowid FROM {table}")  # noqa: S608 - a name of ours


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_postgresql_forgets_which_transaction_brought_an_answer(house: House) -> None:
    """After the closing all come from one transaction, in the order of new random ids."""
    path = await published(house)
    await answered(house, path, *FIVE, words="好")
    before = {each for (each,) in await rows(house, "SELECT id FROM survey_answer")}
    await closed(house, path)
    kept = await rows(house, "SELECT id, xmin::text FROM survey_answer ORDER BY ctid")
    receipts = {xmin for (xmin,) in await rows(house, "SELECT xmin::text FROM survey_receipt")}
    assert len(kept) == 15
    assert len({xmin for _, xmin in kept}) == 1
    assert not {xmin for _, xmin in kept} & receipts
    assert not {each for each, _ in kept} & before
    assert kept == sorted(kept, key=lambda row: str(row[0]))


@both
async def test_a_closed_survey_forgets_the_teams_that_are_too_small(house: House) -> None:
    path = await published(house, breakdown_by=1, audience="staff")
    await answered(house, path, *FIVE, team=0)
    await answered(house, path, *NINE[5:], team=1)
    await answered(house, path, "zhao", team=2)
    assert {each for (each,) in await rows(house, "SELECT stratum FROM survey_answer")} == {0, 1, 2}
    await closed(house, path)
    assert {each for (each,) in await rows(house, "SELECT stratum FROM survey_answer")} == {0, None}


async def test_the_log_tells_neither_who_nor_what(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="shared")
    path = await published(house)
    await answered(house, path, "wang", words=WORDS[0])
    await house.post(f"{path}/answers", answers(words=WORDS[1]), "wang")
    assert not [each for each in caplog.messages if "的话" in each]


@given(
    order=some.permutations(NINE),
    said=some.lists(some.tuples(some.integers(0, 2), some.integers(1, 5)), min_size=9, max_size=9),
)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_the_database_is_the_same_whoever_said_what(
    house: House, order: list[str], said: list[tuple[int, int]]
) -> None:
    """The same people answer in the same order; what they say is dealt out anew. But for random ids no row differs.

    So no join whatever, over whichever columns, can lead from a person to an answer.
    """
    dealt = [said, said[::-1]]
    kept = [await _kept(house, [*zip(order, each, strict=True)]) for each in dealt]
    assert kept[0] == kept[1]


async def _kept(house: House, given: list[tuple[str, tuple[int, int]]]) -> dict[str, list[str]]:
    """What the tables hold of one closed survey, without ids that are random and times that pass."""
    made = await house.made("/v1/surveys", a_survey(breakdown_by=1), "organiser")
    path = f"/v1/surveys/{made['id']}"
    await house.made(f"{path}/publication", None, "organiser")
    for key, (team, mark) in given:
        await answered(house, path, key, team=team, mark=mark)
    await closed(house, path)
    about = {
        "survey_answer": "SELECT position, stratum, chosen, mark, text FROM survey_answer WHERE survey_id = ",
        "survey_receipt": "SELECT person_id FROM survey_receipt WHERE survey_id = ",
        "audit": "SELECT actor_id, client_id, act, outcome FROM audit WHERE object_id = ",
        "idempotency": "SELECT request_hash, status, etag FROM idempotency WHERE made_id = ",
    }
    return {
        name: sorted(repr(row) for row in await rows(house, f"{query}'{made['id']}'"))
        for name, query in about.items()
    }
