"""Putting the present state of a subject into the outbox, in the transaction that changed it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import Teller

from .. import events, queries, rules
from ..models import Client, Organisation, Person


def mark(subject: Person | Client, *, rights: bool) -> None:
    """The subject changed; with `rights`, older tokens hold no longer. The row must be locked."""
    subject.version += 1
    subject.rights_version += rights


async def tell_person(session: AsyncSession, teller: Teller, person: Person, at: datetime) -> None:
    """`member.changed` for a person."""
    await tell_persons(session, teller, [person], at)


async def tell_persons(
    session: AsyncSession, teller: Teller, persons: Sequence[Person], at: datetime
) -> None:
    """`member.changed` for each, however many."""
    person_ids = [person.id for person in persons]
    known = await queries.memberships.of_persons(session, person_ids)
    absences = await queries.absences.of_persons(session, person_ids)
    told = [
        events.member_changed(
            person.id,
            version=person.version,
            rights_version=person.rights_version,
            name=person.name,
            active=person.active,
            memberships=rules.memberships.told(known.get(person.id, ())),
            absences=rules.absences.told(absences.get(person.id, ())),
            departure=rules.persons.departure_told(person),
            identities=rules.identities.of_person(person),
            at=at,
        )
        for person in persons
    ]
    await teller.tell(session, told)


async def tell_client(session: AsyncSession, teller: Teller, client: Client, at: datetime) -> None:
    """`member.changed` for a machine: the roster keeps whoever may hold roles."""
    told = events.member_changed(
        client.id,
        version=client.version,
        rights_version=client.rights_version,
        name=client.title,
        active=client.disabled_at is None,
        memberships=[],
        identities=rules.identities.of_machine(client),
        at=at,
    )
    await teller.tell(session, [told])


async def tell_appointments(
    session: AsyncSession, teller: Teller, subject: Person | Client, at: datetime
) -> None:
    """`appointment.changed` for whoever holds the roles."""
    known = await queries.appointments.of_subject(session, subject.id)
    told = events.appointment_changed(
        subject.id,
        version=subject.version,
        rights_version=subject.rights_version,
        appointments=rules.appointments.told(known),
        at=at,
    )
    await teller.tell(session, [told])


async def tell_organisation(
    session: AsyncSession, teller: Teller, organisation: Organisation, at: datetime
) -> None:
    """`organisation.changed`."""
    told = events.organisation_changed(
        organisation.id,
        version=organisation.version,
        kind=organisation.kind,
        title={"zh": organisation.title_zh, "en": organisation.title_en},
        parent_id=organisation.parent_id,
        path=organisation.path,
        at=at,
    )
    await teller.tell(session, [told])
