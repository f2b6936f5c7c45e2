"""Beginning and ending memberships."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.ids import new_id
from shared.outbox import Teller

from .. import queries
from ..models import EndingReason, Membership, MembershipStatus, Organisation, Person
from ..rules import memberships as rules
from ..rules import outsiders
from .telling import mark, tell_person


async def begin(
    session: AsyncSession,
    teller: Teller,
    *,
    person: Person,
    branch: Organisation,
    group: Organisation | None,
    status: MembershipStatus,
    from_on: date,
    at: datetime,
    membership_id: UUID | None = None,
) -> Membership:
    """A new span; `person` must be locked.

    Raises PersonInactive, NotABranch, GroupElsewhere, MembershipOverlaps, CommunityOfficerInside.
    """
    known = await queries.memberships.of_person(session, person.id)
    rules.check_beginning(person, branch, group, known, from_on=from_on)
    offices = await queries.appointments.of_subject(session, person.id)
    outsiders.check_no_outsider(offices, from_on=from_on)
    membership = Membership(
        id=membership_id or new_id(),
        person_id=person.id,
        branch_id=branch.id,
        group_id=group.id if group else None,
        status=status.value,
        from_on=from_on,
    )
    session.add(membership)
    person.political_status = rules.status_after_beginning(status).value
    await _changed(session, teller, person, at)
    return membership


async def end(
    session: AsyncSession,
    teller: Teller,
    membership: Membership,
    *,
    person: Person,
    until_on: date,
    reason: EndingReason,
    at: datetime,
) -> Membership:
    """The last day of a span; `person` must be locked. Raises EndingNotEarlier."""
    rules.check_ending(membership, until_on)
    membership.until_on, membership.reason_code = until_on, reason.value
    person.political_status = rules.status_after_ending(person, reason)
    await _changed(session, teller, person, at)
    return membership


async def _changed(session: AsyncSession, teller: Teller, person: Person, at: datetime) -> None:
    mark(person, rights=True)
    await session.flush()
    await tell_person(session, teller, person, at)
