"""What clients read about the issuer: its metadata (RFC 8414) and its public keys (RFC 7517)."""

from typing import Any

from fastapi import APIRouter, Request, Response

from shared.auth.tokens import public_part
from shared.db import View
from shared.types import Read

from .. import queries
from ..rules.authorization import SCOPE
from ..rules.tokens import GRANTS

router = APIRouter(tags=["sign-in"])

_FIVE_MINUTES = "public, max-age=300"


class IssuerRead(Read):
    """RFC 8414 §2. There are no ID tokens: who signed in is asked at `/v1/me`."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    response_types_supported: list[str]
    response_modes_supported: list[str]
    grant_types_supported: list[str]
    code_challenge_methods_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    scopes_supported: list[str]
    ui_locales_supported: list[str]
    authorization_response_iss_parameter_supported: bool
    service_documentation: str


class KeysRead(Read):
    """A JSON Web Key Set, public parts only."""

    keys: list[dict[str, Any]]


@router.get("/.well-known/oauth-authorization-server", summary="签发者元数据 / Issuer metadata")
async def read_issuer(request: Request, response: Response) -> IssuerRead:
    """Where to sign in and what is offered."""
    response.headers["Cache-Control"] = _FIVE_MINUTES
    issuer = request.app.state.settings.issuer
    return IssuerRead(
        issuer=issuer,
        authorization_endpoint=f"{issuer}/oauth2/authorize",
        token_endpoint=f"{issuer}/oauth2/token",
        jwks_uri=f"{issuer}/oauth2/jwks",
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=list(GRANTS),
        code_challenge_methods_supported=["S256"],
        token_endpoint_auth_methods_supported=["none", "client_secret_basic", "client_secret_post"],
        scopes_supported=[SCOPE],
        ui_locales_supported=["zh-CN", "en"],
        authorization_response_iss_parameter_supported=True,
        service_documentation=f"{issuer}/docs",
    )


@router.get("/.well-known/openid-configuration", summary="同上 / The same, where OpenID clients look")
async def read_openid_configuration(request: Request, response: Response) -> IssuerRead:
    """RFC 8414 §5 lets OAuth use this older address; it does not promise ID tokens."""
    return await read_issuer(request, response)


@router.get("/oauth2/jwks", summary="签名公钥 / Public signing keys")
async def read_keys(view: View, response: Response) -> KeysRead:
    """Keys whose signatures hold."""
    response.headers["Cache-Control"] = _FIVE_MINUTES
    return KeysRead(keys=[public_part(key.private_jwk) for key in await queries.signing_keys.in_use(view)])
