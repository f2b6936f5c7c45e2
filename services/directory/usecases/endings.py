"""Signing out: the browser's session ends, and with it what applications got by it."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.auth.tokens import IdToken, key_set, public_part, read_id_token
from shared.errors import TokenInvalid
from shared.outbox import Teller

from .. import queries
from ..models import KeyPurpose
from . import token_families


async def read_hint(session: AsyncSession, issuer: str, token: str | None) -> IdToken | None:
    """An ID token of ours, however old; anything else is no hint."""
    if token is None:
        return None
    keys = [key for key in await queries.signing_keys.published(session) if key.purpose == KeyPurpose.ID]
    try:
        return read_id_token(token, key_set([public_part(key.private_jwk) for key in keys]), issuer=issuer)
    except TokenInvalid:
        return None


async def end(
    session: AsyncSession, teller: Teller, session_id: UUID, *, at: datetime, trace_id: str | None
) -> None:
    """No more of this session, its refresh tokens and the person's access tokens. Twice is as once."""
    signed_in = await queries.sign_ins.by_id(session, session_id)
    families = await queries.token_families.of_session(session, session_id)
    owners = {family.person_id for family in families} | ({signed_in.person_id} if signed_in else set())
    if not owners:
        return
    person = await queries.persons.locked(session, owners.pop())
    if signed_in:
        await session.delete(signed_in)
    token_families.end(families, at)
    if person:
        await token_families.take_force(session, teller, person, at)
    await audit.note(
        session,
        at=at,
        act="account.sign_out",
        actor_id=person.id if person else None,
        object_id=str(person.id) if person else None,
        trace_id=trace_id,
    )
