"""`/v1/clients/{client_id}/secrets`: changing the secret of a machine without shutting it out."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from sqlmodel import col

from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape

from .. import queries, usecases
from ..models import ClientSecret
from ..rules.sign_in.client_secrets import LONGEST_OVERLAP, ClientSecretMissing
from ..rules.sign_in.clients import ClientMissing
from ..rules.sign_in.digests import new_secret
from .clients import Reader, Writer
from .given import Tell, there

router = APIRouter(prefix="/v1/clients/{client_id}/secrets", tags=["clients"])

_MOST_HOURS = int(LONGEST_OVERLAP.total_seconds()) // 3600


class SecretCreate(Shape):
    """`overlap_hours`: how long the secrets before it still hold; 0 ends them at once."""

    overlap_hours: Annotated[int, Field(ge=0, le=_MOST_HOURS)] = 24


class SecretRead(Read):
    """A secret, of which nothing is kept that could be shown. Without `valid_until` it holds until withdrawn."""

    id: UUID
    made_at: datetime
    valid_until: datetime | None


class SecretMade(SecretRead):
    """A new secret, shown here and never again: a repeated request shows null."""

    client_secret: str | None


@router.get("", summary="密钥列表 / Secrets of a machine")
async def list_secrets(client_id: UUID, _reader: Reader, view: View, paged: Paged) -> Page[SecretRead]:
    """Also those that hold no longer."""
    there(await queries.clients.one(view, client_id), ClientMissing)
    rows, cursor = await paged.rows(view, queries.client_secrets.listed(client_id), col(ClientSecret.id))
    return Page(items=[SecretRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="更换密钥 / Make another secret")
async def add_secret(
    client_id: UUID, body: SecretCreate, _writer: Writer, tx: Tx, now: Now, once: Once
) -> SecretMade:
    """Give it to the machine before the overlap ends."""
    client = there(await queries.clients.locked(tx, client_id), ClientMissing)
    secret, overlap = new_secret(), timedelta(hours=body.overlap_hours)
    row = await usecases.client_secrets.add(tx, client, secret, overlap=overlap, at=now)
    kept = SecretMade(**SecretRead.model_validate(row).model_dump(), client_secret=None)
    await once.keep(kept, made=row.id)
    return kept.model_copy(update={"client_secret": secret})


@router.post("/{secret_id}/withdrawal", status_code=201, summary="撤销密钥 / Withdraw a secret")
async def withdraw_secret(
    client_id: UUID, secret_id: UUID, _writer: Writer, tx: Tx, tell: Tell, now: Now, once: Once
) -> SecretRead:
    """At once, with the tokens that the machine has: it signs in anew with another of its secrets."""
    client = there(await queries.clients.locked(tx, client_id), ClientMissing)
    secret = there(await queries.client_secrets.one(tx, client_id, secret_id), ClientSecretMissing)
    await usecases.client_secrets.withdraw(tx, tell, client, secret, now)
    return await once.keep(SecretRead.model_validate(secret), made=secret.id)
