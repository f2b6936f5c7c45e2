"""Service cards within a caller's rights: a page of people in one statement, and all their lines in another."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import ORGANISATION

from ..models import Project, RecordState, ServiceRecord, SharedField, Volunteer
from ..rules.periods import Span
from ..rules.service_cards import Line
from .sharing import reached


def seen(
    grants: Sequence[Grant], span: Span, branch_id: UUID | None = None, community_id: UUID | None = None
) -> ColumnElement[bool]:
    """Final records of the span that the rights reach; of a community those of people who share their hours."""
    narrow = {col(ServiceRecord.home_branch_id): branch_id, col(ServiceRecord.community_id): community_id}
    return and_(
        col(ServiceRecord.state) == RecordState.FINAL,
        col(ServiceRecord.served_on).between(span.from_on, span.until_on),
        reached(
            grants,
            person=col(ServiceRecord.person_id),
            branch=col(ServiceRecord.home_branch_id),
            community=col(ServiceRecord.community_id),
            field=SharedField.HOURS,
        ),
        *(column == value for column, value in narrow.items() if value is not None),
    )


def people(which: ColumnElement[bool]) -> Select[Row[UUID]]:
    """Whose records these are. Whoever serves is a volunteer, so a page is found without reading every record."""
    person_id = col(Volunteer.person_id)
    return select(person_id.label("id")).where(
        exists().where(col(ServiceRecord.person_id) == person_id, which)
    )


async def lines(
    session: AsyncSession, which: ColumnElement[bool], person_ids: Sequence[UUID]
) -> dict[UUID, list[Line]]:
    """What each of these people did, by day; in one statement, however many they are."""
    record = ServiceRecord
    query = (
        select(
            col(record.person_id),
            col(record.id),
            col(record.served_on),
            col(record.project_id),
            col(Project.title),
            col(record.community_id),
            func.coalesce(ORGANISATION.c.title_zh, ""),
            col(record.confirmed_minutes),
        )
        .join(Project, col(Project.id) == col(record.project_id))
        .outerjoin(ORGANISATION, ORGANISATION.c.id == col(record.community_id))
        .where(which, among(session, col(record.person_id), person_ids))
        .order_by(col(record.served_on), col(record.starts_at), col(record.id))
    )
    found: dict[UUID, list[Line]] = defaultdict(list)
    for person_id, *line in await session.execute(query):
        found[person_id].append(Line(*line))
    return found
