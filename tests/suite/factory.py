"""A small factory that the whole suite knows: whatever a route may refer to, in three places.

`own` is what Wang has, in the first group of the power branch; `sibling` what Li has, in another group of the
same branch; `other` what Zhao has, in another branch below another general branch, that serves another community.
`outside` is `own` but for what somebody has who works at the factory and is no member. And for every role of the
policy there is somebody who holds that role alone, at home where Wang is, in what stands above it, or in the community
that Wang's branch serves.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from ops.house import House
from services.points.models import Claim, Entry, Period, StoredFile, TransferSheet
from services.points.usecases import claims, objections, periods
from shared import roster_facts
from shared.auth.policy import COMMITTEE, OFFICERS, Role
from shared.outbox import OUTBOX
from tests.points.world import adopt, ident, open_quarter
from tests.support.people import a_member, an_organisation, appointed

from . import careers, delivering, life, messaging, pushing, serving
from .rows import add
from .targets import ALMIGHTY, BY_NATURE, BY_ROLE, MEMBER, STAFF, Target, Targets
from .who import Who

_HOME = {
    Role.GROUP_LEADER: "first",
    Role.HIGHER_OFFICER: "general",
    Role.COMMUNITY_OFFICER: "baiguo",
    **dict.fromkeys((*COMMITTEE, *OFFICERS), "power"),
}
_COMMUNITIES = {"power": "baiguo", "packing": "other community"}
_PLACES = {"own": ("wang", "first", "power"), "sibling": ("li", "second", "power")} | {
    "other": ("zhao", "third", "packing")
}

_SERVING = {
    place: Who(ident(member), group, branch, _COMMUNITIES[branch])
    for place, (member, group, branch) in _PLACES.items()
} | {"outside": Who(STAFF, None, None, "baiguo")}


async def furnish(house: House) -> Targets:
    """Everyone learns what directory has told and who holds which role, and the branches keep books.

    A service that joins the suite adds here what its routes refer to, once for each place.
    """
    told = await _told(house)
    for app in house.apps.values():
        async with app.state.database.write() as session:
            for kind, data in told:
                await roster_facts.HEARD[kind](session, data)
            await appoint(session)
        app.state.standings.forget()
    async with house.apps["points"].state.database.write() as session:
        books = await _books(session, "power", ("wang", "li")) | await _books(session, "packing", ("zhao",))
    async with house.apps["activities"].state.database.write() as session:
        lives = {place: await life.furnish(session, *who, house.zone) for place, who in _PLACES.items()}
    async with house.apps["directory"].state.database.write() as session:
        lived = {place: await careers.furnish(session, *who) for place, who in _PLACES.items()}
    async with house.apps["volunteering"].state.database.write() as session:
        served = {place: await serving.furnish(session, who) for place, who in _SERVING.items()}
    async with house.apps["directory"].state.database.write() as session:
        pushed = {place: await pushing.furnish(session, place) for place in _PLACES}
        delivered = {place: await delivering.furnish(session, place) for place in _PLACES}
        messaged = {place: await messaging.furnish(session, who[0]) for place, who in _PLACES.items()}
    found = {
        place: books[who[0]]
        | _targets(lives[place], *who)
        | _in_directory(*who)
        | lived[place]
        | served[place]
        | pushed[place]
        | delivered[place]
        | messaged[place]
        for place, who in _PLACES.items()
    }
    return found | {"outside": found["own"] | served["outside"]}


def _targets(made: life.Made, member: str, group: str, branch: str) -> dict[str, Target]:
    """What the member has, what concerns the branch as a whole, and what only whoever is asked may see."""
    found = {name: Target(each, ident(member), group, branch) for name, each in made.own.items()}
    found |= {name: Target(each, None, None, branch) for name, each in made.branch.items()}
    if (
        branch == "power"
    ):  # on the roll of the branch's meetings stands everybody, and Wang writes their minutes
        found |= {name: replace(found[name], person=MEMBER) for name in ("meeting_id", "sitting_id")}
    return found


async def _told(house: House) -> list[tuple[str, dict[str, object]]]:
    async with house.apps["directory"].state.database.read() as view:
        payloads = (await view.execute(select(OUTBOX.c.payload).order_by(OUTBOX.c.id))).scalars()
        return [(payload["type"], payload["data"]) for payload in payloads]


async def appoint(session: AsyncSession) -> None:
    """Seat everybody who holds one role alone, and whoever holds all."""
    places = {role: ident(_HOME[role]) if role in _HOME else None for role in Role if role not in BY_NATURE}
    for role, place in places.items():
        await roster_facts.hear_appointments(session, appointed(BY_ROLE[role], (role, place)))
    for key in _COMMUNITIES.values():
        await roster_facts.hear_organisation(session, an_organisation(ident(key), kind="community"))
    await roster_facts.hear_member(session, a_member(STAFF, branch=ident("power"), memberships=[]))
    await roster_facts.hear_member(session, a_member(ALMIGHTY, branch=ident("power"), group=ident("first")))
    # As an officer of a community one is no staff by nature.
    await roster_facts.hear_appointments(session, appointed(ALMIGHTY, *places.items(), (Role.STAFF, None)))


async def _books(
    session: AsyncSession, branch: str, members: tuple[str, ...]
) -> dict[str, dict[str, Target]]:
    """A published second quarter, in which each member has an entry and objects to it, and an open third."""
    scheme = await adopt(session, branch)
    period = await open_quarter(session, scheme, "2026-Q2")
    entries = {member: await _entry(session, member) for member in members}
    await _publish(session, period)
    found = {}
    for member, (claim, entry) in entries.items():
        _, group, _ = next(who for who in _PLACES.values() if who[0] == member)
        objection = await objections.file(
            session, period, entry, "分值偏低", by=ident(member), at=_noon(7, 21), today=date(2026, 7, 21)
        )
        ids = {"claim_id": claim.id, "entry_id": entry.id, "objection_id": objection.id}
        ids["file_id"] = ident(f"file of {member}")
        ids["transfer_sheet_id"] = await _left(session, member, branch)
        whose = {name: Target(each, ident(member), group, branch) for name, each in ids.items()}
        # A branch's own books concern everybody in it.
        everybody = Target(scheme.id, MEMBER, "first", branch)
        nobody = Target(scheme.id, None, None, branch)
        book = everybody if branch == "power" else nobody
        books = {"scheme_id": book, "period_id": replace(book, id=period.id)}
        found[member] = whose | books
    await open_quarter(session, scheme, "2026-Q3")
    return found


async def _entry(session: AsyncSession, member: str) -> tuple[Claim, Entry]:
    session.add(
        StoredFile(
            id=ident(f"file of {member}"),
            name="照片.pdf",
            media_type="application/pdf",
            size=8,
            sha256=f"{ident(member).hex:0>64}",
            content=b"%PDF-1.7",
            by_id=ident(member),
            at=_noon(6, 10),
        )
    )
    await session.flush()
    deed = claims.Deed("B11", date(2026, 6, 5), f"{member} 发现并整改隐患")
    proof = claims.Proof(file_id=ident(f"file of {member}"))
    claim = await claims.write(
        session,
        deed,
        [proof],
        by=ident(member),
        at=_noon(6, 10),
        today=date(2026, 6, 10),
        submit=True,
    )
    await claims.check(session, claim, "endorsed", reason=None, by=ident("leader"), at=_noon(6, 11))
    await claims.decide(
        session,
        claim,
        "approved",
        points=None,
        reason=None,
        by=ident("organiser"),
        role=Role.ORGANISATION.value,
        at=_noon(6, 12),
    )
    return claim, await session.get_one(Entry, claim.entry_id)


async def _left(session: AsyncSession, member: str, branch: str) -> UUID:
    """For a place that is not ours, so that one branch alone has the sheet; so lately that no sweep closes it."""
    sheet = TransferSheet(
        member_id=ident(member),
        from_branch_id=ident(branch),
        moved_on=date(2026, 9, 14),
        letter_no="介〔2026〕2号",
        periods=[],
        open_claims=[],
        made_at=_noon(6, 10),
    )
    return await add(session, sheet)


async def _publish(session: AsyncSession, period: Period) -> None:
    day, by = date(2026, 7, 20), ident("organiser")
    await periods.close_claims(session, period, by=by, at=_noon(7, 20), today=day)
    await periods.decide(session, period, by=by, at=_noon(7, 20), resolution_no="动支委〔2026〕5号")
    await periods.publish(session, period, by=by, at=_noon(7, 20), today=day)


def _in_directory(member: str, group: str, branch: str) -> dict[str, Target]:
    """What directory's own small factory has in this place."""
    holder, held_in = {
        "wang": ("leader", "first"),
        "li": ("organiser", None),
        "zhao": ("other organiser", None),
    }[member]
    accounts, workplaces = {"zhao": "zhao"}, {"zhao": "packing workshop"}
    return {
        "person_id": Target(ident(member), ident(member), group, branch, _COMMUNITIES[branch]),
        "membership_id": Target(ident(f"membership of {member}"), ident(member), group, branch),
        "appointment_id": Target(ident(f"appointment of {holder}"), ident(holder), held_in, branch),
        "privacy_consent_id": Target(ident(f"privacy consent of {member}"), ident(member), group, branch),
        "correction_request_id": Target(ident(f"request of {member}"), ident(member), group, branch),
        "account_id": Target(ident(accounts.get(member, "security")), None, None, branch),
        "organisation_id": Target(ident(branch), None, None, branch),
        "branch_id": Target(ident(branch), None, None, branch),
        "workplace_id": Target(ident(workplaces.get(member, "power workshop")), None, None, branch),
        "client_id": Target(ident("hr"), None, None, branch),
        "secret_id": Target(ident("secret of hr"), None, None, branch),
    }


def _noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 4, tzinfo=UTC)
