"""Granting access tokens (RFC 6749 §4.1.3, §4.4)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.auth.tokens import mint_access_token
from shared.outbox import Teller

from .. import queries
from ..models import AuthorizationCode, Client, Person
from ..rules import tokens as rules
from ..rules.authorization import SCOPE
from ..rules.tokens import TokenRefused, TokenRequest
from . import codes
from .telling import mark, tell_person


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens these are, and who is told when some lose their force."""

    identifier: str
    teller: Teller


async def grant(
    session: AsyncSession, issuer: Issuer, request: TokenRequest, *, at: datetime, trace_id: str | None
) -> str | TokenRefused:
    """An access token, or why not.

    The refusal is returned and not raised: a code that was burnt and tokens that were revoked stay so.
    """
    client = await queries.clients.by_name(session, request.client_id)
    try:
        rightful = rules.check_client(request, client)
        holder = await _holder(session, issuer, request, rightful, at)
    except TokenRefused as refused:
        await _note(session, client, None, "refused", at, trace_id)
        return refused
    await _note(session, client, holder.id, "done", at, trace_id)
    return await _mint(session, issuer, rightful, holder, at)


async def _holder(
    session: AsyncSession, issuer: Issuer, request: TokenRequest, client: Client, at: datetime
) -> Person | Client:
    if request.grant_type == rules.CLIENT_CREDENTIALS:
        return client
    found = await codes.find(session, request.code)
    if found and found.used_at is not None:
        await _revoke(session, issuer, found, at)
        raise TokenRefused("invalid_grant", "the code was used before")
    if found:
        found.used_at = at  # a code that was tried and failed is as good as stolen
    code = rules.check_code(request, found, at)
    account = await queries.accounts.one(session, code.person_id)
    person = rules.check_holder(account, await queries.persons.one(session, code.person_id))
    code.redeemed = True
    return person


async def _revoke(session: AsyncSession, issuer: Issuer, code: AuthorizationCode, at: datetime) -> None:
    """Tokens made from this code hold no longer (RFC 6749 §4.1.2). Only once, or a leak shuts people out."""
    person = await queries.persons.locked(session, code.person_id) if code.redeemed else None
    if person:
        code.redeemed = False
        mark(person, rights=True)
        await session.flush()
        await tell_person(session, issuer.teller, person, at)


async def _mint(
    session: AsyncSession, issuer: Issuer, client: Client, holder: Person | Client, at: datetime
) -> str:
    newest = (await queries.signing_keys.in_use(session))[0]
    return mint_access_token(
        newest.private_jwk,
        issuer=issuer.identifier,
        subject_id=holder.id,
        client_id=client.client_id,
        machine=isinstance(holder, Client),
        rights_version=holder.rights_version,
        scope=SCOPE,
        at=at,
        lifetime=rules.ACCESS_LIFETIME,
    )


async def _note(
    session: AsyncSession,
    client: Client | None,
    holder_id: UUID | None,
    outcome: str,
    at: datetime,
    trace_id: str | None,
) -> None:
    known = client.client_id if client else None
    await audit.note(
        session,
        at=at,
        act="token.issue",
        actor_id=holder_id,
        client_id=known,
        outcome=outcome,
        trace_id=trace_id,
    )
