"""`/oauth2/token`: a code or a secret becomes an access token (RFC 6749 §4.1.3, §4.4.2, §5)."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from shared.clock import Now
from shared.problems import keep_shape
from shared.types import Read

from .. import rules, usecases
from ..rules.authorization import SCOPE
from ..rules.tokens import ACCESS_LIFETIME, TokenRefused
from ..usecases.tokens import Issuer

router = APIRouter(tags=["sign-in"])

_FIELDS = ("grant_type", "code", "redirect_uri", "code_verifier", "client_id", "client_secret", "scope")
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {name: {"type": "string"} for name in _FIELDS},
                }
            }
        },
    },
    "security": [],
}


class TokenRead(Read):
    """An access token, to be sent as `Authorization: Bearer …`."""

    access_token: str
    token_type: str
    expires_in: Annotated[int, Field(description="Seconds.")]
    scope: str


class TokenError(Read):
    """Why there is none (RFC 6749 §5.2)."""

    error: str
    error_description: str


@router.post(
    "/oauth2/token",
    response_model=TokenRead,
    responses={400: {"model": TokenError}, 401: {"model": TokenError}},
    summary="换取访问令牌 / Obtain an access token",
    openapi_extra=_FORM,
)
async def issue_token(request: Request, now: Now) -> Response:
    """Authorization code with PKCE, or client credentials. There is no password grant."""
    state = request.app.state
    issuer = Issuer(state.settings.issuer, state.teller)
    trace_id = request.scope.get("siyou.trace_id")
    try:
        asked = rules.tokens.read_request(
            await request.body(), request.headers.get("content-type", ""), _authorization(request)
        )
        outcome = await state.database.retrying(
            lambda tx: usecases.tokens.grant(tx, issuer, asked, at=now, trace_id=trace_id)
        )
    except TokenRefused as refused:
        outcome = refused
    keep_shape(request)
    return _refused(outcome) if isinstance(outcome, TokenRefused) else _granted(outcome)


def _authorization(request: Request) -> str | None:
    """Raises TokenRefused for two headers: it would not be clear who asks."""
    given = request.headers.getlist("authorization")
    if len(given) > 1:
        raise TokenRefused("invalid_request", "two Authorization headers")
    return given[0] if given else None


def _granted(token: str) -> Response:
    seconds = int(ACCESS_LIFETIME.total_seconds())
    answer = TokenRead(access_token=token, token_type="Bearer", expires_in=seconds, scope=SCOPE)  # noqa: S106 - a type
    return JSONResponse(answer.model_dump(), headers=_UNCACHED)


def _refused(refused: TokenRefused) -> Response:
    headers = dict(_UNCACHED)
    if refused.basic:
        headers["WWW-Authenticate"] = 'Basic realm="siyou"'
    answer = TokenError(error=refused.error, error_description=refused.description)
    return JSONResponse(answer.model_dump(), 401 if refused.error == "invalid_client" else 400, headers)


_UNCACHED = {"Cache-Control": "no-store", "Pragma": "no-cache"}
