"""Volunteers register and consent, members and the branch report, both sides sign an agreement."""

from datetime import date
from typing import Any

from shared.auth.policy import Role

from ..models import SharedField
from ..queries import communities as community_queries
from ..rules import wordings
from ..usecases import communities, consents, joint_agreements, member_reports, unit_reports, volunteers
from ..usecases.member_reports import Placing, Telling
from .scene import DAY, Scene
from .story import AGREEMENT, PLACING, PROFILE, REPORT, YEARLY

_SKILLS: tuple[list[str], ...] = (["electrician"], ["plumber"], ["air_conditioning"], [])
_NOT_SAID: dict[str, Any] = dict.fromkeys(("free_times", "sex", "born_on", "region"))
_FIELDS = [SharedField.NAME, SharedField.SKILLS, SharedField.HOURS]
_RESIDENTS = 5


async def register(scene: Scene, day: date) -> None:
    """Everybody who is going to serve, and lets the community see name, skills and hours."""
    wording = wordings.present().wording
    for place, person_id in enumerate(scene.cast.volunteers):
        said = volunteers.Profile(skills=_SKILLS[place % len(_SKILLS)], wishes=[], **_NOT_SAID)
        at = scene.at(day)
        await volunteers.register(scene.session, said, by=person_id, at=at, today=day)
        where = scene.cast.community_id
        await consents.give(scene.session, where, _FIELDS, wording, by=person_id, at=at)


async def report(scene: Scene, day: date) -> None:
    """The branch with its agreement, and the first few members who live there; one of them was received just now."""
    known = await community_queries.one(scene.session, scene.cast.community_id)
    profile = communities.Profile(
        **PROFILE, phone=None, latitude=None, longitude=None, contact_post="社区专干"
    )
    await communities.write(scene.session, known, profile, by=scene.officer, at=scene.at(day))
    await _unit(scene, day)
    await _agree(scene, day + 7 * DAY)
    for place, person_id in enumerate(scene.cast.volunteers[:_RESIDENTS]):
        made = Telling(person_id, scene.at(day), scene.teller, scene.zone)
        row = await member_reports.make(scene.session, scene.cast.community_id, None, made)
        if place + 1 < _RESIDENTS:
            taken = Telling(scene.officer, scene.at(day + DAY), scene.teller, scene.zone)
            await member_reports.receive(scene.session, row, Placing(**PLACING), taken)


async def _unit(scene: Scene, day: date) -> None:
    row = await unit_reports.make(
        scene.session,
        scene.cast.branch_id,
        scene.cast.community_id,
        **REPORT,
        by=scene.organiser,
        at=scene.at(day),
        today=day,
    )
    after = day + DAY
    await unit_reports.receive(scene.session, row, by=scene.officer, at=scene.at(after), today=after)


async def _agree(scene: Scene, day: date) -> None:
    title, content = AGREEMENT
    draft = joint_agreements.Draft(title, content, day, date(day.year + 1, day.month, 1))
    sides = (scene.cast.branch_id, scene.cast.community_id)
    row = await joint_agreements.write(scene.session, *sides, draft, by=scene.organiser, at=scene.at(day))
    signers = ((False, scene.cast.one(Role.SECRETARY)), (True, scene.officer))
    for for_community, by in signers:
        await joint_agreements.sign(
            scene.session, row, for_community=for_community, by=by, at=scene.at(day + DAY)
        )
    for quarter, title in enumerate(YEARLY, start=1):
        words: dict[str, Any] = {"year": scene.on.year, "quarter": quarter, "title": title}
        await joint_agreements.plan(
            scene.session, row, **words, by=scene.organiser, at=scene.at(day + 2 * DAY)
        )
