"""Keys come into being when something is first to be signed, and are renewed when their status list is full."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.credentials import did_of, new_credential_key

from ..models import LIST_SIZE, CredentialKey
from ..queries import credential_keys as queries


async def signing(session: AsyncSession, holder_id: UUID, at: datetime) -> CredentialKey:
    """The holder's key. Of two who first need one at once, one makes it and both sign with it."""
    found = await queries.signing(session, holder_id)
    if found is not None:
        return found
    private = new_credential_key()
    made = CredentialKey(holder_id=holder_id, did=did_of(private), private_jwk=private, made_at=at)
    try:
        async with session.begin_nested():
            session.add(made)
            await session.flush()
    except IntegrityError:
        other = await queries.signing(session, holder_id)
        if other is None:
            raise
        return other
    return made


async def listing(session: AsyncSession, holder_id: UUID, at: datetime) -> tuple[CredentialKey, int]:
    """The holder's key, locked, with the next place in its status list."""
    await signing(session, holder_id, at)
    key = await queries.signing(session, holder_id, lock=True)
    if key is None or key.listed == LIST_SIZE:
        if key is not None:
            key.retired_at = at
            await session.flush()
        return await listing(session, holder_id, at)
    index, key.listed = key.listed, key.listed + 1
    return key, index
