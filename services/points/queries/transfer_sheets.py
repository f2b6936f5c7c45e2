"""Transfer sheets that a caller may see, and those whose days are over."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, and_, exists, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import MEMBERSHIP, fence, in_force

from ..models import Claim, Period, TransferClosing, TransferSheet
from ..rules.claims import NOBODYS
from ..rules.transfer_sheets import TransferSheetMissing, year_of
from .claims import PENDING

MOST_AT_ONCE = 100
"""So many sheets are closed in one round."""


def visible(grants: Sequence[Grant]) -> Select[TransferSheet]:
    """Sheets of which the rights reach the member or either branch."""
    here = fence(grants, person=col(TransferSheet.member_id), branch=col(TransferSheet.from_branch_id))
    return select(TransferSheet).where(or_(here, fence(grants, branch=col(TransferSheet.to_branch_id))))


async def one(session: AsyncSession, sheet_id: UUID, grants: Sequence[Grant]) -> TransferSheet:
    """Raises TransferSheetMissing."""
    query = visible(grants).where(col(TransferSheet.id) == sheet_id)
    found: TransferSheet | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise TransferSheetMissing
    return found


async def closings(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, TransferClosing]:
    """Of these sheets, those whose days are over."""
    query = select(TransferClosing).where(col(TransferClosing.sheet_id).in_(ids))
    return {row.sheet_id: row for row in (await session.execute(query)).scalars()}


async def has_moved(
    session: AsyncSession, member_id: UUID, from_branch_id: UUID, to_branch_id: UUID | None, on: date
) -> bool:
    """Whether the roster knows of it: that day is spent in the new branch, if it is ours, and not in the old."""
    query = select(MEMBERSHIP.c.branch_id).where(MEMBERSHIP.c.person_id == member_id)
    known = set((await session.execute(query)).scalars())
    there = set((await session.execute(query.where(in_force(MEMBERSHIP, on)))).scalars())
    return from_branch_id in known and there == ({to_branch_id} if to_branch_id else set())


async def periods_until(session: AsyncSession, branch_id: UUID, moved_on: date) -> list[Period]:
    """The old branch's periods of the year, as far as they had begun; oldest first."""
    query = select(Period).where(
        col(Period.branch_id) == branch_id,
        col(Period.ends_on) >= year_of(moved_on),
        col(Period.starts_on) < moved_on,
    )
    return list((await session.execute(query.order_by(col(Period.starts_on)))).scalars())


async def open_claims(session: AsyncSession, member_id: UUID, branch_id: UUID) -> list[Claim]:
    """The member's claims that wait in the branch, oldest first."""
    query = select(Claim).where(
        col(Claim.member_id) == member_id, col(Claim.branch_id) == branch_id, col(Claim.state).in_(PENDING)
    )
    return list((await session.execute(query.order_by(col(Claim.id)))).scalars())


async def still_open(session: AsyncSession, ids: Sequence[UUID]) -> list[Claim]:
    """Those of the claims that still wait and can be returned, locked in the order of their ids."""
    query = select(Claim).where(
        col(Claim.id).in_(ids), col(Claim.state).in_(PENDING), col(Claim.origin).not_in(NOBODYS)
    )
    return list((await session.execute(query.order_by(col(Claim.id)).with_for_update())).scalars())


async def due(session: AsyncSession, before: date) -> list[UUID]:
    """Sheets of a move before that day that have not been closed, at most `MOST_AT_ONCE`, oldest first."""
    closed = exists().where(col(TransferClosing.sheet_id) == col(TransferSheet.id))
    query = select(col(TransferSheet.id)).where(and_(col(TransferSheet.moved_on) < before, ~closed))
    return list((await session.execute(query.order_by(col(TransferSheet.id)).limit(MOST_AT_ONCE))).scalars())
