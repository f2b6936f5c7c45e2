"""The first person of an empty directory: without one, nobody could let anybody in."""

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Role
from shared.outbox import Teller

from .. import queries
from ..models import Person
from . import accounts, appointments, persons


async def first_administrator(
    session: AsyncSession, teller: Teller, *, login: str, password_hash: str, on: date, at: datetime
) -> None:
    """A security administrator, if nobody can sign in yet. There is no default account (GB/T 22239-2019)."""
    if await queries.accounts.any_at_all(session):
        return
    person = await persons.take_in(session, teller, Person(name=login), at)
    await accounts.open_for(session, person, login=login, password_hash=password_hash, at=at)
    await appointments.appoint(
        session,
        teller,
        person,
        role=Role.SECURITY_ADMINISTRATOR,
        organisation=None,
        from_on=on,
        until_on=None,
        by=person.id,
        at=at,
    )
