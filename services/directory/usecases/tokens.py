"""Granting tokens (RFC 6749 §4.1.3, §4.4, §6; OIDC Core §3.1.3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.auth.tokens import AUDIENCE, mint_access_token, mint_id_token
from shared.outbox import Teller

from .. import queries
from ..models import AuthorizationCode, Client, KeyPurpose, Person, SigningKey, TokenFamily
from ..rules.sign_in import client_secrets, digests, scopes, signing_keys, token_families
from ..rules.sign_in import tokens as rules
from ..rules.sign_in.lifetimes import Lifetimes
from ..rules.sign_in.tokens import Shown, TokenRefused, TokenRequest
from . import codes
from . import token_families as families


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens these are, who is told when some lose their force, how long they last.

    `key` is a secret of ours from which the successors of refresh tokens are computed.
    """

    identifier: str
    teller: Teller
    lifetimes: Lifetimes
    key: str


@dataclass(frozen=True, slots=True)
class Granted:
    """What a client gets. `scope` as RFC 6749 §3.3 writes it."""

    access_token: str
    scope: str
    refresh_token: str | None = None
    id_token: str | None = None


@dataclass(frozen=True, slots=True)
class _Right:
    """What a request turned out to be good for. `origin`: the sign-in that it goes back to."""

    holder: Person | Client
    scope: str
    origin: AuthorizationCode | TokenFamily | None = None
    refresh_token: str | None = None


async def grant(
    session: AsyncSession, issuer: Issuer, request: TokenRequest, *, at: datetime, trace_id: str | None
) -> Granted | TokenRefused:
    """Tokens, or why not.

    The refusal is returned and not raised: a code that was burnt and tokens that were revoked stay so.
    """
    try:
        client = await known_client(session, request.shown, at)
        rules.check_grant(request.grant_type, client)
        right = await _right(session, issuer, request, client, at)
    except TokenRefused as refused:
        named = await queries.clients.by_name(session, request.shown.client_id)
        await _note(session, named, None, "refused", at, trace_id)
        return refused
    await _note(session, client, right.holder.id, "done", at, trace_id)
    return await _mint(session, issuer, client, right, at)


async def known_client(session: AsyncSession, shown: Shown, at: datetime) -> Client:
    """The client, if it is the one it says. Raises TokenRefused (invalid_client)."""
    client = await queries.clients.by_name(session, shown.client_id)
    secrets = await queries.client_secrets.of_client(session, client.id) if client else []
    kept = [each.secret_hash for each in client_secrets.good(secrets, at)]
    return rules.check_client(shown, client, kept)


async def _right(
    session: AsyncSession, issuer: Issuer, request: TokenRequest, client: Client, at: datetime
) -> _Right:
    try:
        if request.grant_type == rules.CLIENT_CREDENTIALS:
            return _Right(client, scopes.granted(request.scope, client.scopes))
        if request.grant_type == rules.REFRESH:
            return await _by_refresh_token(session, issuer, request, at)
        return await _by_code(session, issuer, request, at)
    except scopes.ScopeRefused as error:
        raise TokenRefused("invalid_scope", "the scope is unknown, or more than was granted") from error


async def _by_code(session: AsyncSession, issuer: Issuer, request: TokenRequest, at: datetime) -> _Right:
    found = await codes.find(session, request.code)
    if found and found.used_at is not None:
        await _revoke(session, issuer, found, at)
        raise TokenRefused("invalid_grant", "the code was used before")
    if found:
        found.used_at = at  # a code that was tried and failed is as good as stolen
    code = rules.check_code(request, found, at)
    person = await _able(session, code.person_id)
    code.redeemed = True
    offline = scopes.has(code.scope, scopes.OFFLINE)
    token = await families.begin(session, code, at) if offline else None
    return _Right(person, code.scope, code, token)


async def _able(session: AsyncSession, person_id: UUID) -> Person:
    account = await queries.accounts.one(session, person_id)
    return rules.check_holder(account, await queries.persons.one(session, person_id))


