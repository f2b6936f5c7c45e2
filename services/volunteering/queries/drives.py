"""Donation drives as their circle, their committee, officers above it and the receiving community see them."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import COMMITTEE, MACHINES, Reach, Role
from shared.auth.principal import Access, Grant
from shared.roster import ORGANISATION, fence, standing

from ..models import Drive, DriveState, DriveStep
from ..rules.drives import DriveMissing

_RUNNING = frozenset({*COMMITTEE, Role.HIGHER_OFFICER})


async def above(session: AsyncSession, organisation_id: UUID) -> list[UUID]:
    """The organisation and all above it, the highest first."""
    query = select(ORGANISATION.c.path).where(ORGANISATION.c.id == organisation_id)
    path: str | None = (await session.execute(query)).scalar_one_or_none()
    return [UUID(each) for each in path.split("/") if each] if path else [organisation_id]


async def asked(session: AsyncSession, access: Access) -> ColumnElement[bool]:
    """The drives whose circle the caller is in: by the own branch, or as staff of no branch."""
    if access.branch_id is not None:
        inside: ColumnElement[bool] = col(Drive.circle_id).in_(await above(session, access.branch_id))
    elif any(grant.role is Role.STAFF for grant in access.grants):
        inside = col(Drive.with_staff).is_(True)
    else:
        inside = false()
    return and_(inside, col(Drive.opened_at).is_not(None))


def run_by(grants: Sequence[Grant]) -> ColumnElement[bool]:
    """The drives of the branch whose committee the caller is on, or below the caller's office."""
    running = [grant for grant in grants if grant.role in _RUNNING]
    return fence(running, branch=col(Drive.branch_id))


def runs(grants: Sequence[Grant], branch_id: UUID) -> bool:
    """Whether one of these rights is that of the committee of this branch."""
    return any(grant.role in COMMITTEE and grant.anchor == branch_id for grant in grants)


def _received_by(grants: Sequence[Grant]) -> ColumnElement[bool]:
    received = [grant for grant in grants if grant.reach is Reach.COMMUNITY]
    return and_(fence(received, community=col(Drive.community_id)), col(Drive.opened_at).is_not(None))


async def readable(session: AsyncSession, access: Access) -> ColumnElement[bool]:
    """What the caller may read of: whom it asks, who runs it, and the community it names as receiving."""
    return or_(await asked(session, access), run_by(access.grants), _received_by(access.grants))


async def visible(
    session: AsyncSession, access: Access, state: DriveState | None, due_on: date | None
) -> Select[Drive]:
    """The same as a list; with a day only those whose use report is due by then."""
    query = select(Drive).where(await readable(session, access))
    if state is not None:
        query = query.where(col(Drive.state) == state)
    if due_on is not None:
        query = query.where(col(Drive.report_due_on) <= due_on)
    return query


async def one(session: AsyncSession, drive_id: UUID, access: Access) -> Drive:
    """Raises DriveMissing."""
    return await _found(
        session, select(Drive).where(await readable(session, access), col(Drive.id) == drive_id)
    )


async def within(
    session: AsyncSession, drive_id: UUID, grants: Sequence[Grant], *, lock: bool = True
) -> Drive:
    """One that the caller runs, under lock. Raises DriveMissing."""
    query = select(Drive).where(run_by(grants), col(Drive.id) == drive_id)
    return await _found(session, query.with_for_update() if lock else query)


async def open_to(session: AsyncSession, drive_id: UUID, access: Access) -> Drive:
    """One whose circle the caller is in, under lock. Raises DriveMissing."""
    query = select(Drive).where(await asked(session, access), col(Drive.id) == drive_id)
    return await _found(session, query.with_for_update())


async def held(session: AsyncSession, drive_id: UUID) -> Drive:
    """Under lock, for whoever has been let in by something of it. Raises DriveMissing."""
    return await _found(session, select(Drive).where(col(Drive.id) == drive_id).with_for_update())


async def by_id(session: AsyncSession, drive_id: UUID) -> Drive:
    """Raises DriveMissing."""
    return await _found(session, select(Drive).where(col(Drive.id) == drive_id))


async def by_ids(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Drive]:
    """These, for whoever has been let in by something of each."""
    query = select(Drive).where(among(session, col(Drive.id), ids))
    return {row.id: row for row in (await session.execute(query)).scalars()}


async def _found(session: AsyncSession, query: Select[Drive]) -> Drive:
    fresh = query.execution_options(populate_existing=True)
    found: Drive | None = (await session.execute(fresh)).scalar_one_or_none()
    if found is None:
        raise DriveMissing
    return found


async def steps(session: AsyncSession, drive_id: UUID) -> list[DriveStep]:
    """Its way so far, oldest first."""
    query = select(DriveStep).where(col(DriveStep.drive_id) == drive_id).order_by(col(DriveStep.id))
    return list((await session.execute(query)).scalars())


async def holds(session: AsyncSession, drive: Drive, person_id: UUID, on: date) -> bool:
    """Whether somebody is in the circle on a day. Machines and whoever a community sent never are."""
    found = await standing(session, person_id, on)
    if found is None or not found.active:
        return False
    if found.branch_id is not None:
        return drive.circle_id in await above(session, found.branch_id)
    outside = {Role.COMMUNITY_OFFICER, *MACHINES}
    return drive.with_staff and not outside & {each.role for each in found.held}


async def on_committee(session: AsyncSession, branch_id: UUID, person_id: UUID, on: date) -> bool:
    """Whether somebody is on a branch's committee on a day."""
    found = await standing(session, person_id, on)
    if found is None or not found.active:
        return False
    return any(each.role in COMMITTEE and each.organisation_id == branch_id for each in found.held)
