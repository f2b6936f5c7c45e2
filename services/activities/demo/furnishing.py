"""Filling an empty activities service with a quarter of organised life, by the same use cases as in life."""

from datetime import date, timedelta

from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Role

from ..models import FeedScope, Meeting
from ..usecases import calendars, make_ups, notices
from . import learning, lessons, meetings, visit
from .people import cast
from .scene import Scene, months, next_month
from .story import NOTICES

_DAY = timedelta(days=1)


async def furnish(app: FastAPI, on: date) -> None:
    """Does nothing where there is a meeting already, or nobody to meet."""
    state = app.state
    made: Scene | None = await state.database.retrying(lambda session: _furnish(session, app, on))
    if made:
        # Whose make-up was due and not handed in has missed it; the sweeper would notice within a minute.
        dawn = made.at(on, "00:00")
        await make_ups.sweep(state.database, dawn, teller=state.teller, zone=state.zone)
        state.relay.wake()


async def _furnish(session: AsyncSession, app: FastAPI, on: date) -> Scene | None:
    who = await cast(session, on)
    if who is None or (await session.execute(select(Meeting).limit(1))).first():
        return None
    scene = Scene(session, app.state.teller, app.state.zone, who, on)
    known = months(on)
    await meetings.fix_the_day(scene, known[0])
    await learning.fill_the_bank(scene, known[0])
    for month_on in known:
        await meetings.month(scene, month_on)
    await meetings.ahead(scene, next_month(known[-1]))
    await visit.plan(scene)
    await lessons.given(scene)
    await lessons.on_the_menu(scene)
    await lessons.asking(scene)
    await learning.teach(scene, known[:-1])
    await learning.compete(scene)
    await _tell(scene)
    await _subscribe(scene)
    return scene


async def _tell(scene: Scene) -> None:
    """Notices; about half of those whom one addresses say to have read it."""
    for days, title, text in NOTICES:
        day = scene.on - days * _DAY
        done = scene.done(Role.PUBLICITY, day)
        notice = await notices.publish(scene.session, scene.cast.branch_id, None, title, text, **done)
        readers = scene.cast.members[days % 2 :: 2] if scene.is_past(day + _DAY) else ()
        for person_id in readers:
            await notices.acknowledge(scene.session, notice, by=person_id, at=scene.at(day + _DAY, "07:50"))


async def _subscribe(scene: Scene) -> None:
    """Two have put the branch's calendar on their telephones."""
    for role, scope in ((Role.SECRETARY, FeedScope.BRANCH), (Role.PUBLICITY, FeedScope.OWN)):
        at = scene.at(scene.on - 20 * _DAY)
        await calendars.subscribe(scene.session, scope, by=scene.one(role), at=at)