async def _revoke(session: AsyncSession, issuer: Issuer, code: AuthorizationCode, at: datetime) -> None:
    """Tokens made from this code hold no longer (RFC 6749 §4.1.2). Only once, or a leak shuts people out."""
    person = await queries.persons.locked(session, code.person_id) if code.redeemed else None
    if person is None:
        return
    code.redeemed = False
    if code.family_hash:
        family = await queries.token_families.locked(session, code.family_hash)
        families.end([family] if family else [], at)
    await families.take_force(session, issuer.teller, person, at)


async def _by_refresh_token(
    session: AsyncSession, issuer: Issuer, request: TokenRequest, at: datetime
) -> _Right:
    """A second use of a token ends the family and takes the force of its access tokens (RFC 9700 §4.14.2)."""
    token = request.refresh_token
    handle, secret = token_families.parts(token)
    known = await queries.token_families.one(session, digests.digest(handle))
    if known:  # persons are locked before anything of theirs
        await queries.persons.locked(session, known.person_id)
    found = await queries.token_families.locked(session, digests.digest(handle)) if known else None
    family, use = token_families.judge(found, secret, request.shown.client_id, issuer.lifetimes, at)
    try:
        person = await _able(session, family.person_id)
    except TokenRefused:
        families.end([family], at)
        raise
    if use is token_families.Use.THEFT:
        families.end([family], at)
        await families.take_force(session, issuer.teller, person, at)
        raise TokenRefused("invalid_grant", "the refresh token was used before")
    scope = scopes.narrowed(request.scope, family.scope)
    follower = families.follow(family, token, use, issuer.key, at)
    if follower is None:
        raise TokenRefused("invalid_grant", "the refresh token is not valid, or no longer")
    return _Right(person, scope, family, follower)


async def _mint(
    session: AsyncSession, issuer: Issuer, client: Client, right: _Right, at: datetime
) -> Granted:
    keys = await queries.signing_keys.published(session)
    holder = right.holder
    access = mint_access_token(
        _key(keys, KeyPurpose.ACCESS, at).private_jwk,
        issuer=issuer.identifier,
        # Without the scope of the API the token is for the issuer itself: it tells who signed in and opens nothing.
        audience=AUDIENCE if scopes.has(right.scope, scopes.API) else issuer.identifier,
        subject_id=holder.id,
        client_id=client.client_id,
        machine=isinstance(holder, Client),
        rights_version=holder.rights_version,
        scope=right.scope,
        at=at,
        lifetime=rules.ACCESS_LIFETIME,
    )
    told = None
    if right.origin and scopes.has(right.scope, scopes.OPENID):
        told = mint_id_token(
            _key(keys, KeyPurpose.ID, at).private_jwk,
            claims=_claims(issuer, client, right.origin),
            access_token=access,
            at=at,
            lifetime=rules.ACCESS_LIFETIME,
        )
    return Granted(access, right.scope, right.refresh_token, told)


def _key(keys: Any, purpose: KeyPurpose, at: datetime) -> SigningKey:
    key = signing_keys.signing(keys, purpose, at)
    if key is None:
        message = f"no key signs {purpose} tokens"
        raise LookupError(message)
    return key


def _claims(issuer: Issuer, client: Client, origin: AuthorizationCode | TokenFamily) -> dict[str, Any]:
    """Who signed in, when and in which session; with a code also what the client will recognise it by."""
    nonce = origin.nonce if isinstance(origin, AuthorizationCode) else None
    return {
        "iss": issuer.identifier,
        "sub": str(origin.person_id),
        "aud": client.client_id,
        "auth_time": int(origin.signed_in_at.timestamp()),
        "sid": str(origin.session_id),
    } | ({"nonce": nonce} if nonce is not None else {})


async def _note(
    session: AsyncSession,
    client: Client | None,
    holder_id: UUID | None,
    outcome: str,
    at: datetime,
    trace_id: str | None,
) -> None:
    await audit.note(
        session,
        at=at,
        act="token.issue",
        actor_id=holder_id,
        client_id=client.client_id if client else None,
        outcome=outcome,
        trace_id=trace_id,
    )
