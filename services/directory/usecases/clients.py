"""Registering and disabling clients."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.ids import new_id
from shared.outbox import Teller

from ..models import Client, ClientKind, ClientSecret
from ..rules.sign_in import clients as rules
from ..rules.sign_in import digests
from . import adding
from .telling import mark, tell_client


async def register(
    session: AsyncSession,
    teller: Teller,
    *,
    client_id: str,
    title: str,
    kind: ClientKind,
    redirect_uris: list[str],
    secret: str | None,
    plain_issuer: bool,
    at: datetime,
    post_logout_redirect_uris: Sequence[str] = (),
    scopes: Sequence[str] | None = None,
    own_id: UUID | None = None,
) -> Client:
    """A new client; of a machine's secret only the hash is kept. Raises RedirectUnsafe, ScopesUnfit, ClientTaken."""
    rules.check_redirects(kind, redirect_uris, post_logout_redirect_uris, plain_issuer=plain_issuer)
    client = Client(
        id=own_id or new_id(),
        client_id=client_id,
        title=title,
        kind=kind.value,
        redirect_uris=redirect_uris,
        post_logout_redirect_uris=list(post_logout_redirect_uris),
        scopes=rules.allowed_scopes(kind, scopes),
    )
    await adding.add(session, client, rules.ClientTaken)
    if secret:
        session.add(ClientSecret(client_id=client.id, secret_hash=digests.digest(secret), made_at=at))
        await session.flush()
    if kind is ClientKind.MACHINE:
        await tell_client(session, teller, client, at)
    return client


async def disable(session: AsyncSession, teller: Teller, client: Client, at: datetime) -> Client:
    """No more tokens; a machine's tokens lose their force. The row must be locked."""
    if client.disabled_at is None:
        client.disabled_at = at
        mark(client, rights=True)
        await session.flush()
        if client.kind == ClientKind.MACHINE:
            await tell_client(session, teller, client, at)
    return client
