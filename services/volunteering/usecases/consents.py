"""Consents: given and withdrawn by the person alone. Locks: the volunteer's row, then the consent."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Consent, SharedField
from ..queries import organisations, volunteers
from ..rules import consents as rules
from ..rules import wordings


async def give(
    session: AsyncSession,
    community_id: UUID,
    fields: Sequence[SharedField],
    wording: str,
    *,
    by: UUID,
    at: datetime,
) -> Consent:
    """Let one community see these fields of oneself.

    Raises NameNeeded, WordingOutdated, CommunityMissing, NotVolunteer, ConsentStanding.
    """
    rules.may_give(fields, wording, wordings.present().wording)
    await organisations.community_known(session, community_id)
    await volunteers.held(session, by)
    row = Consent(
        person_id=by,
        community_id=community_id,
        fields=sorted(set(fields)),
        wording=wording,
        given_at=at,
    )
    await add_or_refuse(session, row, _twice)
    return row


async def withdraw(session: AsyncSession, row: Consent, *, at: datetime) -> Consent:
    """From this instant the community sees nothing more; the caller holds the row. Raises ConsentWithdrawn."""
    rules.may_withdraw(row)
    row.withdrawn_at = at
    await session.flush()
    return row


async def _twice() -> Exception:
    return rules.ConsentStanding()
