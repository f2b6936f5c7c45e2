"""What the national record of a branch and a span holds: of registered people who served as members of it.

Whoever has gone to another branch since is in the record of the old one: it keeps the history.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.roster import MEMBERSHIP, ORGANISATION, PERSON, in_force

from ..models import (
    Project,
    RecordState,
    ServiceRecord,
    Shift,
    StarLevel,
    StarState,
    StarStep,
    Volunteer,
)
from ..rules.national_records import Award, Person, Service
from ..rules.periods import Span


def _counts(branch_id: UUID, span: Span) -> ColumnElement[bool]:
    return and_(
        col(ServiceRecord.home_branch_id) == branch_id,
        col(ServiceRecord.state) == RecordState.FINAL,
        col(ServiceRecord.served_on).between(span.from_on, span.until_on),
        col(ServiceRecord.person_id).in_(select(col(Volunteer.person_id))),
    )


async def counted(session: AsyncSession, branch_id: UUID, span: Span) -> tuple[int, int]:
    """How many people and records it would be."""
    query = select(
        func.count(func.distinct(col(ServiceRecord.person_id))), func.count(col(ServiceRecord.id))
    ).where(_counts(branch_id, span))
    people, records = (await session.execute(query)).one()
    return people, records


async def people(session: AsyncSession, branch_id: UUID, span: Span, today: date) -> list[Person]:
    """In the order of their numbers; their standing in the Party is that of today."""
    query: Select[Any] = (
        select(Volunteer, PERSON.c.name, MEMBERSHIP.c.status)
        .outerjoin(PERSON, PERSON.c.id == col(Volunteer.person_id))
        .outerjoin(
            MEMBERSHIP, and_(MEMBERSHIP.c.person_id == col(Volunteer.person_id), in_force(MEMBERSHIP, today))
        )
        .where(
            col(Volunteer.person_id).in_(select(col(ServiceRecord.person_id)).where(_counts(branch_id, span)))
        )
        .order_by(col(Volunteer.sequence))
    )
    return [_person(*row) for row in await session.execute(query)]


def _person(row: Volunteer, name: str | None, status: str | None) -> Person:
    return Person(
        person_id=row.person_id,
        volunteer_number=row.number,
        name=name or "",
        sex=row.sex.value if row.sex else None,
        born_on=row.born_on,
        party_status=status,
        region=row.region,
        skills=row.skills,
        wishes=row.wishes,
        registered_at=row.registered_at,
    )


async def services(session: AsyncSession, branch_id: UUID, span: Span) -> list[Service]:
    """By volunteer number, then by time."""
    community, organiser, responsible = ORGANISATION.alias(), ORGANISATION.alias(), PERSON.alias()
    query = (
        select(
            col(ServiceRecord.person_id),
            col(ServiceRecord.id),
            col(ServiceRecord.project_id),
            col(Project.title),
            col(Project.category),
            col(Project.content),
            func.coalesce(community.c.title_zh, ""),
            func.coalesce(organiser.c.title_zh, ""),
            func.coalesce(responsible.c.name, ""),
            col(Shift.place),
            col(ServiceRecord.served_on),
            col(ServiceRecord.starts_at),
            col(ServiceRecord.ends_at),
            col(ServiceRecord.confirmed_minutes),
            col(ServiceRecord.basis),
            col(Project.rating),
        )
        .join(Project, col(Project.id) == col(ServiceRecord.project_id))
        .join(Shift, col(Shift.id) == col(ServiceRecord.shift_id))
        .join(Volunteer, col(Volunteer.person_id) == col(ServiceRecord.person_id))
        .outerjoin(community, community.c.id == col(ServiceRecord.community_id))
        .outerjoin(organiser, organiser.c.id == col(ServiceRecord.branch_id))
        .outerjoin(responsible, responsible.c.id == col(Project.proposed_by))
        .where(_counts(branch_id, span))
        .order_by(col(Volunteer.sequence), col(ServiceRecord.starts_at), col(ServiceRecord.id))
    )
    return [Service(*row) for row in await session.execute(query)]


async def awards(
    session: AsyncSession, branch_id: UUID, span: Span, person_ids: Collection[UUID], zone: ZoneInfo
) -> list[Award]:
    """Star levels that the branch awarded these people in the span, and that stand."""
    first = datetime.combine(span.from_on, time.min, zone).astimezone(UTC)
    after = datetime.combine(span.until_on + timedelta(days=1), time.min, zone).astimezone(UTC)
    query = (
        select(
            col(StarLevel.person_id),
            col(StarLevel.level),
            col(StarStep.at),
            func.coalesce(ORGANISATION.c.title_zh, ""),
        )
        .join(StarStep, col(StarStep.star_level_id) == col(StarLevel.id))
        .outerjoin(ORGANISATION, ORGANISATION.c.id == col(StarLevel.branch_id))
        .where(
            col(StarLevel.branch_id) == branch_id,
            col(StarLevel.state) == StarState.AWARDED,
            col(StarStep.state) == StarState.AWARDED,
            col(StarStep.at) >= first,
            col(StarStep.at) < after,
        )
        .order_by(col(StarLevel.person_id), col(StarStep.at))
    )
    known = set(person_ids)
    return [Award(*row) for row in await session.execute(query) if row.person_id in known]
