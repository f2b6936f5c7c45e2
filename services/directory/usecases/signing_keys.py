"""The keys that sign tokens: made at the first start, renewed in time, and at once when one may be known to others."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.auth.tokens import new_id_key, new_signing_key, public_part
from shared.db import Database

from .. import queries
from ..models import KeyPurpose, SigningKey
from ..rules.sign_in import signing_keys as rules

_MAKE = {KeyPurpose.ACCESS: new_signing_key, KeyPurpose.ID: new_id_key}


class Rotation(StrEnum):
    """How keys are renewed.

    `planned`: new keys are published now and sign a day later. `now`: they sign at once; what the old ones signed
    holds until it runs out. `compromised`: the old ones are gone at once and every token of theirs is refused
    everywhere within a minute.
    """

    PLANNED = "planned"
    NOW = "now"
    COMPROMISED = "compromised"


async def make_sure(session: AsyncSession, at: datetime) -> None:
    """There is a key for each purpose. Of two services that start at once, one makes them."""
    keys = await queries.signing_keys.locked(session)
    for purpose in KeyPurpose:
        if rules.signing(keys, purpose, at) is None:
            await _make(session, keys, purpose, signs_from=at, at=at)


async def rotate(
    session: AsyncSession, at: datetime, *, how: Rotation = Rotation.PLANNED, trace_id: str | None = None
) -> list[SigningKey]:
    """New keys, one for each purpose; a planned one that is published already is not made twice."""
    keys = await queries.signing_keys.locked(session)
    made = [await _renew(session, keys, purpose, how, at) for purpose in KeyPurpose]
    await _retire(session, at)
    for key in made:
        await _note(session, key, f"signing_key.rotate/{how}", at, trace_id)
    return made


async def _renew(
    session: AsyncSession, keys: Sequence[SigningKey], purpose: KeyPurpose, how: Rotation, at: datetime
) -> SigningKey:
    number = rules.next_number(keys, purpose)
    waiting = rules.upcoming(keys, purpose, at)
    if how is Rotation.COMPROMISED:  # who read the present key has read the next one too
        for key in keys:
            if key.purpose == purpose:
                await session.delete(key)
        return await _make(session, [], purpose, signs_from=at, at=at, number=number)
    if how is Rotation.PLANNED:
        return waiting or await _make(session, keys, purpose, signs_from=at + rules.PUBLISHED_AHEAD, at=at)
    if waiting:
        waiting.signs_from = at
        return waiting
    return await _make(session, keys, purpose, signs_from=at, at=at)


async def _make(
    session: AsyncSession,
    keys: Sequence[SigningKey],
    purpose: KeyPurpose,
    *,
    signs_from: datetime,
    at: datetime,
    number: int = 0,
) -> SigningKey:
    kid = secrets.token_urlsafe(12)
    key = SigningKey(
        kid=kid,
        purpose=purpose.value,
        number=number or rules.next_number(keys, purpose),
        private_jwk=_MAKE[purpose](kid),
        made_at=at,
        signs_from=signs_from,
    )
    session.add(key)
    await session.flush()
    return key


async def tend(database: Database, at: datetime, every: timedelta) -> None:
    """What time brings: the next key is published, the one before is retired, an old one goes.

    `every`: how long a key signs; nothing is renewed by itself if it is zero.
    """
    async with database.read() as view:
        if not _anything_due(await queries.signing_keys.published(view), at, every):
            return
    try:
        async with database.write() as session:
            await _tend(session, at, every)
    except IntegrityError:  # another process was quicker
        return


def _anything_due(keys: Sequence[SigningKey], at: datetime, every: timedelta) -> bool:
    return any(
        rules.is_due(keys, purpose, at, every) or rules.superseded(keys, purpose, at)
        for purpose in KeyPurpose
    ) or any(rules.state(key, keys, at) is rules.KeyState.GONE for key in keys)


async def _tend(session: AsyncSession, at: datetime, every: timedelta) -> None:
    keys = await queries.signing_keys.locked(session)
    for purpose in KeyPurpose:
        if rules.is_due(keys, purpose, at, every):
            signs_from = at + rules.PUBLISHED_AHEAD
            made = await _make(session, keys, purpose, signs_from=signs_from, at=at)
            await _note(session, made, "signing_key.rotate/planned", at, None)
    await _retire(session, at)


async def _retire(session: AsyncSession, at: datetime) -> None:
    """Who signs no longer loses its private part, and goes when its last token has run out."""
    await session.flush()
    keys = await queries.signing_keys.published(session)
    for purpose in KeyPurpose:
        for key, since in rules.superseded(keys, purpose, at):
            key.retired_at = since
            key.private_jwk = public_part(key.private_jwk)
    for key in keys:
        if rules.state(key, keys, at) is rules.KeyState.GONE:
            await session.delete(key)
    await session.flush()


async def _note(session: AsyncSession, key: SigningKey, act: str, at: datetime, trace_id: str | None) -> None:
    await audit.note(session, at=at, act=act, object_id=key.kid, trace_id=trace_id)
