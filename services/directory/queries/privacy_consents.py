"""Consents that a caller may see: one's own with their history, others' while they are in force."""

from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Access

from ..models import ConsentPurpose, PrivacyConsent
from ..rules.privacy.privacy_consents import PrivacyConsentMissing
from . import persons


def visible(reader: Access, on: date) -> Select[PrivacyConsent]:
    """An office sees whose consents are in force within its reach: whose photograph may hang."""
    own = col(PrivacyConsent.person_id) == reader.person_id
    others = col(PrivacyConsent.person_id).in_(persons.reached(reader.grants, on))
    return select(PrivacyConsent).where(own | (others & col(PrivacyConsent.withdrawn_at).is_(None)))


def narrowed(
    query: Select[PrivacyConsent], *, person_id: UUID | None, purpose: ConsentPurpose | None
) -> Select[PrivacyConsent]:
    """By what a list may be asked for."""
    if person_id is not None:
        query = query.where(col(PrivacyConsent.person_id) == person_id)
    return query if purpose is None else query.where(col(PrivacyConsent.purpose) == purpose)


async def own(session: AsyncSession, consent_id: UUID, person_id: UUID) -> PrivacyConsent:
    """This person's own, locked. Raises PrivacyConsentMissing."""
    query = select(PrivacyConsent).where(
        col(PrivacyConsent.id) == consent_id, col(PrivacyConsent.person_id) == person_id
    )
    held = query.with_for_update().execution_options(populate_existing=True)
    found: PrivacyConsent | None = (await session.execute(held)).scalar_one_or_none()
    if found is None:
        raise PrivacyConsentMissing
    return found
