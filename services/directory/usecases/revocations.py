"""Giving a token back before its time (RFC 7009)."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit

from .. import queries
from ..models import Client, Person
from ..rules.sign_in import digests, token_families
from ..rules.sign_in.tokens import Shown, TokenRefused
from . import introspections
from . import token_families as families
from .telling import mark, tell_client
from .tokens import Issuer, known_client


async def revoke(
    session: AsyncSession, issuer: Issuer, shown: Shown, token: str, *, at: datetime, trace_id: str | None
) -> None:
    """A refresh token ends with its family and takes the force of access tokens, as does an access token.

    What is no token of ours, or none any more, is given back already. Access tokens carry no name of their sign-in:
    all of the person's lose their force, and who has a refresh token gets the next with it. Raises TokenRefused.
    """
    client = await known_client(session, shown, at)
    subject = await _of_refresh(session, client, token, at) or await _of_access(
        session, issuer, client, token, at
    )
    if subject is None:
        return
    if isinstance(subject, Person):
        await families.take_force(session, issuer.teller, subject, at)
    else:
        mark(subject, rights=True)
        await session.flush()
        await tell_client(session, issuer.teller, subject, at)
    await audit.note(
        session,
        at=at,
        act="token.revoke",
        actor_id=subject.id,
        client_id=client.client_id,
        trace_id=trace_id,
    )


async def _of_refresh(session: AsyncSession, client: Client, token: str, at: datetime) -> Person | None:
    handle = digests.digest(token_families.parts(token)[0])
    known = await queries.token_families.one(session, handle)
    if known is None:
        return None
    if known.client_id != client.client_id:
        raise TokenRefused("invalid_grant", "the token is another client's")
    person = await queries.persons.locked(session, known.person_id)
    family = await queries.token_families.locked(session, handle)
    ended = families.end([family] if family else [], at)
    return person if ended else None


async def _of_access(
    session: AsyncSession, issuer: Issuer, client: Client, token: str, at: datetime
) -> Person | Client | None:
    held = await introspections.read(session, issuer.identifier, token, at)
    if held is None:
        return None
    if held.token.client_id != client.client_id:
        raise TokenRefused("invalid_grant", "the token is another client's")
    if held.token.is_client:
        return await queries.clients.locked(session, held.subject.id)
    return await queries.persons.locked(session, held.subject.id)
