"""What the community needs meets what the branch offers, and becomes next Saturday's project; a wish is taken."""

from datetime import date, datetime
from typing import Any

from shared.auth.policy import Role

from ..models import Category, Demand, DemandKind, DemandState, Project, ResourceKind, TimeStyle, Urgency
from ..queries import shifts as shift_queries
from ..usecases import demands, matches, projects, resources, wish_takings
from . import serving
from .scene import DAY, Scene
from .story import NEED, OFFER, ROLES, WISH

_ASKED = 7


async def matched(scene: Scene, day: date) -> None:
    """Collected, verified by another, published; offered, proposed, accepted by both; then open to volunteers."""
    morning = scene.coming_saturday
    title, words = NEED
    span = (scene.at(morning, "09:00"), scene.at(morning, "12:00"))
    demand = await _published(scene, day, DemandKind.SERVICE, (title, words, None), span)
    offer_title, offer_words = OFFER
    offer = resources.Offer(
        kind=ResourceKind.SKILL,
        category=Category.SAFETY,
        skill="electrician",
        title=offer_title,
        description=offer_words,
        quantity=8,
        from_at=scene.at(day + DAY),
        until_at=scene.at(day + 120 * DAY),
        region=None,
    )
    branch: dict[str, Any] = {"branch_id": scene.cast.branch_id, "personal": False}
    await resources.offer(scene.session, offer, **branch, by=scene.organiser, at=scene.at(day + DAY))
    project = await _agreed(scene, demand, day + 2 * DAY)
    await projects.recruit(scene.session, project, scene.branch_step(day + 3 * DAY))
    await _signed_up(scene, project)


async def wished(scene: Scene, day: date) -> None:
    """One person has taken a micro-wish and has not fulfilled it yet."""
    span = (scene.at(scene.on + 3 * DAY), scene.at(scene.on + 40 * DAY))
    demand = await _published(scene, day, DemandKind.MICRO_WISH, WISH, span)
    taker = scene.cast.volunteers[0]
    await wish_takings.take(scene.session, demand, taker, scene.act(taker, day + DAY))


async def _published(
    scene: Scene,
    day: date,
    kind: DemandKind,
    words: tuple[str, str, str | None],
    span: tuple[datetime, datetime],
) -> Demand:
    title, description, beneficiary = words
    wanted = demands.Wanted(
        kind=kind,
        category=Category.SAFETY if beneficiary is None else Category.HARDSHIP,
        urgency=Urgency.NORMAL,
        title=title,
        description=description,
        beneficiary=beneficiary,
        skill="electrician" if beneficiary is None else None,
        quantity=1,
        wanted_from=span[0],
        wanted_until=span[1],
        expires_on=span[0].date(),
    )
    first, second = scene.on_the_spot, scene.officer
    where = scene.cast.community_id
    demand = await demands.collect(scene.session, where, wanted, first, scene.act(first, day))
    demand = await demands.verify(scene.session, demand, second, scene.act(second, day))
    return await demands.move(scene.session, demand, DemandState.PUBLISHED, scene.act(second, day))


async def _agreed(scene: Scene, demand: Demand, day: date) -> Project:
    asking = matches.Asking(None, scene.cast.community_id, demand.id, most=1)
    officer, secretary = scene.officer, scene.cast.one(Role.SECRETARY)
    [match] = await matches.propose(scene.session, asking, officer, scene.act(officer, day))
    how = matches.HowDone(
        style=TimeStyle.SET, planned_minutes=180, dangerous=False, risk_statement=None, insurance_ref=None
    )
    sides = ((how, False, secretary), (None, True, officer))
    for plan, for_community, by in sides:
        match = await matches.accept(
            scene.session, match, plan, for_community=for_community, by=by, act=scene.act(by, day)
        )
    assert match.project_id is not None  # noqa: S101 - both have accepted
    return await scene.session.get_one(Project, match.project_id)


async def _signed_up(scene: Scene, project: Project) -> None:
    shift = await serving.morning(scene, project, scene.coming_saturday, "白果社区物业门前", ROLES)
    roles = (await shift_queries.roles(scene.session, [shift.id]))[shift.id]
    people, yesterday = scene.cast.volunteers, scene.on - DAY
    for place, role in enumerate(roles):
        asked = people[place * _ASKED : (place + 1) * _ASKED]
        await serving.sign_up(scene, shift, role, asked[: role.slots], yesterday)
