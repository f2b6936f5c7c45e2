"""The key that signs tokens: made at the first start."""

import secrets
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.tokens import new_signing_key

from .. import queries
from ..models import SigningKey


async def make_sure(session: AsyncSession, at: datetime) -> None:
    """There is a key. Two services starting at once may make two; both are published, the newest signs."""
    if not await queries.signing_keys.in_use(session):
        kid = secrets.token_urlsafe(12)
        session.add(SigningKey(kid=kid, private_jwk=new_signing_key(kid), made_at=at))
        await session.flush()
