"""`/oauth2/token`: a code, a refresh token or a secret becomes tokens (RFC 6749 §4.1.3, §4.4.2, §5, §6)."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from shared.clock import Now
from shared.problems import keep_shape
from shared.types import Read

from .. import rules, usecases
from ..rules.sign_in.tokens import ACCESS_LIFETIME, TokenRefused
from ..usecases.tokens import Granted
from . import oauth
from .given import issuer_of
from .oauth import TokenError

router = APIRouter(tags=["sign-in"])

_FIELDS = (
    *("grant_type", "code", "redirect_uri", "code_verifier", "refresh_token"),
    *("client_id", "client_secret", "scope", "resource"),
)


class TokenRead(Read):
    """An access token, to be sent as `Authorization: Bearer …`; the others where they were asked for."""

    access_token: str
    token_type: str
    expires_in: Annotated[int, Field(description="Seconds.")]
    scope: str
    refresh_token: Annotated[str | None, Field(description="With the scope `offline_access`.")] = None
    id_token: Annotated[str | None, Field(description="With the scope `openid`.")] = None


@router.post(
    "/oauth2/token",
    response_model=TokenRead,
    responses={400: {"model": TokenError}, 401: {"model": TokenError}},
    summary="换取令牌 / Obtain tokens",
    openapi_extra=oauth.form("grant_type", *_FIELDS),
)
async def issue_token(request: Request, now: Now) -> Response:
    """Authorization code with PKCE, refresh token, or client credentials. There is no password grant."""
    issuer = issuer_of(request)
    trace_id = request.scope.get("siyou.trace_id")
    try:
        asked = rules.tokens.read_request(
            await request.body(),
            request.headers.get("content-type", ""),
            oauth.authorization(request),
            issuer=issuer.identifier,
        )
        outcome = await request.app.state.database.retrying(
            lambda tx: usecases.tokens.grant(tx, issuer, asked, at=now, trace_id=trace_id)
        )
    except TokenRefused as refused:
        outcome = refused
    keep_shape(request)
    return oauth.refused(outcome) if isinstance(outcome, TokenRefused) else _granted(outcome)


def _granted(granted: Granted) -> Response:
    answer = TokenRead(
        access_token=granted.access_token,
        token_type="Bearer",  # noqa: S106 - a type
        expires_in=int(ACCESS_LIFETIME.total_seconds()),
        scope=granted.scope,
        refresh_token=granted.refresh_token,
        id_token=granted.id_token,
    )
    return JSONResponse(answer.model_dump(exclude_none=True), headers=oauth.UNCACHED)
