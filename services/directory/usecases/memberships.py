"""Beginning, moving and ending memberships."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.ids import new_id
from shared.outbox import Teller

from .. import queries
from ..models import EndingReason, Membership, MembershipStatus, Organisation, Person
from ..rules.life import appointments as office_rules
from ..rules.life import memberships as rules
from ..rules.life import outsiders, spans
from ..rules.life.months import day_before
from .telling import mark, tell_appointments, tell_person


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
    if status is MembershipStatus.PROBATIONARY and person.joined_party_on is None:
        person.joined_party_on = from_on
    person.political_status = rules.status_after_beginning(status).value
    await _changed(session, teller, person, at)
    return membership


async def move(
    session: AsyncSession,
    teller: Teller,
    person: Person,
    *,
    branch: Organisation,
    group: Organisation | None,
    on: date,
    reason: EndingReason,
    at: datetime,
    status: MembershipStatus | None = None,
    membership_id: UUID | None = None,
    leaves: UUID | None = None,
) -> Membership:
    """End a span and begin the next on a day, in one act without a gap; `person` must be locked.

    What was planned for later falls away, but for a change of status, which later spans take on. Offices that only
    members of the place left hold end with it. `leaves` names the span that must be the one in force on that day.

    Raises PersonInactive, NotABranch, GroupElsewhere, NoMembership, NothingMoves.
    """
    rules.check_place(person, branch, group)
    known = await queries.memberships.of_person(session, person.id)
    left, later = rules.left_at(known, on), rules.planned_after(known, on)
    begun = Membership(
        id=membership_id or new_id(),
        person_id=person.id,
        branch_id=branch.id,
        group_id=group.id if group else None,
        status=status.value if status else left.status,
        from_on=on,
        until_on=rules.last_day(left, later, reason),
    )
    rules.check_moving(left, begun, leaves)
    spans.cut(left, day_before(on))
    left.reason_code = reason.value
    for span in later:
        if reason is EndingReason.STATUS_CHANGED:
            span.status = begun.status
        else:
            spans.cut(span, day_before(span.from_on))
            span.reason_code = reason.value
    await session.flush()  # the database looks at each row when it is written: the old span must have ended
    session.add(begun)
    person.political_status = rules.status_after_beginning(MembershipStatus(begun.status)).value
    offices = await _leave_offices(session, person, rules.places_left(left, begun), day_before(on))
    await _changed(session, teller, person, at)
    if offices:
        await tell_appointments(session, teller, person, at)
    return begun


async def leave(
    session: AsyncSession,
    teller: Teller,
    person: Person,
    known: Sequence[Membership],
    *,
    on: date,
    reason: EndingReason,
    at: datetime,
) -> None:
    """From a day on the person belongs to no branch here: all that runs then ends the day before.

    `known` are all memberships; `person` must be locked.
    """
    cut = [span for span in known if spans.cut(span, day_before(on))]
    for span in cut:
        span.reason_code = reason.value
    person.political_status = rules.status_after_ending(person, reason)
    places = {place for span in cut for place in (span.branch_id, span.group_id) if place is not None}
    offices = await _leave_offices(session, person, places, day_before(on))
    await _changed(session, teller, person, at)
    if offices:
        await tell_appointments(session, teller, person, at)


async def _leave_offices(session: AsyncSession, person: Person, places: set[UUID], last: date) -> bool:
    held = await queries.appointments.of_subject(session, person.id)
    # A list: every one is cut, not only the first.
    return any([spans.cut(office, last) for office in office_rules.left_behind(held, places)])  # noqa: C419


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
