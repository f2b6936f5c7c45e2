"""Volunteers: registered, and kept up to date, by themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Category, Sex, Volunteer
from ..queries import volunteers as queries
from ..rules import volunteers as rules


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person says of oneself. Source: MZ/T 061-2015, without what identifies by law."""

    skills: list[str]
    wishes: list[Category]
    free_times: str | None
    sex: Sex | None
    born_on: date | None
    region: str | None


async def register(
    session: AsyncSession, profile: Profile, *, by: UUID, at: datetime, today: date
) -> Volunteer:
    """Give oneself a number. Raises BirthdayAhead, AlreadyVolunteer."""
    rules.may_be_born(profile.born_on, today)
    sequence = await queries.next_sequence(session)
    row = Volunteer(person_id=by, sequence=sequence, registered_at=at, **_of(profile))
    await add_or_refuse(session, row, _twice)
    return row


async def rewrite(session: AsyncSession, row: Volunteer, profile: Profile, *, today: date) -> Volunteer:
    """Say it anew. Raises BirthdayAhead."""
    rules.may_be_born(profile.born_on, today)
    for name, value in _of(profile).items():
        setattr(row, name, value)
    await session.flush()
    return row


def _of(profile: Profile) -> dict[str, Any]:
    return {name: getattr(profile, name) for name in Profile.__slots__}


async def _twice() -> Exception:
    return rules.AlreadyVolunteer()
