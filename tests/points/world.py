"""Two branches and their people as points knows them, with a scheme and an open quarter in each.

Power has two groups, packing one. Every id is `ident(KEY)`. The clock stands in the third quarter of 2026.
"""

from datetime import UTC, date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.points.models import Period, Scheme
from services.points.rules import scheme as scheme_rules
from services.points.usecases import periods, schemes
from shared import roster_facts
from shared.auth.policy import Role
from shared.ids import named_id
from tests.support.people import a_member, an_organisation, appointed

_LONG_AGO = datetime(2025, 12, 20, 4, tzinfo=UTC)

ORGANISATIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("committee", "committee", ()),
    ("general", "general_branch", ("committee",)),
    ("power", "branch", ("committee", "general")),
    ("first", "group", ("committee", "general", "power")),
    ("second", "group", ("committee", "general", "power")),
    ("other general", "general_branch", ("committee",)),
    ("packing", "branch", ("committee", "other general")),
    ("third", "group", ("committee", "other general", "packing")),
)
MEMBERS: tuple[tuple[str, str, str | None], ...] = (
    ("wang", "power", "first"),
    ("chen", "power", "first"),
    ("leader", "power", "first"),
    ("secretary", "power", "first"),
    ("li", "power", "second"),
    ("other leader", "power", "second"),
    ("organiser", "power", "second"),
    ("publicist", "power", "second"),
    ("alone", "power", None),
    ("zhao", "packing", "third"),
    ("other organiser", "packing", "third"),
    ("other secretary", "packing", "third"),
)
ROLES: tuple[tuple[str, Role, str | None], ...] = (
    ("leader", Role.GROUP_LEADER, "first"),
    ("other leader", Role.GROUP_LEADER, "second"),
    ("secretary", Role.SECRETARY, "power"),
    ("organiser", Role.ORGANISATION, "power"),
    ("publicist", Role.PUBLICITY, "power"),
    ("other organiser", Role.ORGANISATION, "packing"),
    ("other secretary", Role.SECRETARY, "packing"),
    ("safety", Role.SAFETY_OFFICER, "power"),
    ("team leader", Role.TEAM_LEADER, "power"),
    ("other safety", Role.SAFETY_OFFICER, "packing"),
    ("higher", Role.HIGHER_OFFICER, "general"),
    ("auditor", Role.AUDITOR, None),
    ("hr", Role.HR_CLIENT, None),
)


def ident(key: str) -> UUID:
    """The id of whatever is called so."""
    return named_id("test", key)


async def settle_in(session: AsyncSession) -> None:
    """What directory would tell of these organisations and people."""
    for key, kind, above in ORGANISATIONS:
        await roster_facts.hear_organisation(
            session, an_organisation(ident(key), *map(ident, above), kind=kind)
        )
    for key, branch, group in MEMBERS:
        told = a_member(ident(key), branch=ident(branch), group=ident(group) if group else None, name=key)
        await roster_facts.hear_member(session, told)
    for key, role, place in ROLES:
        await roster_facts.hear_appointments(
            session, appointed(ident(key), (role, ident(place) if place else None))
        )


async def adopt(session: AsyncSession, branch: str, *, template: str = "A") -> Scheme:
    """A shipped scheme, approved by the branch and in effect since the beginning of 2026."""
    body = scheme_rules.shipped(template) or {}
    row = await schemes.write(session, ident(branch), body, by=ident("organiser"), at=_LONG_AGO)
    return await schemes.approve(
        session,
        row,
        resolution_no="动支党〔2025〕12号",
        resolved_on=date(2025, 12, 20),
        effective_on=date(2026, 1, 1),
        by=ident("secretary"),
        at=_LONG_AGO,
    )


async def open_quarter(session: AsyncSession, scheme: Scheme, code: str = "2026-Q3") -> Period:
    """A quarter of the scheme's branch, open."""
    return await periods.open_(session, scheme, code, by=ident("organiser"), at=_LONG_AGO)


async def furnish(session: AsyncSession) -> None:
    """Everything above, and the third quarter open in both branches."""
    await settle_in(session)
    for branch in ("power", "packing"):
        await open_quarter(session, await adopt(session, branch))
