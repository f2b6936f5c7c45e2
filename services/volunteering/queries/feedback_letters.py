"""Feedback letters that a caller may see, what they are made from, and those that are due."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, null, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import Reach
from shared.auth.principal import Grant
from shared.roster import ORGANISATION, PERSON, fence

from ..models import (
    FeedbackLetter,
    FeedbackLine,
    FeedbackReceipt,
    Project,
    RecordState,
    ServiceRecord,
    SharedField,
)
from ..rules.feedback_letters import DueCause, FeedbackLetterMissing, Place, Served
from ..rules.periods import Span
from ..rules.projects import CommunityMissing
from . import consents, parameters, volunteers
from .sharing import shares

_Newer = aliased(FeedbackLetter)
_SHARED = shares(col(ServiceRecord.person_id), col(ServiceRecord.community_id), SharedField.HOURS)
_NAMED = shares(col(ServiceRecord.person_id), col(ServiceRecord.community_id), SharedField.NAME)


@dataclass(frozen=True, slots=True)
class Due:
    """A letter to be written, and why."""

    community_id: UUID
    branch_id: UUID
    quarter: str
    cause: DueCause


def visible(grants: Sequence[Grant]) -> Select[FeedbackLetter]:
    """Those of the own community, and those to the own branch."""
    return select(FeedbackLetter).where(_reached(grants))


def _reached(grants: Sequence[Grant]) -> ColumnElement[bool]:
    return fence(grants, branch=col(FeedbackLetter.branch_id), community=col(FeedbackLetter.community_id))


def narrowed(
    query: Select[FeedbackLetter],
    quarter: str | None,
    community_id: UUID | None,
    branch_id: UUID | None,
    *,
    in_force: bool | None,
) -> Select[FeedbackLetter]:
    """By what a list may be asked for."""
    wanted = {
        col(FeedbackLetter.quarter): quarter,
        col(FeedbackLetter.community_id): community_id,
        col(FeedbackLetter.branch_id): branch_id,
    }
    query = query.where(*(column == value for column, value in wanted.items() if value is not None))
    if in_force is None:
        return query
    return query.where(_newest() if in_force else ~_newest())


def _newest() -> ColumnElement[bool]:
    return ~exists().where(
        col(_Newer.community_id) == col(FeedbackLetter.community_id),
        col(_Newer.branch_id) == col(FeedbackLetter.branch_id),
        col(_Newer.quarter) == col(FeedbackLetter.quarter),
        col(_Newer.edition) > col(FeedbackLetter.edition),
    )


async def one(session: AsyncSession, letter_id: UUID, grants: Sequence[Grant]) -> FeedbackLetter:
    """Raises FeedbackLetterMissing."""
    query = visible(grants).where(col(FeedbackLetter.id) == letter_id)
    found: FeedbackLetter | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise FeedbackLetterMissing
    return found


async def newest(
    session: AsyncSession, community_id: UUID, branch_id: UUID, quarter: str
) -> FeedbackLetter | None:
    """The edition in force."""
    query = select(FeedbackLetter).where(
        col(FeedbackLetter.community_id) == community_id,
        col(FeedbackLetter.branch_id) == branch_id,
        col(FeedbackLetter.quarter) == quarter,
        _newest(),
    )
    found: FeedbackLetter | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def superseded(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Those of these letters that a newer edition has replaced."""
    query = select(col(FeedbackLetter.id)).where(among(session, col(FeedbackLetter.id), ids), ~_newest())
    return set((await session.execute(query)).scalars())


async def receipts(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, FeedbackReceipt]:
    """By letter; what nobody has receipted is absent."""
    query = select(FeedbackReceipt).where(among(session, col(FeedbackReceipt.letter_id), ids))
    return {row.letter_id: row for row in (await session.execute(query)).scalars()}


def own_community(community_id: UUID, grants: Sequence[Grant]) -> None:
    """Raises CommunityMissing unless the caller is an officer of this community."""
    if all(grant.reach is not Reach.COMMUNITY or grant.anchor != community_id for grant in grants):
        raise CommunityMissing


async def place(session: AsyncSession, organisation_id: UUID) -> Place:
    """A community or branch by its title, as far as it is known."""
    query = select(ORGANISATION.c.title_zh).where(ORGANISATION.c.id == organisation_id)
    return Place(organisation_id, (await session.execute(query)).scalar_one_or_none() or "")


async def served(session: AsyncSession, community_id: UUID, branch_id: UUID, span: Span) -> list[Served]:
    """Final records of people who let the community see their hours, by person and day; names only if shared."""
    query: Select[Any] = (
        select(
            col(ServiceRecord.id),
            col(ServiceRecord.person_id),
            case((_NAMED, PERSON.c.name), else_=null()),
            col(ServiceRecord.served_on),
            col(ServiceRecord.confirmed_minutes),
            col(Project.rating),
        )
        .join(Project, col(Project.id) == col(ServiceRecord.project_id))
        .outerjoin(PERSON, PERSON.c.id == col(ServiceRecord.person_id))
        .where(
            _final([span]),
            col(ServiceRecord.community_id) == community_id,
            col(ServiceRecord.home_branch_id) == branch_id,
        )
        .order_by(col(ServiceRecord.person_id), col(ServiceRecord.served_on), col(ServiceRecord.id))
    )
    rows = list(await session.execute(query))
    numbers = await volunteers.numbers(session, {row.person_id for row in rows})
    return [
        Served(record_id, person_id, numbers.get(person_id), name, served_on, minutes, rating)
        for record_id, person_id, name, served_on, minutes, rating in rows
    ]


