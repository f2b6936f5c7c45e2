"""Sweeps happen by themselves, each on its own."""

from datetime import datetime
from functools import partial

from services.activities.usecases import registrations
from shared.db import Database
from shared.sweeper import Sweeper
from tests.activities.house import House
from tests.activities.registering import act, an_open_sitting, registered, seen
from tests.support.waiting import until


async def broken(_database: Database, _at: datetime) -> None:
    message = "no such luck"
    raise RuntimeError(message)


async def test_an_expired_offer_goes_on_though_nobody_asks_and_another_sweep_fails(house: House) -> None:
    sitting = await an_open_sitting(house, capacity=1)
    wang, chen, li = [await registered(house, sitting, key) for key in ("wang", "chen", "li")]
    await act(house, wang, "cancellation", "wang")
    freeing = partial(registrations.sweep, teller=house.app.state.teller, zone=house.app.state.zone)
    sweeper = Sweeper(house.database, house.watch, (broken, freeing), pause=0.02)
    sweeper.start()
    house.watch.pass_by(hours=24)
    await until(lambda: _offered(house, li))
    await sweeper.stop()
    assert (await seen(house, chen))[0] == "waitlisted"


async def test_a_sweeper_that_was_never_started_stops(house: House) -> None:
    await Sweeper(house.database, house.watch, ()).stop()


async def _offered(house: House, row: dict[str, object]) -> bool:
    return (await seen(house, row))[0] == "offered"
