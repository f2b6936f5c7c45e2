"""The branches of the points tests, two communities with their officers, and who has registered to serve.

Every id is `ident(KEY)`. Wang, Chen, Li, Alone, the leader, the organiser and the secretary are volunteers of the
power branch, Zhao of packing, the worker belongs to no branch. All but Alone have consented to Baiguo, Chen also to
the other community.
"""

from datetime import UTC, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.volunteering.models import Consent, SharedField, Volunteer, VolunteerCount
from shared import roster_facts
from shared.auth.policy import Role
from tests.points.world import ident
from tests.points.world import settle_in as settle_branches
from tests.support.people import a_member, an_organisation, appointed

COMMUNITIES = {"baiguo": "白果社区", "other community": "雍城社区"}
OFFICERS = {"officer": "baiguo", "second officer": "baiguo", "other officer": "other community"}
VOLUNTEERS = ("wang", "chen", "li", "alone", "leader", "organiser", "secretary", "zhao", "worker")

_BEFORE = datetime(2026, 8, 1, 2, tzinfo=UTC)


async def settle_in(session: AsyncSession) -> None:
    """What directory would tell of them all, and what the volunteers have said of themselves."""
    await settle_branches(session)
    for key, title in COMMUNITIES.items():
        told = an_organisation(ident(key), kind="community") | {"title": {"zh": title, "en": key.title()}}
        await roster_facts.hear_organisation(session, told)
    for key, community in OFFICERS.items():
        told = a_member(ident(key), branch=ident(community), name=key) | {"memberships": []}
        await roster_facts.hear_member(session, told)
        await roster_facts.hear_appointments(
            session, appointed(ident(key), (Role.COMMUNITY_OFFICER, ident(community)))
        )
    worker = a_member(ident("worker"), branch=ident("power"), name="worker") | {"memberships": []}
    await roster_facts.hear_member(session, worker)
    await _register(session)


async def _register(session: AsyncSession) -> None:
    for sequence, key in enumerate(VOLUNTEERS, start=1):
        session.add(
            Volunteer(
                person_id=ident(key),
                sequence=sequence,
                skills=["electrician"] if key in {"wang", "li"} else [],
                wishes=[],
                registered_at=_BEFORE,
            )
        )
        if key != "alone":
            session.add(_consent(key, "baiguo"))
    session.add(_consent("chen", "other community"))
    count = await session.get_one(VolunteerCount, 1)
    count.last = len(VOLUNTEERS)
    await session.flush()


def _consent(key: str, community: str) -> Consent:
    return Consent(
        person_id=ident(key),
        community_id=ident(community),
        fields=[SharedField.NAME, SharedField.HOURS],
        wording="1",
        given_at=_BEFORE,
    )
