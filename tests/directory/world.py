"""A small factory for directory's tests: two branches under one general branch, and someone for every role.

Made once per run and database by the service's own use cases, then copied. Every id is `ident(KEY)`.
"""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
from fastapi import FastAPI

from services.directory import queries, usecases
from services.directory.app import create_app
from services.directory.models import (
    ClientKind,
    ConsentPurpose,
    Correctable,
    CorrectionRequest,
    MembershipStatus,
    OrganisationKind,
    Person,
    PrivacyConsent,
    RequestKind,
    Table,
    WorkplaceKind,
)
from services.directory.rules.privacy.sealing import seal, seal_phone
from services.directory.settings import DirectorySettings
from shared import outbox
from shared.auth.policy import Role
from shared.clock import Clock
from shared.ids import named_id
from shared.service import Surroundings
from shared.types import Title
from tests.support import canaries
from tests.support.issuer import ISSUER, Watch

LONG_AGO = date(2020, 1, 1)
PASSWORD = canaries.PASSWORD
MACHINE_SECRET = canaries.MACHINE_SECRET
CALLBACK = "https://app.siyou.test/callback"
AFTERWARDS = "https://app.siyou.test/bye"
ROSTER: dict[str, tuple[str, ...]] = {
    "member.changed": ("directory",),
    "appointment.changed": ("directory",),
    "organisation.changed": ("directory",),
}

_ORGANISATIONS = (
    ("committee", OrganisationKind.COMMITTEE, None),
    ("general", OrganisationKind.GENERAL_BRANCH, "committee"),
    ("power", OrganisationKind.BRANCH, "general"),
    ("first", OrganisationKind.GROUP, "power"),
    ("second", OrganisationKind.GROUP, "power"),
    ("other general", OrganisationKind.GENERAL_BRANCH, "committee"),
    ("packing", OrganisationKind.BRANCH, "other general"),
    ("third", OrganisationKind.GROUP, "packing"),
)
_WORKPLACES = (
    ("factory", WorkplaceKind.FACTORY, None, None),
    ("power workshop", WorkplaceKind.WORKSHOP, "factory", "power"),
    ("boiler team", WorkplaceKind.TEAM, "power workshop", None),
    ("packing workshop", WorkplaceKind.WORKSHOP, "factory", "packing"),
    ("packing team", WorkplaceKind.TEAM, "packing workshop", None),
)
# Key, name, workplace, group.
_PEOPLE = (
    ("wang", "王建国", "boiler team", "first"),
    ("li", "李晓", "boiler team", "second"),
    ("leader", "周启明", "boiler team", "first"),
    ("secretary", "韩志远", "boiler team", "first"),
    ("organiser", "林晓梅", "boiler team", "second"),
    ("zhao", "赵新民", "packing team", "third"),
    ("other organiser", "孙慧敏", "packing team", "third"),
    ("safety", "郭守正", "boiler team", None),
    ("staff", "王小二", "boiler team", None),
    ("other staff", "钱多", "packing team", None),
    ("higher", "梁秉文", "factory", None),
    ("security", "唐守信", "factory", None),
    ("system", "宋子健", "factory", None),
    ("auditor", "叶知秋", "factory", None),
    ("nobody", "无职", "factory", None),
)
_KNOWN_TO_HR = {"zhao", "other organiser", "nobody"}
"""Beside the name; of all others tests say what is known."""
_ROLES = (
    ("leader", Role.GROUP_LEADER, "first"),
    ("secretary", Role.SECRETARY, "power"),
    ("organiser", Role.ORGANISATION, "power"),
    ("other organiser", Role.ORGANISATION, "packing"),
    ("safety", Role.SAFETY_OFFICER, "power"),
    ("higher", Role.HIGHER_OFFICER, "general"),
    ("security", Role.SECURITY_ADMINISTRATOR, None),
    ("system", Role.SYSTEM_ADMINISTRATOR, None),
    ("auditor", Role.AUDITOR, None),
    ("hr", Role.HR_CLIENT, None),
)


def ident(key: str) -> UUID:
    """The id of whatever is called so."""
    return named_id("test", key)


def settings_for(url: str, **more: Any) -> DirectorySettings:
    """As the service is configured in production, but for the price of a password."""
    given: dict[str, Any] = {
        "issuer": ISSUER,
        "service_key": "s" * 40,
        "cursor_key": "c" * 40,
        "field_keys": "f" * 64,
        "password_memory_kib": 64,
    }
    return DirectorySettings(database_url=url, **(given | more))


def directory(url: str, clock: Clock | None = None, **more: Any) -> FastAPI:
    """The service, hearing its own facts."""

    async def no_keys() -> list[dict[str, Any]]:
        return []

    def peer(_name: str) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ISSUER, trust_env=False)

    app = create_app(
        Surroundings(fetch_keys=no_keys, peer=peer, hearers=ROSTER, clock=clock or Watch()),
        settings_for(url, **more),
    )
    return app


