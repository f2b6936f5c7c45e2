"""Discipline: what is to be put before committees, withdrawn, or proposed to be lifted. Each answer is short."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.roster import MEMBERSHIP

from ..models import Claim, ClaimState, DisciplineProposal, DisciplineReference, Entry, Period
from ..rules.periods import TAKES_ENTRIES
from .claims import PENDING

MOST_AT_ONCE = 100
"""So many of each are seen to in one round."""

_Reference, _Proposal = DisciplineReference, DisciplineProposal


class Due(NamedTuple):
    """A reference and a period: the one to put it before the committee in, or the one whose veto may be lifted."""

    member_id: UUID
    reference_no: str
    period_id: UUID


async def to_propose(session: AsyncSession, today: date) -> list[Due]:
    """References in force, in running periods of the branches that have the member, that have led to nothing yet.

    What a branch's committee has dismissed does not come back to it.
    """
    since, there = col(_Reference.recorded_on), MEMBERSHIP.c
    dismissed = exists().where(
        *_same(_Proposal),
        col(_Proposal.branch_id) == col(Period.branch_id),
        col(Claim.id) == col(_Proposal.claim_id),
        col(Claim.state) == ClaimState.REJECTED,
    )
    query = (
        select(col(_Reference.member_id), col(_Reference.reference_no), col(Period.id))
        .join(MEMBERSHIP, there.person_id == col(_Reference.member_id))
        .join(Period, col(Period.branch_id) == there.branch_id)
        .where(
            since.is_not(None),
            col(_Reference.lifted_on).is_(None),
            *_running(today),
            and_(col(Period.ends_on) >= since, there.from_on <= col(Period.ends_on), there.from_on <= today),
            or_(
                there.until_on.is_(None),
                and_(there.until_on >= since, there.until_on >= col(Period.starts_on)),
            ),
            ~_made(lifting=False),
            ~dismissed,
        )
    )
    return await _few(session, query)


async def to_withdraw(session: AsyncSession) -> list[UUID]:
    """Claims that wait for a committee's word because of what has been lifted since."""
    query = (
        select(col(Claim.id))
        .join(_Proposal, col(_Proposal.claim_id) == col(Claim.id))
        .join(_Reference, and_(*_same(_Proposal)))
        .where(
            col(_Reference.lifted_on).is_not(None),
            col(_Proposal.lifting).is_(False),
            col(Claim.state).in_(PENDING),
        )
    )
    return list((await session.execute(query.order_by(col(Claim.id)).limit(MOST_AT_ONCE))).scalars())


async def to_lift(session: AsyncSession, today: date) -> list[Due]:
    """What stands because of what has been lifted since, once a period has begun after the lifting."""
    gone, after = aliased(Entry), aliased(Period)
    query = (
        select(col(_Reference.member_id), col(_Reference.reference_no), col(_Proposal.period_id))
        .join(_Proposal, and_(*_same(_Proposal)))
        .join(Claim, col(Claim.id) == col(_Proposal.claim_id))
        .join(Period, col(Period.id) == col(_Proposal.period_id))
        .where(
            col(_Proposal.lifting).is_(False),
            col(Claim.entry_id).is_not(None),
            ~exists().where(col(gone.reverses_id) == col(Claim.entry_id)),
            exists().where(*_next(after, col(Claim.branch_id), col(_Reference.lifted_on), today)),
            ~_made(lifting=True),
        )
    )
    return await _few(session, query)


async def next_period(session: AsyncSession, branch_id: UUID, lifted_on: date, today: date) -> Period | None:
    """The branch's first period that begins after the lifting, if it runs; locked, so that nobody determines it."""
    found = select(Period).where(*_next(Period, branch_id, lifted_on, today)).order_by(col(Period.starts_on))
    return (await session.execute(found.limit(1).with_for_update())).scalar_one_or_none()


async def reference(session: AsyncSession, due: Due) -> DisciplineReference:
    """Locked until the transaction ends."""
    query = select(_Reference).where(
        col(_Reference.member_id) == due.member_id, col(_Reference.reference_no) == due.reference_no
    )
    found: DisciplineReference = (await session.execute(query.with_for_update())).scalar_one()
    return found


async def proposals(session: AsyncSession, due: Due) -> Sequence[DisciplineProposal]:
    """All that the reference has led to."""
    query = select(_Proposal).where(
        col(_Proposal.member_id) == due.member_id, col(_Proposal.reference_no) == due.reference_no
    )
    return (await session.execute(query)).scalars().all()


async def reference_of(session: AsyncSession, claim_id: UUID) -> str:
    """The reference that a claim was made for."""
    query = select(col(_Proposal.reference_no)).where(col(_Proposal.claim_id) == claim_id)
    number: str = (await session.execute(query)).scalar_one()
    return number


def _same(table: type[DisciplineProposal]) -> tuple[ColumnElement[bool], ...]:
    return (
        col(table.member_id) == col(_Reference.member_id),
        col(table.reference_no) == col(_Reference.reference_no),
    )


def _made(*, lifting: bool) -> ColumnElement[bool]:
    known = aliased(_Proposal)
    return exists().where(
        *_same(known), col(known.period_id) == col(Period.id), col(known.lifting).is_(lifting)
    )


def _running(today: date) -> tuple[ColumnElement[bool], ...]:
    return col(Period.state).in_(TAKES_ENTRIES), col(Period.starts_on) <= today


def _next(
    table: type[Period], branch_id: object, lifted_on: object, today: date
) -> tuple[ColumnElement[bool], ...]:
    return (
        col(table.branch_id) == branch_id,
        col(table.starts_on) > lifted_on,
        col(table.starts_on) <= today,
        col(table.state).in_(TAKES_ENTRIES),
    )


async def _few(session: AsyncSession, query: Select[UUID, str, UUID]) -> list[Due]:
    found = await session.execute(query.distinct().limit(MOST_AT_ONCE))
    return sorted(Due(*row) for row in found)
