"""Notices that a caller may see, and how many have read them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, not_, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import MEMBERSHIP, PERSON, fence, in_force

from ..models import Notice, NoticeReceipt
from ..rules.notices import NoticeMissing
from .leavers import left


def published(grants: Sequence[Grant]) -> Select[Notice]:
    """Of the own branch, those to its groups included: nothing in them is secret among members."""
    return select(Notice).where(fence(grants, branch=col(Notice.branch_id)), col(Notice.person_id).is_(None))


def visible(grants: Sequence[Grant], caller_id: UUID) -> Select[Notice]:
    """What was published, and what is for the caller alone."""
    reached = fence(grants, branch=col(Notice.branch_id)) & col(Notice.person_id).is_(None)
    return select(Notice).where(or_(reached, col(Notice.person_id) == caller_id))


async def one(session: AsyncSession, notice_id: UUID, among: Select[Notice], *, lock: bool = False) -> Notice:
    """Raises NoticeMissing."""
    query = among.where(col(Notice.id) == notice_id)
    found: Notice | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise NoticeMissing
    return found


async def read_by(session: AsyncSession, ids: Sequence[UUID], person_id: UUID) -> dict[UUID, datetime]:
    """When the person said to have read each of these."""
    query = select(col(NoticeReceipt.notice_id), col(NoticeReceipt.at)).where(
        col(NoticeReceipt.notice_id).in_(ids), col(NoticeReceipt.person_id) == person_id
    )
    return {row.notice_id: row.at for row in await session.execute(query)}


async def reach(session: AsyncSession, notice: Notice, on: date) -> tuple[int, int]:
    """How many of those addressed have read it, and how many are addressed, as the roster stands on the day."""
    addressed = (
        select(MEMBERSHIP.c.person_id)
        .join(PERSON, PERSON.c.id == MEMBERSHIP.c.person_id)
        .where(MEMBERSHIP.c.branch_id == notice.branch_id, in_force(MEMBERSHIP, on), not_(left(on)))
    )
    if notice.group_id is not None:
        addressed = addressed.where(MEMBERSHIP.c.group_id == notice.group_id)
    found = addressed.subquery()
    receipt = (col(NoticeReceipt.person_id) == found.c.person_id) & (
        col(NoticeReceipt.notice_id) == notice.id
    )
    query = select(func.count(col(NoticeReceipt.person_id)), func.count()).select_from(
        found.outerjoin(NoticeReceipt, receipt)
    )
    read, all_ = (await session.execute(query)).one()
    return read, all_


def to_group(query: Select[Notice], group_id: UUID | None) -> Select[Notice]:
    """What one group is told: notices to it and to the whole branch, and none to a person."""
    if group_id is None:
        return query
    query = query.where(col(Notice.person_id).is_(None))
    return query.where(or_(col(Notice.group_id).is_(None), col(Notice.group_id) == group_id))
