"""What clients read about the issuer: its metadata (RFC 8414) and its public keys (RFC 7517)."""

from typing import Any

from fastapi import APIRouter, Request, Response

from shared.auth.tokens import ID_ALGORITHM, public_part
from shared.db import View
from shared.types import Read

from .. import queries
from ..rules.sign_in.scopes import SCOPES
from ..rules.sign_in.tokens import GRANTS

router = APIRouter(tags=["sign-in"])

_FIVE_MINUTES, _HALF_A_MINUTE = "public, max-age=300", "public, max-age=30"
_WITH_SECRET = ["client_secret_basic", "client_secret_post"]
_DOORS = {
    "authorization_endpoint": "/oauth2/authorize",
    "token_endpoint": "/oauth2/token",
    "userinfo_endpoint": "/oauth2/userinfo",
    "revocation_endpoint": "/oauth2/revoke",
    "introspection_endpoint": "/oauth2/introspect",
    "end_session_endpoint": "/oauth2/end-session",
    "jwks_uri": "/oauth2/jwks",
}
_CLAIMS = [
    *("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "sid"),
    *("name", "preferred_username"),
]


class IssuerRead(Read):
    """RFC 8414 §2 and OpenID Connect Discovery §3."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    revocation_endpoint: str
    introspection_endpoint: str
    end_session_endpoint: str
    jwks_uri: str
    response_types_supported: list[str]
    response_modes_supported: list[str]
    grant_types_supported: list[str]
    code_challenge_methods_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    revocation_endpoint_auth_methods_supported: list[str]
    introspection_endpoint_auth_methods_supported: list[str]
    scopes_supported: list[str]
    subject_types_supported: list[str]
    id_token_signing_alg_values_supported: list[str]
    claim_types_supported: list[str]
    claims_supported: list[str]
    prompt_values_supported: list[str]
    ui_locales_supported: list[str]
    claims_parameter_supported: bool
    request_parameter_supported: bool
    request_uri_parameter_supported: bool
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
        **{name: f"{issuer}{path}" for name, path in _DOORS.items()},
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=list(GRANTS),
        code_challenge_methods_supported=["S256"],
        token_endpoint_auth_methods_supported=["none", *_WITH_SECRET],
        revocation_endpoint_auth_methods_supported=["none", *_WITH_SECRET],
        introspection_endpoint_auth_methods_supported=_WITH_SECRET,
        scopes_supported=list(SCOPES),
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=[ID_ALGORITHM],
        claim_types_supported=["normal"],
        claims_supported=_CLAIMS,
        prompt_values_supported=["login"],
        ui_locales_supported=["zh-CN", "en"],
        claims_parameter_supported=False,
        request_parameter_supported=False,
        request_uri_parameter_supported=False,
        authorization_response_iss_parameter_supported=True,
        service_documentation=f"{issuer}/docs",
    )


@router.get("/.well-known/openid-configuration", summary="同上 / The same, where OpenID clients look")
async def read_openid_configuration(request: Request, response: Response) -> IssuerRead:
    """OpenID Connect Discovery §4."""
    return await read_issuer(request, response)


@router.get("/oauth2/jwks", summary="签名公钥 / Public signing keys")
async def read_keys(view: View, response: Response) -> KeysRead:
    """Keys whose signatures hold or soon will. A withdrawn one must be missed within a minute."""
    response.headers["Cache-Control"] = _HALF_A_MINUTE
    return KeysRead(keys=[public_part(key.private_jwk) for key in await queries.signing_keys.published(view)])
