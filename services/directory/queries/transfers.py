"""Questions about introduction letters. The person sees them, and the branches at either end."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Organisation, Transfer, TransferState


def _from(grants: Sequence[Grant]) -> ColumnElement[bool]:
    return fence(grants, person=col(Transfer.person_id), branch=col(Transfer.from_branch_id))


def _to(grants: Sequence[Grant]) -> ColumnElement[bool]:
    return fence(grants, branch=col(Transfer.to_branch_id))


def listed(
    grants: Sequence[Grant], *, person_id: UUID | None, branch_id: UUID | None, state: str | None
) -> Select[Any]:
    """Letters within reach; `branch_id` is either end."""
    query = select(Transfer).where(or_(_from(grants), _to(grants)))
    if person_id:
        query = query.where(col(Transfer.person_id) == person_id)
    if branch_id:
        query = query.where(
            or_(col(Transfer.from_branch_id) == branch_id, col(Transfer.to_branch_id) == branch_id)
        )
    if state:
        query = query.where(col(Transfer.state) == state)
    return query


async def within(session: AsyncSession, grants: Sequence[Grant], transfer_id: UUID) -> Transfer | None:
    """The letter, if these rights reach either end."""
    query = listed(grants, person_id=None, branch_id=None, state=None).where(col(Transfer.id) == transfer_id)
    return (await session.execute(query)).scalar_one_or_none()


async def leaving(session: AsyncSession, grants: Sequence[Grant], transfer_id: UUID) -> Transfer | None:
    """The letter, for the branch that keeps its stub: the old one, or for a letter from outside the new one."""
    stub = func.coalesce(Transfer.from_branch_id, Transfer.to_branch_id)
    query = select(Transfer).where(col(Transfer.id) == transfer_id, fence(grants, branch=stub))
    return (await session.execute(query)).scalar_one_or_none()


async def arriving(session: AsyncSession, grants: Sequence[Grant], transfer_id: UUID) -> Transfer | None:
    """The letter, for the branch to which it leads."""
    query = select(Transfer).where(col(Transfer.id) == transfer_id, _to(grants))
    return (await session.execute(query)).scalar_one_or_none()


async def again(session: AsyncSession, transfer_id: UUID) -> Transfer:
    """The letter as it stands now, locked; the person must be locked before."""
    return await session.get_one(Transfer, transfer_id, with_for_update=True, populate_existing=True)


async def under_way(session: AsyncSession, person_id: UUID) -> Transfer | None:
    """The one letter that nobody has received yet."""
    query = select(Transfer).where(
        col(Transfer.person_id) == person_id, col(Transfer.state) == TransferState.ISSUED.value
    )
    return (await session.exec(query)).one_or_none()


async def lapsed(session: AsyncSession, today: date) -> Sequence[tuple[UUID, UUID]]:
    """Letter and person of all whose last day is over."""
    query = select(Transfer.id, Transfer.person_id).where(
        col(Transfer.state) == TransferState.ISSUED.value, col(Transfer.valid_until) < today
    )
    return (await session.exec(query)).all()


async def next_serial(session: AsyncSession, branch_id: UUID, year: int) -> int:
    """The next number among the branch's letters of a year; the branch is locked, so that no two take one."""
    # Not FOR UPDATE: whoever becomes a member of the branch meanwhile refers to its row, and need not wait.
    branch = select(Organisation.id).where(col(Organisation.id) == branch_id)
    await session.exec(branch.with_for_update(key_share=True))
    last = select(func.max(Transfer.letter_serial)).where(
        col(Transfer.from_branch_id) == branch_id, col(Transfer.letter_year) == year
    )
    return ((await session.exec(last)).one() or 0) + 1
