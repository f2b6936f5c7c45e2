"""Qualifications that a caller may see, and who may check them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import Role
from shared.auth.principal import Grant
from shared.roster import MEMBERSHIP, fence, in_force

from ..models import Qualification
from ..rules.qualifications import QualificationMissing


def visible(grants: Sequence[Grant], on: date) -> Select[Qualification]:
    """One's own, those of the own branch; of people without a branch those are every safety officer's."""
    membership = MEMBERSHIP.c
    joined = and_(membership.person_id == col(Qualification.person_id), in_force(MEMBERSHIP, on))
    reached = fence(grants, person=col(Qualification.person_id), branch=membership.branch_id)
    query = select(Qualification).outerjoin(MEMBERSHIP, joined)
    return query.where(or_(reached, _of_nobodys_branch(grants)))


def _of_nobodys_branch(grants: Sequence[Grant]) -> ColumnElement[bool]:
    if any(grant.role is Role.SAFETY_OFFICER for grant in grants):
        return MEMBERSHIP.c.branch_id.is_(None)
    return false()


def narrowed(
    query: Select[Qualification], person_id: UUID | None, code: str | None, *, checked: bool | None
) -> Select[Qualification]:
    """By what a list may be asked for."""
    if person_id is not None:
        query = query.where(col(Qualification.person_id) == person_id)
    if code is not None:
        query = query.where(col(Qualification.code) == code)
    if checked is None:
        return query
    looked_at = col(Qualification.checked_at).is_not(None)
    return query.where(looked_at if checked else ~looked_at)


async def one(
    session: AsyncSession, qualification_id: UUID, grants: Sequence[Grant], on: date, *, lock: bool = False
) -> Qualification:
    """Raises QualificationMissing."""
    query = visible(grants, on).where(col(Qualification.id) == qualification_id)
    if lock:
        query = query.with_for_update(of=Qualification).execution_options(populate_existing=True)
    found: Qualification | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise QualificationMissing
    return found


async def held(session: AsyncSession, person_ids: Collection[UUID], on: date) -> dict[UUID, set[str]]:
    """What each of these people may do on a day by a paper that another has looked at: codes, by person."""
    table = Qualification
    query = select(col(table.person_id), col(table.code)).where(
        among(session, col(table.person_id), person_ids),
        col(table.checked_at).is_not(None),
        col(table.refused_reason).is_(None),
        or_(col(table.valid_until).is_(None), col(table.valid_until) >= on),
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for person_id, code in await session.execute(query):
        found[person_id].add(code)
    return found
