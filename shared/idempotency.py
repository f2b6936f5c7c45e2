"""One effect per Idempotency-Key, however often the request is sent (IETF draft idempotency-key-header).

The record lives in the transaction of the work: a refused or broken request leaves none. It is scoped to
the caller and the route, and holds a hash of the body. Beneath it every creation also has a business key
that never expires.
"""

import hashlib
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, cast, func, insert, select
from sqlmodel.ext.asyncio.session import AsyncSession

from . import audit
from .auth.principal import Access
from .clock import now
from .columns import Id, Instant
from .db import Tx
from .errors import IdempotencyInFlight, IdempotencyKeyMissing, IdempotencyKeyReused
from .tables import COMMON

IDEMPOTENCY = Table(
    "idempotency",
    COMMON,
    Column("key", String(64), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("etag", String(80)),
    Column("made_id", Id),
    Column("at", Instant, nullable=False),
    Index("ix_idempotency_at", "at"),
)

Answer = TypeVar("Answer", bound=BaseModel)
KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        pattern=r"^[\x21-\x7e]+$",
        description="A key of your own making, one per intended effect, 8–100 printable characters.",
        examples=["3f6c2a7e-claim-2026-0001"],
    ),
]


class Replayed(Exception):
    """The request was done before; this is what was answered."""

    def __init__(self, status: int, body: str, etag: str | None) -> None:
        super().__init__("replayed")
        self.status, self.body, self.etag = status, body, etag

    def response(self) -> Response:
        """The first answer with its mark."""
        headers = {"Idempotency-Replayed": "true"} | ({"ETag": self.etag} if self.etag else {})
        return Response(self.body, self.status, headers, media_type="application/json")


class OnceFor:
    """This request's place among those already done."""

    def __init__(
        self, session: AsyncSession, request: Request, key: str, request_hash: str, at: datetime
    ) -> None:
        self._session, self._request = session, request
        self.key, self.request_hash, self._at = key, request_hash, at

    async def keep(self, answer: Answer, *, made: UUID, status: int = 201, etag: str | None = None) -> Answer:
        """Remember the answer in the transaction of the work, and name the thing made in the audit row."""
        audit.about(self._request, made)
        row = remembered(self.key, self.request_hash, status, answer, made, self._at) | {"etag": etag}
        await self._session.execute(insert(IDEMPOTENCY).values(row))
        return answer


def remembered(
    key: str, request_hash: str, status: int, answer: BaseModel | str, made: UUID, at: datetime
) -> dict[str, object]:
    """One idempotency row, ready to insert. `answer` may be the JSON itself."""
    return {
        "key": key,
        "request_hash": request_hash,
        "status": status,
        "body": answer if isinstance(answer, str) else answer.model_dump_json(),
        "etag": None,
        "made_id": made,
        "at": at,
    }


def scoped(key: str | None, access: Access, route: str) -> str:
    """The key as stored: nobody can meet another caller's. Raises IdempotencyKeyMissing."""
    if key is None:
        raise IdempotencyKeyMissing
    words = f"{access.client_id}\n{access.person_id}\n{route}\n{key}"
    return hashlib.sha256(words.encode()).hexdigest()


def fingerprint(body: bytes) -> str:
    """The body as compared: byte for byte."""
    return hashlib.sha256(body).hexdigest()


async def _alone(request: Request, session: AsyncSession, key: str) -> None:
    """Refuse a twin that is still running. On SQLite writers queue, so there the twin has waited already."""
    if request.app.state.database.dialect != "postgresql":
        return
    lock = select(func.pg_try_advisory_xact_lock(cast(int(key[:15], 16), BigInteger)))
    if not (await session.execute(lock)).scalar_one():
        raise IdempotencyInFlight


async def once(request: Request, tx: Tx, key: KeyHeader = None) -> OnceFor:
    """Raises Replayed, IdempotencyKeyMissing, IdempotencyKeyReused, IdempotencyInFlight."""
    return await _place(request, tx, key, await request.body())


async def once_unread(request: Request, tx: Tx, key: KeyHeader = None) -> OnceFor:
    """As `once`, where not even a hash of the body may be kept: of three possible votes it tells which."""
    return await _place(request, tx, key, b"")


async def _place(request: Request, tx: Tx, key: str | None, body: bytes) -> OnceFor:
    stored = scoped(key, request.state.access, f"{request.method} {request.scope['path']}")
    request_hash = fingerprint(body)
    await _alone(request, tx, stored)
    found = (await tx.execute(select(IDEMPOTENCY).where(IDEMPOTENCY.c.key == stored))).one_or_none()
    if found:
        raise replay(found.request_hash, request_hash, found.status, found.body, found.etag)
    return OnceFor(tx, request, stored, request_hash, now(request))


def replay(known_hash: str, given_hash: str, status: int, body: str, etag: str | None) -> Exception:
    """What a known key means for this request: Replayed, or IdempotencyKeyReused if the body differs."""
    return Replayed(status, body, etag) if known_hash == given_hash else IdempotencyKeyReused()


Once = Annotated[OnceFor, Depends(once)]
OnceUnread = Annotated[OnceFor, Depends(once_unread)]
