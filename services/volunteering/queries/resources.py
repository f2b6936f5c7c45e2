"""Resources that a caller may see: one's own, one's branch's, and what is offered to a community."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, literal, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import Reach, Role
from shared.auth.principal import Grant
from shared.columns import Id
from shared.roster import fence

from ..models import ReportState, Resource, ResourceKind, UnitReport
from ..rules.resources import CONSENTED_AS, ResourceMissing
from .sharing import shares


def visible(grants: Sequence[Grant]) -> Select[Resource]:
    """One's own; what the branch offers to its members, what its members offer to its committee."""
    plain = [grant for grant in grants if grant.role is Role.MEMBER]
    offices = [grant for grant in grants if grant.role is not Role.MEMBER]
    of_branch = and_(fence(plain, branch=col(Resource.branch_id)), col(Resource.person_id).is_(None))
    reached = fence(offices, person=col(Resource.person_id), branch=col(Resource.branch_id))
    return select(Resource).where(or_(reached, of_branch, _offered(grants)))


def _offered(grants: Sequence[Grant]) -> ColumnElement[bool]:
    communities = [grant.anchor for grant in grants if grant.reach is Reach.COMMUNITY and grant.anchor]
    return or_(false(), *(offered_to(community_id) for community_id in communities))


def offered_to(community_id: UUID) -> ColumnElement[bool]:
    """What stands for a community: of branches that it has received, of people who let it see what they offer."""
    community = literal(community_id, Id)
    received = exists().where(
        col(UnitReport.branch_id) == col(Resource.branch_id),
        col(UnitReport.community_id) == community_id,
        col(UnitReport.state) == ReportState.RECEIVED,
    )
    by_branch = and_(col(Resource.person_id).is_(None), received)
    person = col(Resource.person_id)
    by_people = [
        and_(col(Resource.kind) == kind, shares(person, community, field))  # type: ignore[arg-type]  # null is nobody
        for kind, field in CONSENTED_AS.items()
    ]
    return and_(col(Resource.withdrawn_at).is_(None), or_(by_branch, *by_people))


def narrowed(query: Select[Resource], kind: ResourceKind | None, *, stands: bool | None) -> Select[Resource]:
    """By what a list may be asked for."""
    if kind is not None:
        query = query.where(col(Resource.kind) == kind)
    if stands is None:
        return query
    standing = col(Resource.withdrawn_at).is_(None)
    return query.where(standing if stands else ~standing)


async def one(session: AsyncSession, resource_id: UUID, grants: Sequence[Grant]) -> Resource:
    """Raises ResourceMissing."""
    return await _found(session, visible(grants).where(col(Resource.id) == resource_id))


async def own(session: AsyncSession, resource_id: UUID, grants: Sequence[Grant]) -> Resource:
    """One's own, or the branch's for its committee, under lock. Raises ResourceMissing."""
    personal = fence(grants, person=col(Resource.person_id))
    of_branch = and_(fence(grants, branch=col(Resource.branch_id)), col(Resource.person_id).is_(None))
    query = select(Resource).where(col(Resource.id) == resource_id, or_(personal, of_branch))
    return await _found(session, query.with_for_update().execution_options(populate_existing=True))


async def standing(session: AsyncSession, resource_id: UUID, community_id: UUID) -> Resource:
    """One that stands for a community now. Raises ResourceMissing."""
    query = select(Resource).where(col(Resource.id) == resource_id, offered_to(community_id))
    return await _found(session, query)


async def titles(session: AsyncSession, ids: Collection[UUID], grants: Sequence[Grant]) -> dict[UUID, str]:
    """How those are called that the caller may see now."""
    query = visible(grants).where(among(session, col(Resource.id), ids))
    return {row.id: row.title for row in (await session.execute(query)).scalars()}


async def _found(session: AsyncSession, query: Select[Resource]) -> Resource:
    found: Resource | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise ResourceMissing
    return found
