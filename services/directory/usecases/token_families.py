"""Refresh tokens: begun with a code, used once each, ended all together."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import Teller

from ..models import AuthorizationCode, Person, TokenFamily
from ..rules.sign_in import digests
from ..rules.sign_in import token_families as rules
from .telling import mark, tell_person


async def begin(session: AsyncSession, code: AuthorizationCode, at: datetime) -> str:
    """The first refresh token of a sign-in."""
    handle, secret = rules.new_handle(), digests.new_secret()
    code.family_hash = digests.digest(handle)
    session.add(
        TokenFamily(
            handle_hash=code.family_hash,
            secret_hash=digests.digest(secret),
            client_id=code.client_id,
            person_id=code.person_id,
            session_id=code.session_id,
            signed_in_at=code.signed_in_at,
            scope=code.scope,
            began_at=at,
            used_at=at,
        )
    )
    await session.flush()
    return f"{handle}.{secret}"


def follow(family: TokenFamily, token: str, use: rules.Use, key: str, at: datetime) -> str | None:
    """The token after this one; the same for an answer that was lost. None if our secret has changed meanwhile."""
    secret = rules.successor(token, key)
    if use is rules.Use.FIRST:
        family.previous_hash, family.secret_hash = family.secret_hash, digests.digest(secret)
        family.used_at = at
    elif not digests.matches(secret, family.secret_hash):
        return None
    return f"{rules.parts(token)[0]}.{secret}"


def end(families: Iterable[TokenFamily], at: datetime) -> bool:
    """None of their tokens can be used again. Whether any could until now."""
    living = [family for family in families if family.ended_at is None]
    for family in living:
        family.ended_at = at
    return bool(living)


async def end_all_of(session: AsyncSession, person_id: UUID, at: datetime) -> None:
    """A person's refresh tokens, in all applications: the account or its password is no longer what it was."""
    of_person = update(TokenFamily).where(
        col(TokenFamily.person_id) == person_id, col(TokenFamily.ended_at).is_(None)
    )
    await session.exec(of_person.values(ended_at=at))


async def take_force(session: AsyncSession, teller: Teller, person: Person, at: datetime) -> None:
    """Access tokens that the person has hold no longer. The row must be locked."""
    mark(person, rights=True)
    await session.flush()
    await tell_person(session, teller, person, at)
