"""Taking in persons and changing what is known of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import Teller

from .. import queries
from ..models import Person
from ..rules.life.names import pinyin
from ..rules.life.persons import EmployeeNoTaken
from ..rules.life.workplaces import WorkplaceMissing
from . import adding, departures
from .hr_rows import end_access
from .telling import mark, tell_person


async def take_in(session: AsyncSession, teller: Teller, person: Person, at: datetime) -> Person:
    """A new person. Raises WorkplaceMissing, EmployeeNoTaken."""
    await _check_workplace(session, person.workplace_id)
    person.pinyin = pinyin(person.name)
    await adding.add(session, person, EmployeeNoTaken)
    await tell_person(session, teller, person, at)
    return person


async def change(
    session: AsyncSession, teller: Teller, person: Person, changes: dict[str, Any], at: datetime
) -> Person:
    """`changes` hold columns of the person. Leaving or coming back changes rights.

    Raises WorkplaceMissing, EmployeeNoTaken.
    """
    if "workplace_id" in changes:
        await _check_workplace(session, changes["workplace_id"])
    rights = changes.get("active", person.active) != person.active
    if rights and not person.active:
        await departures.come_back(session, person, by=None, at=at)
    for name, value in changes.items():
        setattr(person, name, value)
    if "name" in changes:
        person.pinyin = pinyin(person.name)
    if rights and not person.active:
        await end_access(session, [person.id], at)
    mark(person, rights=rights)
    await adding.flush(session, EmployeeNoTaken)
    await tell_person(session, teller, person, at)
    return person


async def _check_workplace(session: AsyncSession, workplace_id: UUID | None) -> None:
    if workplace_id and await queries.workplaces.one(session, workplace_id) is None:
        raise WorkplaceMissing
