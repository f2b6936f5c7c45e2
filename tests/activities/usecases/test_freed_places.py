"""Whatever frees a place, the first who waits is offered it, once; what frees none offers none."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from shared import roster_facts
from tests.activities.house import House, both
from tests.activities.registering import act, an_open_sitting, registered, resized, states, swept, taken
from tests.points.world import ident
from tests.support.people import a_member

Row = dict[str, Any]
Path = Callable[[House, Row], Awaitable[None]]


async def by_cancellation(house: House, held: Row) -> None:
    await act(house, held, "cancellation", "wang")


async def by_removal(house: House, held: Row) -> None:
    await act(house, held, "removal", "organiser", {"reason": "当班"})


async def by_a_closed_account(house: House, held: Row) -> None:
    del held
    gone = a_member(ident("wang"), branch=ident("power"), version=2, active=False)
    async with house.database.write() as session:
        await roster_facts.hear_member(session, gone)


async def by_a_larger_room(house: House, held: Row) -> None:
    await resized(house, held["sitting_id"], capacity=2)


async def by_an_offer_that_ran_out(house: House, held: Row) -> None:
    """Somebody between the two was offered the place first, and let it run out."""
    await act(house, held, "cancellation", "wang")
    house.watch.pass_by(hours=24)


async def sweep_twice(house: House) -> None:
    for _ in range(2):
        await swept(house)


@both
@pytest.mark.parametrize(
    ("path", "first"),
    [
        (by_cancellation, "chen"),
        (by_removal, "chen"),
        (by_a_closed_account, "chen"),
        (by_a_larger_room, "chen"),
        (by_an_offer_that_ran_out, "li"),
    ],
    ids=lambda each: getattr(each, "__name__", each),
)
async def test_every_path_that_frees_a_place_offers_it_to_the_first_who_waits_once(
    house: House, path: Path, first: str
) -> None:
    """Edge case 5: offered in the transaction that frees it, with the notice of it, whichever path it was."""
    sitting = await an_open_sitting(house, capacity=1)
    wang, chen, li, _ = [await registered(house, sitting, key) for key in ("wang", "chen", "li", "alone")]
    await path(house, wang)
    await sweep_twice(house)
    offered = {"chen": chen, "li": li}[first]
    steps = (await house.read(f"/v1/registrations/{offered['id']}/steps", first))["items"]
    assert [each["state"] for each in steps] == ["waitlisted", "offered"]
    assert len((await house.read("/v1/notices", first))["items"]) == 1
    assert (await states(house, sitting))["offered"] == 1


@both
async def test_whoever_leaves_the_queue_frees_no_place(house: House) -> None:
    """Edge case 8: no offers for places that never were."""
    sitting = await an_open_sitting(house, capacity=1)
    _, chen, _ = [await registered(house, sitting, key) for key in ("wang", "chen", "li")]
    await act(house, chen, "cancellation", "chen")
    await sweep_twice(house)
    assert await states(house, sitting) == {"confirmed": 1, "cancelled": 1, "waitlisted": 1}
    assert (await taken(house, sitting), await house.count("notice")) == (1, 0)
