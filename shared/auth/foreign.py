"""Issuers that the factory runs itself: how their keys are found, and whom their tokens mean.

Source: OpenID Connect Discovery 1.0 §4, RFC 8414, RFC 9068.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx2

from ..db import Database
from ..errors import TokenInvalid
from ..lately import Lately
from ..roster import known_as
from .issuers import ForeignIssuer, KnownBy, digest_of
from .keys import FetchKeys, Gate, TokenGate
from .tokens import AccessToken, ForeignToken, Trust, issuer_named, verify_foreign_token

_PATIENCE = httpx2.Timeout(5.0)
_MOST_BYTES = 200_000
_NEVER_OUTDATED = 2**31 - 1
"""Rights are read anew with each request; another issuer's tokens carry no version of them."""


def keys_of(issuer: ForeignIssuer, transport: httpx2.AsyncBaseTransport | None = None) -> FetchKeys:
    """Reads its keys where its discovery document says, from its own host only."""
    return partial(_fetch, issuer, transport)


async def _fetch(issuer: ForeignIssuer, transport: httpx2.AsyncBaseTransport | None) -> list[dict[str, Any]]:
    """Raises ConnectionError."""
    try:
        async with httpx2.AsyncClient(
            timeout=_PATIENCE, trust_env=False, follow_redirects=False, transport=transport
        ) as client:
            address = issuer.jwks_url or await _discovered(client, issuer)
            found: list[dict[str, Any]] = (await _json(client, address))["keys"]
    except (httpx2.HTTPError, ValueError, KeyError, TypeError) as error:
        message = f"the keys of {issuer.issuer} cannot be read: {error!r}"
        raise ConnectionError(message) from error
    return [key for key in found if key.get("use", "sig") == "sig"]


async def _discovered(client: httpx2.AsyncClient, issuer: ForeignIssuer) -> str:
    """Raises ValueError if the document is another issuer's, or sends us where its keys are not protected as well."""
    document = await _json(client, f"{issuer.issuer.rstrip('/')}/.well-known/openid-configuration")
    address = str(document["jwks_uri"])
    if document["issuer"] != issuer.issuer:
        message = f"the document is that of {document['issuer']!r}"
        raise ValueError(message)
    if urlsplit(issuer.issuer).scheme == "https" != urlsplit(address).scheme:
        message = "its keys are not offered over https"
        raise ValueError(message)
    return address


async def _json(client: httpx2.AsyncClient, address: str) -> Any:
    async with client.stream("GET", address) as answer:
        answer.raise_for_status()
        body = b""
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > _MOST_BYTES:
                message = f"{address} answers more than {_MOST_BYTES} bytes"
                raise ValueError(message)
    return httpx2.Response(200, content=body).json()


class Gates:
    """Our own gate, if our issuer is on, and one for each issuer of the factory's; a token chooses by its `iss`."""

    def __init__(
        self,
        own: TokenGate | None,
        issuers: Sequence[ForeignIssuer],
        database: Database,
        fetch: Mapping[str, FetchKeys] | None = None,
    ) -> None:
        self._own = own
        self._issuers = {each.issuer: each for each in issuers}
        self._gates: dict[str, Gate[ForeignToken]] = {
            each.issuer: Gate(
                (fetch or {}).get(each.issuer) or keys_of(each), partial(_verified, _trust(each))
            )
            for each in issuers
        }
        self._database = database
        self._meant: Lately[str, UUID | None] = Lately(self._read, seconds=5.0)

    async def admit(self, token: str, at: datetime) -> AccessToken:
        """The token's content. Raises TokenInvalid; Busy while no key of its issuer could be fetched at all."""
        named = issuer_named(token) if self._gates else None
        if named in self._gates:
            return await self._foreign(named, token, at)
        if self._own is None:
            raise TokenInvalid
        return await self._own.admit(token, at)

    async def _foreign(self, named: str, token: str, at: datetime) -> AccessToken:
        said = await self._gates[named].admit(token, at)
        kind = KnownBy.CLIENT_ID if said.is_client else self._issuers[named].person_is
        subject_id = await self._meant.of(digest_of(kind, said.known_by))
        if subject_id is None:
            raise TokenInvalid
        return AccessToken(
            subject_id=subject_id,
            client_id=said.client_id,
            is_client=said.is_client,
            rights_version=_NEVER_OUTDATED,
            scopes=said.scopes,
            expires_at=said.expires_at,
        )

    async def _read(self, digest: str) -> UUID | None:
        async with self._database.read() as session:
            return await known_as(session, digest)


def _trust(issuer: ForeignIssuer) -> Trust:
    return Trust(
        issuer.issuer, issuer.audience, tuple(issuer.algorithms), issuer.token_type, issuer.person_claim
    )


def _verified(trust: Trust, token: str, keys: Any, at: datetime) -> ForeignToken:
    return verify_foreign_token(token, keys, trust, at)
