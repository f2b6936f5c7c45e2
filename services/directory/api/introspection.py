"""`/oauth2/introspect`: a factory's own service asks what a token is good for (RFC 7662)."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from shared.auth.principal import grants_for
from shared.clock import Now, Today
from shared.problems import keep_shape

from .. import rules, usecases
from ..models import ClientKind
from ..rules.sign_in.tokens import Shown, TokenRefused
from . import oauth
from .given import issuer_of
from .oauth import TokenError

router = APIRouter(tags=["sign-in"])

ACT = "token.introspect"


@router.post(
    "/oauth2/introspect",
    responses={400: {"model": TokenError}, 401: {"model": TokenError}, 403: {"model": TokenError}},
    summary="查验令牌 / Ask what a token is good for",
    openapi_extra=oauth.form("token", "token", "token_type_hint", "client_id", "client_secret"),
)
async def introspect_token(request: Request, now: Now, today: Today) -> Response:
    """For machines with the role `service_client`. Of a token without force one learns only that it has none."""
    state, issuer = request.app.state, issuer_of(request)
    keep_shape(request)
    try:
        header = oauth.authorization(request)
        form = rules.tokens.read_form(await request.body(), request.headers.get("content-type", ""))
        await _admit(request, rules.tokens.named(form, header), now, today)
    except TokenRefused as refused:
        return oauth.refused(refused)
    async with state.database.read() as view:
        told = await usecases.introspections.describe(
            view, issuer.identifier, form.get("token", ""), issuer.lifetimes, now
        )
    return JSONResponse(told, headers=oauth.UNCACHED)


async def _admit(request: Request, shown: Shown, now: Any, today: Any) -> None:
    """Raises TokenRefused: invalid_client; access_denied where the matrix gives the machine no right."""
    state = request.app.state
    async with state.database.read() as view:
        client = await usecases.tokens.known_client(view, shown, now)
    standing = await state.standings.of(client.id, today)
    if client.kind != ClientKind.MACHINE or standing is None or not grants_for(standing, ACT):
        raise TokenRefused("access_denied", "this client may not ask about tokens")
