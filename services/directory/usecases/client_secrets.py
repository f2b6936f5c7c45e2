"""Changing the secret of a machine without a moment in which it is shut out."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import Teller

from .. import queries
from ..models import Client, ClientSecret
from ..rules.sign_in import client_secrets as rules
from ..rules.sign_in import digests
from .telling import mark, tell_client


async def add(
    session: AsyncSession, client: Client, secret: str, *, overlap: timedelta, at: datetime
) -> ClientSecret:
    """One more secret; those before it end after the overlap. The client must be locked.

    Raises SecretNotForBrowsers, SecretsEnough.
    """
    valid = rules.good(await queries.client_secrets.of_client(session, client.id), at)
    rules.check_new(client, valid, overlap)
    for older in valid:
        older.valid_until = rules.ends_at(older, at, overlap)
    row = ClientSecret(client_id=client.id, secret_hash=digests.digest(secret), made_at=at)
    session.add(row)
    await session.flush()
    return row


async def withdraw(
    session: AsyncSession, teller: Teller, client: Client, secret: ClientSecret, at: datetime
) -> None:
    """It lets nobody in from now on, and what was obtained with it loses its force. The client must be locked.

    Twice is as once.
    """
    if not rules.good([secret], at):
        return
    secret.valid_until = at
    mark(client, rights=True)
    await session.flush()
    await tell_client(session, teller, client, at)
