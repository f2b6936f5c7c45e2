"""Questions about persons.

A member is seen by those who reach the member's present branch, group or person. Who is no member is seen
by those who reach the branch that looks after the person's workshop.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Membership, Person, Workplace
from .days import in_force

_Above = aliased(Workplace)


def _within(grants: Sequence[Grant], on: date) -> Select[Any]:
    branch = func.coalesce(Membership.branch_id, Workplace.branch_id, _Above.branch_id)
    return (
        select(Person)
        .outerjoin(Membership, and_(col(Membership.person_id) == col(Person.id), in_force(Membership, on)))
        .outerjoin(Workplace, col(Workplace.id) == col(Person.workplace_id))
        .outerjoin(_Above, col(_Above.id) == col(Workplace.parent_id))
        .where(fence(grants, person=col(Person.id), group=col(Membership.group_id), branch=branch))
    )


def reached(grants: Sequence[Grant], on: date) -> Select[Any]:
    """The ids of all persons within reach, for what goes with the person."""
    return _within(grants, on).with_only_columns(col(Person.id))


def listed(
    grants: Sequence[Grant],
    on: date,
    *,
    branch_id: UUID | None,
    group_id: UUID | None,
    workplace_id: UUID | None,
    name: str | None,
    active: bool | None,
) -> Select[Any]:
    """Persons within reach; `workplace_id` stands for all that is below it too.

    `name` is a beginning, of the name or of how it is typed.
    """
    query = _within(grants, on)
    if branch_id:
        query = query.where(col(Membership.branch_id) == branch_id)
    if group_id:
        query = query.where(col(Membership.group_id) == group_id)
    if workplace_id:
        query = query.where(col(Workplace.path).contains(f"/{workplace_id}/"))
    if name:
        query = query.where(_called(name))
    if active is not None:
        query = query.where(col(Person.active).is_(active))
    return query


def _called(beginning: str) -> ColumnElement[bool]:
    # The ways to type a name stand side by side, apart by a stroke.
    letters = beginning.lower()
    return or_(
        col(Person.name).startswith(beginning, autoescape=True),
        col(Person.pinyin).startswith(letters, autoescape=True),
        col(Person.pinyin).contains(f"|{letters}", autoescape=True),
    )


async def within(session: AsyncSession, grants: Sequence[Grant], person_id: UUID, on: date) -> Person | None:
    """The person, if these rights go that far."""
    query = _within(grants, on).where(col(Person.id) == person_id)
    return (await session.execute(query)).scalar_one_or_none()


async def those_reached(
    session: AsyncSession, grants: Sequence[Grant], person_ids: Collection[UUID], on: date
) -> set[UUID]:
    """Which of them these rights reach."""
    if not person_ids:
        return set()
    query = (
        _within(grants, on)
        .with_only_columns(col(Person.id))
        .where(among(session, col(Person.id), person_ids))
    )
    return set((await session.execute(query)).scalars())


async def to_enrol(
    session: AsyncSession, grants: Sequence[Grant], person_id: UUID, on: date
) -> Person | None:
    """The person, locked, if within reach or in no branch from now: other branches' members stay hidden."""
    elsewhere = select(Membership.id).where(
        col(Membership.person_id) == person_id,
        or_(col(Membership.until_on).is_(None), col(Membership.until_on) >= on),
    )
    person = await within(session, grants, person_id, on)
    if person is None and (await session.exec(elsewhere)).first() is not None:
        return None
    return await locked(session, person_id)


async def place_of(session: AsyncSession, person_id: UUID, on: date) -> tuple[UUID | None, UUID | None]:
    """The branch and group to which the person belongs on a day, or else the branch that looks after the workshop."""
    branch = func.coalesce(Membership.branch_id, Workplace.branch_id, _Above.branch_id)
    query = (
        select(branch, Membership.group_id)
        .select_from(Person)
        .outerjoin(Membership, and_(col(Membership.person_id) == col(Person.id), in_force(Membership, on)))
        .outerjoin(Workplace, col(Workplace.id) == col(Person.workplace_id))
        .outerjoin(_Above, col(_Above.id) == col(Workplace.parent_id))
        .where(col(Person.id) == person_id)
    )
    found = (await session.exec(query)).first()
    return (found[0], found[1]) if found else (None, None)


async def locked(session: AsyncSession, person_id: UUID) -> Person | None:
    """The person, whoever asks, until this transaction ends nobody else's to change."""
    return await session.get(Person, person_id, with_for_update=True, populate_existing=True)


async def one(session: AsyncSession, person_id: UUID) -> Person | None:
    """The person, whoever asks."""
    return await session.get(Person, person_id)


async def by_ids(session: AsyncSession, person_ids: Sequence[UUID]) -> Sequence[Person]:
    """Persons as they are in the database now, whoever asks, in the order of their ids."""
    if not person_ids:
        return []
    query = select(Person).where(among(session, col(Person.id), person_ids)).order_by(col(Person.id))
    return (await session.exec(query.execution_options(populate_existing=True))).all()
