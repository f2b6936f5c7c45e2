"""Filling an empty directory with the fictional workshop, by the same use cases as in life."""

from datetime import date, datetime, timedelta

from fastapi import FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Role
from shared.outbox import Teller
from shared.types import Title

from .. import queries, usecases
from ..models import ClientKind, EndingReason, MembershipStatus, Organisation, Person
from .lives import Lives
from .workshop import (
    APPOINTMENTS,
    BRANCH,
    CAME_OVER,
    DEMO_CLIENTS,
    DOCS_CLIENT,
    JOINED,
    ORGANISATIONS,
    PASSWORD,
    PROBATIONARY,
    WORKPLACES,
    DemoClient,
    Someone,
    demo_id,
    everyone,
)


async def furnish(app: FastAPI, on: date) -> None:
    """Fill an empty directory as of this day; one that has organisations is left as it is."""
    state = app.state
    async with state.database.read() as view:
        if await queries.organisations.one(view, demo_id("organisation", "committee")):
            return
    logins = [someone.key for someone in everyone() if someone.login]
    hashes = {login: await state.passwords.hash(PASSWORD) for login in logins}
    async with state.database.write() as tx:
        await _Furnishing(tx, state.teller, state.clock(), on).all(hashes, state.settings.issuer)
    state.relay.wake()


class _Furnishing:
    """One transaction in which everything is made by the same use cases as in life."""

    def __init__(self, tx: AsyncSession, teller: Teller, at: datetime, on: date) -> None:
        self._tx, self._teller, self._at, self._on = tx, teller, at, on
        self._organisations: dict[str, Organisation] = {}
        self._people: dict[str, Person] = {}

    async def all(self, hashes: dict[str, str], issuer: str) -> None:
        """In the order in which one needs the other."""
        await self._found()
        await self._set_up()
        for number, someone in enumerate(everyone(), start=1):
            await self._take_in(number, someone)
        for number, someone in enumerate(everyone(), start=1):
            await self._enrol(number, someone)
        await self._appoint()
        for login, hashed in hashes.items():
            person = self._people[login]
            await usecases.accounts.open_for(
                self._tx, person, login=login, password_hash=hashed, at=self._at, initial=False
            )
        await self._register(issuer)
        await Lives(self._tx, self._teller, self._people, self._organisations, self._at, self._on).furnish()

    async def _found(self) -> None:
        for key, kind, zh, en, above in ORGANISATIONS:
            self._organisations[key] = await usecases.organisations.found(
                self._tx,
                self._teller,
                kind=kind,
                title=Title(zh=zh, en=en),
                parent=self._organisations[above] if above else None,
                at=self._at,
                organisation_id=demo_id("organisation", key),
            )

    async def _set_up(self) -> None:
        for key, kind, zh, en, above, branch in WORKPLACES:
            await usecases.workplaces.set_up(
                self._tx,
                kind=kind,
                title=Title(zh=zh, en=en),
                parent_id=demo_id("workplace", above) if above else None,
                branch_id=demo_id("organisation", branch) if branch else None,
                workplace_id=demo_id("workplace", key),
            )

    async def _take_in(self, number: int, someone: Someone) -> None:
        person = Person(
            id=demo_id("person", someone.key),
            name=someone.name,
            employee_no=f"RC{2000 + number}" if someone.workplace else None,
            workplace_id=demo_id("workplace", someone.workplace) if someone.workplace else None,
            post=someone.post,
            shift=someone.shift,
        )
        self._people[someone.key] = await usecases.persons.take_in(self._tx, self._teller, person, self._at)

    async def _enrol(self, number: int, someone: Someone) -> None:
        if someone.group is None:
            return
        long_ago = date(2008 + number % 12, 1 + number % 12, 1 + number % 28)
        begins = long_ago
        status = MembershipStatus.FULL
        if someone.key in {PROBATIONARY, JOINED}:
            status = MembershipStatus.PROBATIONARY
            begins = (
                _last_quarter(self._on, 2, 15) if someone.key == JOINED else self._on - timedelta(days=210)
            )
        if someone.key == CAME_OVER:
            begins = _last_quarter(self._on, 3, 1)
            await self._begin(someone.key, "packing-group", status, long_ago, "before")
            await self._transfer(someone.key, begins - timedelta(days=1))
        await self._begin(someone.key, someone.group, status, begins, "now")

    async def _begin(
        self, key: str, group_key: str, status: MembershipStatus, from_on: date, when: str
    ) -> None:
        group = self._organisations[group_key]
        branch = next(each for each in self._organisations.values() if each.id == group.parent_id)
        await usecases.memberships.begin(
            self._tx,
            self._teller,
            person=self._people[key],
            branch=branch,
            group=group,
            status=status,
            from_on=from_on,
            at=self._at,
            membership_id=demo_id("membership", f"{key}-{when}"),
        )

    async def _transfer(self, key: str, until_on: date) -> None:
        person = self._people[key]
        [before] = await queries.memberships.of_person(self._tx, person.id)
        await usecases.memberships.end(
            self._tx,
            self._teller,
            before,
            person=person,
            until_on=until_on,
            reason=EndingReason.TRANSFERRED,
            at=self._at,
        )

    async def _appoint(self) -> None:
        for key, role, place in APPOINTMENTS:
            by = "higher" if key == "security" else "security"
            await usecases.appointments.appoint(
                self._tx,
                self._teller,
                self._people[key],
                role=role,
                organisation=self._organisations[place] if place else None,
                from_on=date(2024, 7, 1),
                until_on=None,
                by=demo_id("person", by),
                at=self._at,
                appointment_id=demo_id("appointment", f"{key}-{role}"),
            )

    async def _register(self, issuer: str) -> None:
        await usecases.clients.register(
            self._tx,
            self._teller,
            client_id=DOCS_CLIENT,
            title="四有接口文档 / Siyou API docs",
            kind=ClientKind.BROWSER,
            redirect_uris=_docs_addresses(issuer),
            secret=None,
            plain_issuer=issuer.startswith("http:"),
            at=self._at,
            own_id=demo_id("client", DOCS_CLIENT),
        )
        for machine in DEMO_CLIENTS:
            await self._register_machine(machine)

    async def _register_machine(self, machine: DemoClient) -> None:
        client = await usecases.clients.register(
            self._tx,
            self._teller,
            client_id=machine.client_id,
            title=machine.title,
            kind=ClientKind.MACHINE,
            redirect_uris=[],
            secret=machine.secret,
            plain_issuer=False,
            at=self._at,
            own_id=demo_id("client", machine.client_id),
        )
        await usecases.appointments.appoint(
            self._tx,
            self._teller,
            client,
            role=machine.role,
            organisation=None if machine.role is Role.HR_CLIENT else self._organisations[BRANCH],
            from_on=date(2024, 7, 1),
            until_on=None,
            by=demo_id("person", "security"),
            at=self._at,
            appointment_id=demo_id("appointment", machine.client_id),
        )


def _last_quarter(on: date, month: int, day: int) -> date:
    """A day in the first, second or third month of the quarter before this one."""
    first = 3 * ((on.month - 1) // 3) - 3 + month
    return date(on.year, first, day) if first > 0 else date(on.year - 1, first + 12, day)


def _docs_addresses(issuer: str) -> list[str]:
    """The docs page under the issuer's address; on this machine also under its other name."""
    names = [issuer, issuer.replace("//127.0.0.1", "//localhost")]
    return [f"{name}/docs/oauth2-redirect" for name in dict.fromkeys(names)]
