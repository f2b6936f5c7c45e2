"""`/oauth2/revoke`: a client gives a token back (RFC 7009)."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.clock import Now
from shared.problems import keep_shape

from .. import rules, usecases
from ..rules.sign_in.tokens import TokenRefused
from . import oauth
from .given import issuer_of
from .oauth import TokenError

router = APIRouter(tags=["sign-in"])


@router.post(
    "/oauth2/revoke",
    responses={400: {"model": TokenError}, 401: {"model": TokenError}},
    summary="交还令牌 / Give a token back",
    openapi_extra=oauth.form("token", "token", "token_type_hint", "client_id", "client_secret"),
)
async def revoke_token(request: Request, now: Now) -> Response:
    """A refresh token ends with all that follow on it; access tokens lose their force within a minute."""
    issuer = issuer_of(request)
    trace_id = request.scope.get("siyou.trace_id")
    keep_shape(request)
    try:
        header = oauth.authorization(request)
        form = rules.tokens.read_form(await request.body(), request.headers.get("content-type", ""))
        shown, token = rules.tokens.named(form, header), form.get("token", "")
        if not token:
            return oauth.refused(TokenRefused("invalid_request", "token is missing"))
        await request.app.state.database.retrying(
            lambda tx: usecases.revocations.revoke(tx, issuer, shown, token, at=now, trace_id=trace_id)
        )
    except TokenRefused as refused:
        return oauth.refused(refused)
    return Response(status_code=200, headers=oauth.UNCACHED)