async def settle(app: FastAPI) -> None:
    """Every fact that was told has been heard. Raises TimeoutError after a minute: the machine may be busy."""
    async with asyncio.timeout(60):
        while await _undelivered(app):
            if not await app.state.relay.deliver_due():
                await asyncio.sleep(0.02)


async def _undelivered(app: FastAPI) -> int:
    async with app.state.database.read() as view:
        return await outbox.undelivered(view)


async def furnish(url: str) -> None:
    """Make the small factory in an empty, migrated database."""
    app = directory(url)
    async with app.router.lifespan_context(app):
        hashed = await app.state.passwords.hash(PASSWORD)
        async with app.state.database.write() as tx:
            await _found(tx, app)
            people = await _take_in(tx, app)
            for key in ("wang", "zhao", "security"):
                await usecases.accounts.open_for(
                    tx, people[key], login=key, password_hash=hashed, at=app.state.clock(), initial=False
                )
            for key in ("wang", "li", "zhao"):
                tx.add_all(_own_affairs(key, app))
        await settle(app)


def _own_affairs(key: str, app: FastAPI) -> list[Table]:
    """What somebody has agreed to and asks about the own data."""
    at = app.state.clock()
    consent = PrivacyConsent(
        id=ident(f"privacy consent of {key}"),
        person_id=ident(key),
        purpose=ConsentPurpose.STAR_WALL_PHOTO,
        wording="1",
        given_at=at,
    )
    request_id = ident(f"request of {key}")
    wished = seal(app.state.field_keys, "高级司炉工", about=request_id, field="wished")
    request = CorrectionRequest(
        id=request_id,
        person_id=ident(key),
        kind=RequestKind.CORRECTION,
        field=Correctable.POST,
        wished_sealed=wished,
        reason="已取得证书",
        made_at=at,
    )
    return [consent, request]


async def _found(tx: Any, app: FastAPI) -> None:
    made: dict[str, Any] = {}
    for key, kind, above in _ORGANISATIONS:
        made[key] = await usecases.organisations.found(
            tx,
            app.state.teller,
            kind=kind,
            title=Title(zh=f"{key} 组织", en=key),
            parent=made[above] if above else None,
            at=app.state.clock(),
            organisation_id=ident(key),
        )
    for key, workplace_kind, place_above, branch in _WORKPLACES:
        await usecases.workplaces.set_up(
            tx,
            kind=workplace_kind,
            title=Title(zh=f"{key} 单位", en=key),
            parent_id=ident(place_above) if place_above else None,
            branch_id=ident(branch) if branch else None,
            workplace_id=ident(key),
        )
    app.state.made = made


async def _take_in(tx: Any, app: FastAPI) -> dict[str, Person]:
    at, teller, made = app.state.clock(), app.state.teller, app.state.made
    people: dict[str, Any] = {}
    for number, (key, name, place, group) in enumerate(_PEOPLE):
        person = Person(id=ident(key), name=name, employee_no=f"T{number:03}", workplace_id=ident(place))
        if key in _KNOWN_TO_HR:
            _know(person, number, app)
        people[key] = await usecases.persons.take_in(tx, teller, person, at)
        if group:
            branch = next(each for each in made.values() if each.id == made[group].parent_id)
            await usecases.memberships.begin(
                tx,
                teller,
                person=person,
                branch=branch,
                group=made[group],
                status=MembershipStatus.FULL,
                from_on=LONG_AGO,
                at=at,
                membership_id=ident(f"membership of {key}"),
            )
    people["hr"] = await _register(tx, app)
    for key, role, held_in in _ROLES:
        await usecases.appointments.appoint(
            tx,
            teller,
            people[key],
            role=role,
            organisation=made[held_in] if held_in else None,
            from_on=LONG_AGO,
            until_on=None,
            by=ident("security"),
            at=at,
            appointment_id=ident(f"appointment of {key}"),
        )
    return people


def _know(person: Person, number: int, app: FastAPI) -> None:
    """What HR has told beside the name."""
    known = canaries.carried(number)
    person.phone_sealed = seal_phone(app.state.field_keys, known.pop("phone"), person.id)
    for name, value in known.items():
        setattr(person, name, value)


async def _register(tx: Any, app: FastAPI) -> Any:
    machine = await _registered(tx, app, "hr", ClientKind.MACHINE, [], MACHINE_SECRET)
    [secret] = await queries.client_secrets.of_client(tx, machine.id)
    secret.id = ident("secret of hr")
    await _registered(tx, app, "app", ClientKind.BROWSER, [CALLBACK], None)
    return machine


async def _registered(
    tx: Any, app: FastAPI, key: str, kind: ClientKind, uris: list[str], secret: str | None
) -> Any:
    return await usecases.clients.register(
        tx,
        app.state.teller,
        client_id=f"test-{key}",
        title=f"Client {key}",
        kind=kind,
        redirect_uris=uris,
        post_logout_redirect_uris=[AFTERWARDS] if uris else [],
        secret=secret,
        plain_issuer=False,
        at=app.state.clock(),
        own_id=ident(key),
    )
