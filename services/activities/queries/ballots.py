"""Ballots: who has voted, and what was voted; of secret ballots never both at once."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import BallotReceipt, Motion, OpenBallot, SecretBallot


async def voted(session: AsyncSession, motion: Motion) -> set[UUID]:
    """Everyone who has cast a ballot."""
    kept = BallotReceipt if motion.secret else OpenBallot
    query = select(col(kept.person_id)).where(col(kept.motion_id) == motion.id)
    return set((await session.execute(query)).scalars())


async def cast(session: AsyncSession, ids: Sequence[UUID]) -> Counter[UUID]:
    """How many ballots each motion has."""
    found: Counter[UUID] = Counter()
    for kept in (BallotReceipt, OpenBallot):
        query = select(col(kept.motion_id)).where(col(kept.motion_id).in_(ids))
        found.update((await session.execute(query)).scalars())
    return found


async def open_ones(session: AsyncSession, motion_id: UUID) -> list[OpenBallot]:
    """Named ballots, in a fixed order."""
    query = select(OpenBallot).where(col(OpenBallot.motion_id) == motion_id)
    return list((await session.execute(query.order_by(col(OpenBallot.person_id)))).scalars())


async def secret_ones(session: AsyncSession, motion_id: UUID) -> list[SecretBallot]:
    """Nameless ballots in the order of their random ids, which is none."""
    query = select(SecretBallot).where(col(SecretBallot.motion_id) == motion_id)
    return list((await session.execute(query.order_by(col(SecretBallot.id)))).scalars())
