"""Consents: given and withdrawn by the person alone."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from .. import queries
from ..models import ConsentPurpose, PrivacyConsent
from ..rules.privacy import privacy_consents as rules
from ..rules.privacy import privacy_notices


async def give(
    session: AsyncSession, purpose: ConsentPurpose, wording: str, *, by: UUID, at: datetime
) -> PrivacyConsent:
    """For oneself. Raises PrivacyWordingOutdated, PrivacyConsentStanding."""
    rules.may_give(wording, privacy_notices.present(purpose))
    row = PrivacyConsent(person_id=by, purpose=purpose, wording=wording, given_at=at)
    await add_or_refuse(session, row, _standing)
    return row


async def _standing() -> Exception:
    return rules.PrivacyConsentStanding()


async def withdraw(session: AsyncSession, consent_id: UUID, *, by: UUID, at: datetime) -> PrivacyConsent:
    """At any time, for no reason. Raises PrivacyConsentMissing, PrivacyConsentWithdrawn."""
    row = await queries.privacy_consents.own(session, consent_id, by)
    rules.may_withdraw(row)
    row.withdrawn_at = at
    await session.flush()
    return row
