"""Authorization codes: made when a person has signed in, taken once."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import AuthorizationCode
from ..rules.sign_in import digests
from ..rules.sign_in.authorization import Door, Wishes
from .sign_ins import SignedIn


async def make(session: AsyncSession, door: Door, wishes: Wishes, signed_in: SignedIn, at: datetime) -> str:
    """A fresh code for this client, address and challenge."""
    code = digests.new_secret()
    session.add(
        AuthorizationCode(
            code_hash=digests.digest(code),
            client_id=door.client.client_id,
            person_id=signed_in.person.id,
            session_id=signed_in.session.id,
            signed_in_at=signed_in.session.began_at,
            redirect_uri=door.redirect_uri,
            challenge=wishes.challenge,
            scope=wishes.scope,
            nonce=wishes.nonce,
            made_at=at,
        )
    )
    await session.flush()
    return code


async def find(session: AsyncSession, code: str) -> AuthorizationCode | None:
    """The code, until this transaction ends nobody else's to take."""
    return await session.get(
        AuthorizationCode, digests.digest(code), with_for_update=True, populate_existing=True
    )
