"""Consents in force, and those that a caller may see."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Consent, SharedField
from ..rules.consents import ConsentMissing


def visible(grants: Sequence[Grant]) -> Select[Consent]:
    """One's own, withdrawn ones too; a community sees those that are in force for it, and no more."""
    own = fence(grants, person=col(Consent.person_id))
    heard = fence(grants, community=col(Consent.community_id)) & col(Consent.withdrawn_at).is_(None)
    return select(Consent).where(own | heard)


def narrowed(query: Select[Consent], community_id: UUID | None, *, in_force: bool | None) -> Select[Consent]:
    """By what a list may be asked for."""
    if community_id is not None:
        query = query.where(col(Consent.community_id) == community_id)
    if in_force is None:
        return query
    standing = col(Consent.withdrawn_at).is_(None)
    return query.where(standing if in_force else ~standing)


async def one(session: AsyncSession, consent_id: UUID, grants: Sequence[Grant]) -> Consent:
    """Raises ConsentMissing."""
    return await _found(session, visible(grants).where(col(Consent.id) == consent_id))


async def own(session: AsyncSession, consent_id: UUID, person_id: UUID) -> Consent:
    """This person's own, locked. Raises ConsentMissing."""
    query = select(Consent).where(col(Consent.id) == consent_id, col(Consent.person_id) == person_id)
    return await _found(session, query.with_for_update().execution_options(populate_existing=True))


async def _found(session: AsyncSession, query: Select[Consent]) -> Consent:
    found: Consent | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise ConsentMissing
    return found


async def in_force(
    session: AsyncSession,
    person_ids: Collection[UUID],
    community_ids: Collection[UUID],
    *,
    lock: bool = False,
) -> dict[tuple[UUID, UUID], Consent]:
    """Those in force between these people and these communities, by person and community."""
    query = select(Consent).where(
        among(session, col(Consent.person_id), set(person_ids)),
        among(session, col(Consent.community_id), set(community_ids)),
        col(Consent.withdrawn_at).is_(None),
    )
    if lock:
        query = query.order_by(col(Consent.id)).with_for_update()
    return {(row.person_id, row.community_id): row for row in (await session.execute(query)).scalars()}


async def seen_fields(
    session: AsyncSession, person_ids: Collection[UUID], community_ids: Collection[UUID]
) -> dict[UUID, frozenset[SharedField]]:
    """What officers of these communities may see of each; who has not consented is absent."""
    found: dict[UUID, frozenset[SharedField]] = {}
    for (person_id, _), row in (await in_force(session, person_ids, community_ids)).items():
        found[person_id] = found.get(person_id, frozenset()) | frozenset(map(SharedField, row.fields))
    return found
