"""`/v1/credential-keys` and `/v1/status-lists`: what strangers need to trust a credential, and to learn its end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.auth.credentials import public_key, sign_credential
from shared.clock import Now
from shared.db import View
from shared.types import Read

from ..queries import credential_keys as queries
from ..queries import organisations
from ..rules import credentials, status_lists
from ..rules.credentials import Signer
from .record_sheets import JWT, file_of

router = APIRouter(tags=["credential-keys"])

_FIVE_MINUTES = "public, max-age=300"


class CredentialKeyHolderRead(Read):
    """Whose key it is, and in which time it signs; null while it does."""

    did: str
    holder_id: UUID
    title_zh: str
    title_en: str
    made_at: datetime
    retired_at: datetime | None


class CredentialKeysRead(Read):
    """A JSON Web Key Set (RFC 7517), public parts only, and beside it who holds each key."""

    keys: list[dict[str, Any]]
    holders: list[CredentialKeyHolderRead]


@router.get("/v1/credential-keys", summary="凭证公钥 / Keys of credentials")
async def list_credential_keys(view: View, response: Response) -> CredentialKeysRead:
    """For anybody, without sign-in. A key that has retired is still listed: what it signed is still verified."""
    response.headers["Cache-Control"] = _FIVE_MINUTES
    rows = await queries.published(view)
    titles = await organisations.titles(view, {row.holder_id for row in rows})
    holders = []
    for row in rows:
        zh, en = titles.get(row.holder_id, ("", ""))
        holders.append(
            CredentialKeyHolderRead.model_validate(row.model_dump() | {"title_zh": zh, "title_en": en})
        )
    return CredentialKeysRead(keys=[public_key(row.private_jwk) for row in rows], holders=holders)


@router.get(
    "/v1/status-lists/{list_id}",
    response_class=Response,
    responses=file_of(JWT),
    summary="凭证状态列表 / Status list",
)
async def read_status_list(list_id: UUID, view: View, request: Request, now: Now) -> Response:
    """Which credentials of one key no longer hold (Bitstring Status List v1.0), signed by that key; good for a day."""
    key = await queries.of_list(view, list_id)
    titles = await organisations.titles(view, {key.holder_id})
    branch = Signer(key.did, titles.get(key.holder_id, ("", ""))[0])
    encoded = status_lists.encoded(await queries.ended(view, key.id))
    address = f"{request.app.state.settings.issuer}/v1/status-lists/{key.id}"
    told = credentials.status_list(address, encoded, branch, now, now + status_lists.GOOD_FOR)
    return Response(
        sign_credential(told, key.private_jwk), media_type=JWT, headers={"Cache-Control": _FIVE_MINUTES}
    )
