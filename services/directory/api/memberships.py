"""`/v1/memberships`: who belongs to which branch and group, and when."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape

from .. import queries, usecases
from ..models import EndingReason, Membership, MembershipStatus, Organisation
from ..rules.life.memberships import MembershipMissing
from ..rules.life.months import next_month
from ..rules.life.organisations import OrganisationMissing
from ..rules.life.persons import PersonMissing
from .given import Day, Tell, there

router = APIRouter(prefix="/v1/memberships", tags=["memberships"])

Reader = Annotated[Access, may("membership.read")]
Writer = Annotated[Access, may("membership.write")]


class MembershipCreate(Shape):
    """A span that begins; the one before must have ended the day before at the latest."""

    person_id: UUID
    branch_id: UUID
    group_id: UUID | None = None
    status: MembershipStatus
    from_on: Day


class MembershipEndingCreate(Shape):
    """The last day. The day before `from_on` withdraws the whole span, as if it had not been."""

    until_on: Day
    reason_code: EndingReason


class GroupChangeCreate(Shape):
    """Another group of the same branch, or none; from the first of next month unless another day is named."""

    group_id: UUID | None = None
    from_on: Day | None = None


class MembershipRead(Read):
    """One span; both days belong to it."""

    id: UUID
    person_id: UUID
    branch_id: UUID
    group_id: UUID | None
    status: MembershipStatus
    from_on: date
    until_on: date | None
    reason_code: EndingReason | None


@router.get("", summary="组织关系列表 / Memberships")
async def list_memberships(
    reader: Reader,
    view: View,
    paged: Paged,
    person_id: UUID | None = None,
    branch_id: UUID | None = None,
    group_id: UUID | None = None,
    on: Annotated[date | None, Query(description="Only those in force on this day.")] = None,
) -> Page[MembershipRead]:
    """Those within reach, ended ones too; a branch sees what was spent in it."""
    query = queries.memberships.listed(
        reader.grants, person_id=person_id, branch_id=branch_id, group_id=group_id, on=on
    )
    rows, cursor = await paged.rows(view, query, col(Membership.id))
    return Page(items=[MembershipRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="建立组织关系 / Begin a membership")
async def begin_membership(
    body: MembershipCreate, writer: Writer, tx: Tx, tell: Tell, now: Now, today: Today, once: Once
) -> MembershipRead:
    """In a branch within reach, for someone within reach or in no branch at all."""
    branch = there(
        await queries.organisations.reached(tx, writer.grants, body.branch_id), OrganisationMissing
    )
    group = await _group(tx, body.group_id)
    person = there(await queries.persons.to_enrol(tx, writer.grants, body.person_id, today), PersonMissing)
    row = await usecases.memberships.begin(
        tx, tell, person=person, branch=branch, group=group, status=body.status, from_on=body.from_on, at=now
    )
    return await once.keep(MembershipRead.model_validate(row), made=row.id)


async def _group(tx: AsyncSession, group_id: UUID | None) -> Organisation | None:
    return there(await queries.organisations.one(tx, group_id), OrganisationMissing) if group_id else None


@router.post("/{membership_id}/ending", status_code=201, summary="终止组织关系 / End a membership")
async def end_membership(
    membership_id: UUID,
    body: MembershipEndingCreate,
    writer: Writer,
    tx: Tx,
    tell: Tell,
    now: Now,
    once: Once,
) -> MembershipRead:
    """For a transfer, a change of group or status, or because someone leaves."""
    row = there(await queries.memberships.within(tx, writer.grants, membership_id), MembershipMissing)
    person = there(await queries.persons.locked(tx, row.person_id), PersonMissing)
    await tx.refresh(row)
    row = await usecases.memberships.end(
        tx, tell, row, person=person, until_on=body.until_on, reason=body.reason_code, at=now
    )
    return await once.keep(MembershipRead.model_validate(row), made=row.id)


@router.post("/{membership_id}/group-change", status_code=201, summary="调整党小组 / Change the group")
async def change_group(
    membership_id: UUID,
    body: GroupChangeCreate,
    writer: Writer,
    tx: Tx,
    tell: Tell,
    now: Now,
    today: Today,
    once: Once,
) -> MembershipRead:
    """Ends this span and begins the next in one act, without a gap. Another branch takes a letter: `/v1/transfers`."""
    row = there(await queries.memberships.within(tx, writer.grants, membership_id), MembershipMissing)
    person = there(await queries.persons.locked(tx, row.person_id), PersonMissing)
    row = await usecases.memberships.move(
        tx,
        tell,
        person,
        branch=there(await queries.organisations.one(tx, row.branch_id), OrganisationMissing),
        group=await _group(tx, body.group_id),
        on=body.from_on or next_month(today),
        reason=EndingReason.GROUP_CHANGED,
        at=now,
        leaves=row.id,
    )
    return await once.keep(MembershipRead.model_validate(row), made=row.id)
