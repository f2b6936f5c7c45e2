"""Rolls that follow the roster: once however many look, in few statements however many people."""

import asyncio

from tests.activities.engaging import FREE, SPAN, kept, rises, spans, tellings
from tests.activities.house import House, both
from tests.activities.registering import a_crowd, resized
from tests.activities.roster import an_absence, followed, hear_of, roll
from tests.activities.usecases.test_engagements import counted

LENT = [an_absence("secondment", "2026-09-18")]


@both
async def test_four_processes_that_look_while_the_meeting_moves_write_and_tell_it_once(house: House) -> None:
    meeting = await house.a_noticed_meeting()
    await hear_of(house, "wang", absences=LENT)
    await hear_of(house, "new")
    sitting = meeting["sittings"][0]["id"]
    await asyncio.gather(*(followed(house) for _ in range(4)), resized(house, sitting, place="食堂二楼"))
    expected, _, lines = await roll(house, meeting)
    assert (expected, len(lines)) == (9, 10)
    assert (await spans(house, "wang"), await spans(house, "new")) == ([SPAN, FREE], [SPAN])
    told = await tellings(house)
    assert rises(told)
    assert len(kept(told)) == expected


async def test_looking_at_fifty_more_takes_no_more_statements(house: House) -> None:
    await house.a_noticed_meeting()
    with counted(house) as few:
        assert await followed(house) == 0
    await a_crowd(house, 50)
    assert await followed(house) == 1
    await house.a_noticed_meeting()
    with counted(house) as many:
        assert await followed(house) == 0
    assert len(few) == len(many) == 7


async def test_where_nothing_is_called_nothing_is_looked_at(house: House) -> None:
    await house.a_meeting()
    with counted(house) as statements:
        assert await followed(house) == 0
    assert len(statements) == 1
