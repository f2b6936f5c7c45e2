"""Brand words: added and retired."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import BrandWord
from ..rules import brand_words as rules
from ..rules import publication


async def add(
    session: AsyncSession, organisation_id: UUID, word: str, *, by: UUID, at: datetime
) -> BrandWord:
    """From now on no text of a branch at or below the organisation says it. Raises BrandWordUnfit, BrandWordKnown."""
    row = BrandWord(organisation_id=organisation_id, word=word, plain=publication.fit(word), by_id=by, at=at)
    await add_or_refuse(session, row, _known)
    return row


async def retire(session: AsyncSession, row: BrandWord, *, at: datetime) -> BrandWord:
    """It binds no more; retired again it stays as it was. The row is locked."""
    row.retired_at = row.retired_at or at
    await session.flush()
    return row


async def _known() -> Exception:
    return rules.BrandWordKnown()
