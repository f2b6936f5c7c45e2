"""What a token of ours is good for at this moment (RFC 7662), judged by this service's own tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.tokens import AUDIENCE, AccessToken, key_set, public_part, verify_access_token
from shared.errors import TokenInvalid

from .. import queries
from ..models import Account, Client, KeyPurpose, Person
from ..rules.sign_in import digests, token_families
from ..rules.sign_in.lifetimes import Lifetimes
from ..rules.sign_in.tokens import TokenRefused, check_holder


@dataclass(frozen=True, slots=True)
class Holder:
    """A living access token, and who holds it: a person with an account, or a machine."""

    token: AccessToken
    audience: str
    subject: Person | Client
    account: Account | None


async def read(session: AsyncSession, issuer: str, token: str, at: datetime) -> Holder | None:
    """Whoever holds this access token, if it has force now; else None."""
    keys = [key for key in await queries.signing_keys.published(session) if key.purpose == KeyPurpose.ACCESS]
    public = key_set([public_part(key.private_jwk) for key in keys])
    for audience in (AUDIENCE, issuer):
        try:
            verified = verify_access_token(token, public, issuer=issuer, at=at, audience=audience)
        except TokenInvalid:
            continue
        return await _holder(session, verified, audience)
    return None


async def _holder(session: AsyncSession, token: AccessToken, audience: str) -> Holder | None:
    subject: Person | Client | None
    account = None
    if token.is_client:
        subject = await queries.clients.one(session, token.subject_id)
        able = subject is not None and subject.disabled_at is None
    else:
        account = await queries.accounts.one(session, token.subject_id)
        subject = await queries.persons.one(session, token.subject_id)
        able = _may_sign_in(account, subject)
    if subject is None or not able or token.rights_version < subject.rights_version:
        return None
    return Holder(token, audience, subject, account)


def _may_sign_in(account: Account | None, person: Person | None) -> bool:
    try:
        check_holder(account, person)
    except TokenRefused:
        return False
    return True


async def describe(
    session: AsyncSession, issuer: str, token: str, lifetimes: Lifetimes, at: datetime
) -> dict[str, Any]:
    """RFC 7662 §2.2; of a token without force nothing but that."""
    held = await read(session, issuer, token, at)
    if held:
        return _of_access(issuer, held)
    return await _of_refresh(session, issuer, token, lifetimes, at) or {"active": False}


def _of_access(issuer: str, held: Holder) -> dict[str, Any]:
    told = {
        "active": True,
        "token_type": "Bearer",
        "iss": issuer,
        "sub": str(held.token.subject_id),
        "aud": held.audience,
        "client_id": held.token.client_id,
        "scope": " ".join(sorted(held.token.scopes)),
        "exp": held.token.expires_at,
    }
    return told | ({"username": held.account.login} if held.account else {})


async def _of_refresh(
    session: AsyncSession, issuer: str, token: str, lifetimes: Lifetimes, at: datetime
) -> dict[str, Any] | None:
    handle, secret = token_families.parts(token)
    family = await queries.token_families.one(session, digests.digest(handle))
    if family is None or not digests.matches(secret, family.secret_hash):
        return None
    account = await queries.accounts.one(session, family.person_id)
    person = await queries.persons.one(session, family.person_id)
    if not token_families.is_alive(family, lifetimes, at) or not _may_sign_in(account, person):
        return None
    ends = min(family.used_at + lifetimes.refresh_idle, family.began_at + lifetimes.refresh_longest)
    return {
        "active": True,
        "iss": issuer,
        "sub": str(family.person_id),
        "client_id": family.client_id,
        "scope": family.scope,
        "exp": int(ends.timestamp()),
    }
