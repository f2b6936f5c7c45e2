"""Filling an empty volunteering service with a quarter of service, by the same use cases as in life."""

from datetime import date

from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Role

from ..models import Volunteer
from ..queries.record_sheets import Days
from ..rules.feedback_letters import digest
from ..usecases import confirmations, feedback_letters, record_sheets
from ..usecases.record_sheets import Desk
from . import giving, matching, registering, serving
from .people import cast
from .scene import DAY, Scene
from .story import CONDUCT

_BEFORE = 120 * DAY


async def furnish(app: FastAPI, on: date) -> None:
    """Does nothing where somebody has registered already, or there is nobody to serve or to be served."""
    state = app.state
    made: Scene | None = await state.database.retrying(lambda session: _furnish(session, app, on))
    if made is None:
        return
    # What has been public long enough is final; the sweeper would notice within a minute.
    dawn = made.at(on, "00:00")
    await confirmations.finish(state.database, dawn, teller=state.teller, zone=state.zone)
    desk = Desk(state.settings.issuer, state.settings.recording_body)
    await state.database.retrying(lambda session: _write(_in(session, made), desk))
    state.relay.wake()


async def _furnish(session: AsyncSession, app: FastAPI, on: date) -> Scene | None:
    who = await cast(session, on)
    if who is None or (await session.execute(select(Volunteer).limit(1))).first():
        return None
    scene = Scene(session, app.state.teller, app.state.zone, who, on)
    await registering.register(scene, on - _BEFORE)
    await registering.report(scene, on - _BEFORE + DAY)
    await serving.served(scene)
    await matching.matched(scene, on - 10 * DAY)
    await matching.wished(scene, on - 6 * DAY)
    await giving.collect(scene, on - 12 * DAY)
    return scene


def _in(session: AsyncSession, made: Scene) -> Scene:
    return Scene(session, made.teller, made.zone, made.cast, made.on)


async def _write(scene: Scene, desk: Desk) -> None:
    """What rests on final hours: the community's letter, and a record sheet that a volunteer has asked for."""
    await _letter(scene)
    day = scene.on - DAY
    sides = {"branch_id": scene.cast.branch_id, "community_id": scene.cast.community_id}
    days = Days(scene.cast.volunteers[0], **sides, from_on=scene.on - _BEFORE, until_on=day - DAY)
    await record_sheets.issue(scene.session, days, desk, on=day, at=scene.at(day))


async def _letter(scene: Scene) -> None:
    """The community tells the branch of the quarter that is over, and the branch has read it."""
    first = date(scene.on.year, (scene.on.month - 1) // 3 * 3 + 1, 1)
    last = first - DAY
    quarter = f"{last.year}-Q{(last.month + 2) // 3}"
    letter = feedback_letters.Addressed(scene.cast.community_id, scene.cast.branch_id, quarter)
    told, _ = await feedback_letters.drafted(scene.session, letter, first)
    row = await feedback_letters.sign(
        scene.session,
        letter,
        conduct=CONDUCT,
        seen=digest(told),
        by=scene.officer,
        at=scene.at(first, "09:30"),
        today=first,
    )
    by = scene.cast.one(Role.ORGANISATION)
    await feedback_letters.receipt(scene.session, row, by=by, at=scene.at(first, "16:00"))
