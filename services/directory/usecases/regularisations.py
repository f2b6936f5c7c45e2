"""Regularisations: proposed, decided, withdrawn. The person is locked first, then the proposal."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse
from shared.outbox import Teller

from .. import queries
from ..models import (
    EndingReason,
    Membership,
    MembershipStatus,
    Person,
    Regularisation,
    RegularisationOutcome,
    RegularisationState,
)
from ..rules.life import regularisations as rules
from . import memberships


async def propose(
    session: AsyncSession, person: Person, *, by: UUID, today: date, at: datetime, row_id: UUID
) -> Regularisation:
    """The branch takes up the application; `person` must be locked.

    Raises OwnRegularisation, NoProbation, RegularisationOpen.
    """
    rules.check_other(person.id, by)
    known = await queries.memberships.of_person(session, person.id)
    span = rules.probation(known, today)
    joined = rules.joined_on(person, known)
    past = await queries.regularisations.of_person(session, person.id)
    row = Regularisation(
        id=row_id,
        person_id=person.id,
        branch_id=span.branch_id,
        group_id=span.group_id,
        joined_on=joined,
        probation_ends_on=rules.ends_on(joined, past),
        proposed_on=today,
        proposed_by=by,
        at=at,
    )
    await add_or_refuse(session, row, _open)
    return row


async def decide(
    session: AsyncSession,
    teller: Teller,
    row: Regularisation,
    *,
    person: Person,
    outcome: RegularisationOutcome,
    decided_on: date,
    resolution_no: str,
    extension_months: int | None,
    by: UUID,
    today: date,
    at: datetime,
) -> Regularisation:
    """What the branch meeting has resolved; both rows must be locked.

    Raises OwnRegularisation, RegularisationNotOpen, DecisionAhead, ExtensionUnclear, ProbationRunning,
    ExtendedAlready, NoProbation.
    """
    rules.check_other(person.id, by)
    past = await queries.regularisations.of_person(session, person.id)
    until = rules.extended_until(row, past, outcome, decided_on, extension_months, today)
    row.state, row.outcome, row.decided_on = RegularisationState.DECIDED, outcome.value, decided_on
    row.resolution_no, row.extended_until, row.decided_by = resolution_no, until, by
    known = await queries.memberships.of_person(session, person.id)
    span = rules.probation(known, decided_on)
    if outcome is RegularisationOutcome.REGULARISED:
        person.regularised_on = row.probation_ends_on
        await _become_full(session, teller, person, span, decided_on, at)
    elif outcome is RegularisationOutcome.DISQUALIFIED:
        await memberships.leave(
            session, teller, person, known, on=decided_on, reason=EndingReason.DISQUALIFIED, at=at
        )
    await session.flush()
    return row


async def withdraw(session: AsyncSession, row: Regularisation, *, by: UUID) -> Regularisation:
    """Nothing is decided; the row must be locked. Raises RegularisationNotOpen."""
    rules.check_open(row)
    row.state, row.decided_by = RegularisationState.WITHDRAWN, by
    await session.flush()
    return row


async def _become_full(
    session: AsyncSession, teller: Teller, person: Person, span: Membership, on: date, at: datetime
) -> None:
    branch = await queries.organisations.one(session, span.branch_id)
    group = await queries.organisations.one(session, span.group_id) if span.group_id else None
    if branch is None:  # the key says it is there
        raise rules.NoProbation
    await memberships.move(
        session,
        teller,
        person,
        branch=branch,
        group=group,
        on=on,
        reason=EndingReason.STATUS_CHANGED,
        at=at,
        status=MembershipStatus.FULL,
    )


async def _open() -> Exception:
    return rules.RegularisationOpen()