def _final(spans: Sequence[Span]) -> ColumnElement[bool]:
    first, last = min(span.from_on for span in spans), max(span.until_on for span in spans)
    return and_(
        col(ServiceRecord.state) == RecordState.FINAL,
        col(ServiceRecord.served_on).between(first, last),
        _SHARED,
    )


async def shared(
    session: AsyncSession, rows: Sequence[FeedbackLetter]
) -> dict[UUID, dict[UUID, Collection[str]]]:
    """What the people in these letters let its community see at present, by letter and person."""
    members = {row.id: {UUID(each["person_id"]) for each in row.figures["members"]} for row in rows}
    everybody = {person_id for own in members.values() for person_id in own}
    agreed = await consents.in_force(session, everybody, {row.community_id for row in rows})
    return {
        row.id: {
            person_id: agreed[person_id, row.community_id].fields
            for person_id in members[row.id]
            if (person_id, row.community_id) in agreed
        }
        for row in rows
    }


async def days(session: AsyncSession, branch_ids: Collection[UUID], today: date) -> dict[UUID, int]:
    """How long after a quarter each of these branches lets its letter take."""
    held = await parameters.histories(session, branch_ids)
    return {branch_id: held[branch_id].on(today).feedback_days for branch_id in branch_ids}


async def due(session: AsyncSession, grants: Sequence[Grant], quarters: dict[str, Span]) -> list[Due]:
    """What is to be written for these quarters: never sent, resting on hours taken back, or lacking some."""
    lacking = await session.execute(_lacking(grants, quarters))
    back = await session.execute(_taken_back(grants, list(quarters)))
    found = [
        Due(community_id, branch_id, quarter, DueCause.NOT_SENT if editions == 0 else DueCause.HOURS_ADDED)
        for community_id, branch_id, quarter, editions in lacking
    ]
    found += [
        Due(community_id, branch_id, quarter, DueCause.HOURS_TAKEN_BACK)
        for community_id, branch_id, quarter in back
    ]
    return sorted(found, key=lambda each: (each.quarter, each.community_id, each.branch_id, each.cause))


def _lacking(grants: Sequence[Grant], quarters: dict[str, Span]) -> Select[Any]:
    """Community, branch, quarter and how many editions there are, of every record that no letter in force holds."""
    day = col(ServiceRecord.served_on)
    quarter = case(
        *((day.between(span.from_on, span.until_on), literal(code)) for code, span in quarters.items())
    )
    triple = (col(ServiceRecord.community_id), col(ServiceRecord.home_branch_id), quarter.label("quarter"))
    letter = and_(
        col(FeedbackLetter.community_id) == col(ServiceRecord.community_id),
        col(FeedbackLetter.branch_id) == col(ServiceRecord.home_branch_id),
        col(FeedbackLetter.quarter) == quarter,
        _newest(),
    )
    line = and_(
        col(FeedbackLine.letter_id) == col(FeedbackLetter.id),
        col(FeedbackLine.record_id) == col(ServiceRecord.id),
    )
    reached = fence(
        grants, branch=col(ServiceRecord.home_branch_id), community=col(ServiceRecord.community_id)
    )
    return (
        select(*triple, func.count(col(FeedbackLetter.id)))
        .select_from(ServiceRecord)
        .outerjoin(FeedbackLetter, letter)
        .outerjoin(FeedbackLine, line)
        .where(
            _final(list(quarters.values())),
            reached,
            col(ServiceRecord.home_branch_id).is_not(None),
            col(FeedbackLine.record_id).is_(None),
        )
        .group_by(*triple)
    )


def _taken_back(grants: Sequence[Grant], quarters: Sequence[str]) -> Select[UUID, UUID, str]:
    """Community, branch and quarter of letters in force that count minutes which no longer stand."""
    triple = (
        col(FeedbackLetter.community_id),
        col(FeedbackLetter.branch_id),
        col(FeedbackLetter.quarter),
    )
    stands = and_(
        col(ServiceRecord.id) == col(FeedbackLine.record_id),
        col(ServiceRecord.state) == RecordState.FINAL,
        col(ServiceRecord.confirmed_minutes) == col(FeedbackLine.minutes),
    )
    query = select(*triple)
    return (
        query.join(FeedbackLine, col(FeedbackLine.letter_id) == col(FeedbackLetter.id))
        .outerjoin(ServiceRecord, stands)
        .where(
            _reached(grants),
            col(FeedbackLetter.quarter).in_(quarters),
            _newest(),
            col(ServiceRecord.id).is_(None),
        )
        .group_by(*triple)
    )
