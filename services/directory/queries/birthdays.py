"""Whose birthday is in a month, for greetings."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import extract, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant

from ..models import Person
from . import persons


async def in_month(session: AsyncSession, grants: Sequence[Grant], month: int, on: date) -> list[Person]:
    """Whoever these rights reach and is here; by day, then name."""
    born = col(Person.birth_on)
    query = select(Person).where(
        col(Person.id).in_(persons.reached(grants, on)),
        extract("month", born) == month,
        col(Person.active).is_(True),
    )
    ordered = query.order_by(extract("day", born), col(Person.name), col(Person.id))
    return list((await session.execute(ordered)).scalars())
