"""Many answer at once, some thrice, some while the survey is being closed: each counts once or is refused."""

import asyncio
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.activities.usecases import surveys
from tests.activities.house import House, both
from tests.activities.lessons import meanwhile
from tests.activities.surveying import NINE, answers, attempts, closed, published
from tests.points.world import ident
from tests.support.door import code_of

ZONE = ZoneInfo("Asia/Shanghai")


@both
@pytest.mark.parametrize("anonymous", [True, False], ids=["anonymous", "named"])
async def test_twenty_seven_answers_of_nine_people_count_nine(house: House, anonymous: bool) -> None:
    path = await published(house, anonymous=anonymous)
    assert await attempts(house, path, *NINE * 3) == {"counted": 9, "answered_twice": 18}
    assert (await closed(house, path))["answered"] == 9
    [_, mark, _] = (await house.read(f"{path}/results", "wang"))["questions"]
    assert mark["numbers"]["answered"] == 9
    assert await house.count("survey_receipt") == 9


@both
@pytest.mark.parametrize("before", [0, 4, 8])
async def test_an_answer_given_during_the_closing_counts_or_is_refused(house: House, before: int) -> None:
    """Whatever order the requests come in: the closing knows exactly those who were told so."""
    path = await published(house, minimum_group=5)
    asked: list[Any] = [attempts(house, path, key) for key in NINE]
    asked.insert(before, closed(house, path))
    found = await asyncio.gather(*asked)
    closing = found.pop(before)
    told: Counter[str] = sum(found, Counter())
    assert told["counted"] == closing["answered"]
    assert told["counted"] + told["survey_not_in_state"] == 9
    kept = 2 * closing["answered"] if closing["answered"] >= 5 else 0
    assert (await house.count("survey_receipt"), await house.count("survey_answer")) == (
        closing["answered"],
        kept,
    )


@both
async def test_the_closing_waits_for_an_answer_that_is_under_way(house: House) -> None:
    """The lock of the survey: without it the answer would come after the count."""
    path = await published(house)
    closing = "UPDATE survey SET state = 'closed'"
    answer = await meanwhile(house, closing, house.post(f"{path}/answers", answers(), "li"))
    assert code_of(answer) == "survey_not_in_state"


@both
async def test_the_key_of_receipts_stands_behind_the_rule(house: House) -> None:
    """What no lock keeps apart the database does."""
    path = await published(house)
    survey_id = path.rsplit("/", 1)[1]
    row = f"INSERT INTO survey_receipt (survey_id, person_id) VALUES ('{survey_id}', '{ident('wang')}')"  # noqa: S608 - ids of ours
    async with house.database.write() as session:
        await session.execute(text(row))
    with pytest.raises(IntegrityError):
        async with house.database.write() as session:
            await session.execute(text(row))


@both
async def test_several_processes_close_a_survey_once(house: House) -> None:
    await published(house)
    await published(house)
    house.watch.pass_by(days=7)
    sweeps = [surveys.sweep(house.database, house.watch.at, zone=ZONE) for _ in range(4)]
    assert sum(await asyncio.gather(*sweeps)) == 2
    assert await house.count("survey_closing") == 2
