"""Saturday mornings in the community: who signed up, came and went, what both sides said, how it ended."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.auth.policy import Role
from shared.errors import Refusal

from ..models import Mark, Project, ScanMethod, Shift, ShiftRole, Side, SignUp, TimeStyle
from ..queries import parameters, service_records
from ..queries import shifts as shift_queries
from ..rules import minutes_of_service
from ..rules.sign_ups import Wish
from ..usecases import confirmations, projects, service_scans, shifts, sign_ups
from ..usecases.confirmations import Word
from ..usecases.service_scans import Seen, Sent
from .scene import DAY, Scene
from .story import SERVICES, Service

_EACH, _NEXT = 12, 7
_MINUTES = 180


async def served(scene: Scene) -> None:
    """Each with other people; the last one is still public, or waits for its confirmation."""
    for place, service in enumerate(SERVICES):
        around = 2 * scene.cast.volunteers
        people = around[place * _NEXT : place * _NEXT + _EACH]
        await _saturday(scene, service, people)


async def _saturday(scene: Scene, service: Service, people: tuple[UUID, ...]) -> None:
    day = scene.saturday(service.weeks_ago)
    project = await _open(scene, service, day - 10 * DAY)
    shift = await morning(scene, project, day, service.place, (("helper", "检修员", _EACH),))
    [role] = (await shift_queries.roles(scene.session, [shift.id]))[shift.id]
    signed = await sign_up(scene, shift, role, people, day - 5 * DAY)
    await _attend(scene, shift, signed, day)
    if not scene.is_past(day + DAY):
        return
    await _confirm(scene, signed, day + DAY)
    await projects.deliver(scene.session, project, scene.branch_step(day + DAY))
    step = scene.community_step(day + DAY)
    accepted: dict[str, Any] = {"teller": scene.teller, "zone": scene.zone}
    await projects.accept(scene.session, project, service.rating, step, **accepted)


async def _open(scene: Scene, service: Service, day: date) -> Project:
    plan = projects.Plan(
        community_id=scene.cast.community_id,
        title=service.title,
        category=service.category,
        content=service.content,
        style=TimeStyle.SET,
        planned_minutes=_MINUTES,
        dangerous=False,
        risk_statement=None,
        insurance_ref=None,
    )
    branch, at = scene.cast.branch_id, scene.at(day)
    project = await projects.propose(scene.session, branch, plan, by=scene.organiser, at=at)
    await projects.agree(scene.session, project, scene.community_step(day + DAY))
    return await projects.recruit(scene.session, project, scene.branch_step(day + 2 * DAY))


async def morning(
    scene: Scene, project: Project, day: date, place: str, roles: tuple[tuple[str, str, int], ...]
) -> Shift:
    """A shift from nine to twelve, each role with code, title and places."""
    needed = [
        shifts.Needed(code, title, slots, skill=None, qualification=None, guests_most=0, minors=False)
        for code, title, slots in roles
    ]
    span = (scene.at(day, "09:00"), scene.at(day, "12:00"))
    return await shifts.plan(scene.session, project, *span, place, needed)


async def sign_up(
    scene: Scene, shift: Shift, role: ShiftRole, people: tuple[UUID, ...], day: date
) -> list[SignUp]:
    """All who wish to; whoever is bound elsewhere, or comes when all places are taken, is refused as in life."""
    at, home = scene.at(day), scene.cast.branch_id
    asks = [sign_ups.Ask(Wish(shift.id, role.id), each, home, at, _unanswered) for each in people]
    outcomes = await sign_ups.sign_up(scene.session, asks, scene.zone)
    return [each for each in outcomes if not isinstance(each, Refusal)]


def _unanswered(_row: SignUp) -> str:
    return ""


async def _attend(scene: Scene, shift: Shift, signed: list[SignUp], day: date) -> None:
    for mark, clock in ((Mark.IN, "08:55"), (Mark.OUT, "12:02")):
        at, by = scene.at(day, clock), scene.on_the_spot
        seen = [Seen(shift.id, row.person_id, mark, at, by, at, nonce=f"{mark}-{row.id}") for row in signed]
        await service_scans.record(scene.session, seen, {shift.id: shift}, Sent(ScanMethod.LIST), scene.zone)


async def _confirm(scene: Scene, signed: list[SignUp], day: date) -> None:
    """Both sides the same; the community by another than who wrote down who came."""
    records = await service_records.of_sign_ups(scene.session, [row.id for row in signed])
    figures = await parameters.on(scene.session, scene.cast.branch_id, day)
    sides = ((Side.COMMUNITY, scene.officer), (Side.BRANCH, scene.cast.one(Role.DEPUTY_SECRETARY)))
    for row in records.values():
        minutes = minutes_of_service.most(row, figures)
        for side, by in sides:
            word = Word((side,), minutes, None, by, scene.at(day))
            await confirmations.confirm(scene.session, row.id, row.person_id, word, scene.zone)
