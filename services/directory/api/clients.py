"""`/v1/clients`: programs that may ask for tokens."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Code, Line, Read, Shape

from .. import queries, usecases
from ..models import Client, ClientKind
from ..rules.sign_in.clients import ClientMissing
from ..rules.sign_in.digests import new_secret
from .given import Tell, there

router = APIRouter(prefix="/v1/clients", tags=["clients"])

Reader = Annotated[Access, may("client.read")]
Writer = Annotated[Access, may("client.write")]
RedirectUri = Annotated[Line, Field(max_length=500)]
Scope = Literal["siyou", "openid", "profile", "offline_access"]


class ClientCreate(Shape):
    """A browser application with the addresses it is sent back to, or a machine, which gets a secret."""

    client_id: Code
    title: Line
    kind: ClientKind
    redirect_uris: Annotated[list[RedirectUri], Field(default_factory=list, max_length=10)]
    post_logout_redirect_uris: Annotated[
        list[RedirectUri],
        Field(default_factory=list, max_length=10, description="Where people may be sent after signing out."),
    ]
    scopes: Annotated[
        list[Scope] | None, Field(max_length=4, description="What it may ask for; null: all its kind may.")
    ] = None


class ClientRead(Read):
    """A client. A machine holds roles by appointment of its `id`."""

    id: UUID
    client_id: str
    title: str
    kind: ClientKind
    redirect_uris: list[str]
    post_logout_redirect_uris: list[str]
    scopes: list[str]
    enabled: bool

    @classmethod
    def of(cls, row: Client) -> "ClientRead":
        """As shown."""
        return cls(
            id=row.id,
            client_id=row.client_id,
            title=row.title,
            kind=ClientKind(row.kind),
            redirect_uris=row.redirect_uris,
            post_logout_redirect_uris=row.post_logout_redirect_uris,
            scopes=row.scopes,
            enabled=row.disabled_at is None,
        )


class ClientMade(ClientRead):
    """A new client. The secret of a machine is shown here and never again: a repeated request shows null."""

    client_secret: str | None


@router.get("", summary="客户端列表 / Clients")
async def list_clients(
    _reader: Reader, view: View, paged: Paged, kind: ClientKind | None = None
) -> Page[ClientRead]:
    """All of them."""
    rows, cursor = await paged.rows(view, queries.clients.listed(kind=kind), col(Client.id))
    return Page(items=[ClientRead.of(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="登记客户端 / Register a client")
async def register_client(
    body: ClientCreate, _writer: Writer, request: Request, tx: Tx, tell: Tell, now: Now, once: Once
) -> ClientMade:
    """The secret of a machine is made here and kept only as a hash."""
    secret = new_secret() if body.kind is ClientKind.MACHINE else None
    row = await usecases.clients.register(
        tx,
        tell,
        client_id=body.client_id,
        title=body.title,
        kind=body.kind,
        redirect_uris=body.redirect_uris,
        post_logout_redirect_uris=body.post_logout_redirect_uris,
        scopes=body.scopes,
        secret=secret,
        plain_issuer=request.app.state.settings.issuer.startswith("http:"),
        at=now,
    )
    kept = ClientMade(**ClientRead.of(row).model_dump(), client_secret=None)
    await once.keep(kept, made=row.id)
    return kept.model_copy(update={"client_secret": secret})


@router.post("/{client_id}/disabling", status_code=201, summary="停用客户端 / Disable a client")
async def disable_client(
    client_id: UUID, _writer: Writer, tx: Tx, tell: Tell, now: Now, once: Once
) -> ClientRead:
    """No more tokens; a machine's tokens lose their force within a minute."""
    row = there(await queries.clients.locked(tx, client_id), ClientMissing)
    return await once.keep(ClientRead.of(await usecases.clients.disable(tx, tell, row, now)), made=row.id)
