"""What the doors of OAuth have in common: forms come in, and refusals have the shape of RFC 6749 §5.2."""

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from shared.types import Read

from ..rules.sign_in.tokens import TokenRefused

UNCACHED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class TokenError(Read):
    """Why not (RFC 6749 §5.2)."""

    error: str
    error_description: str


def form(required: str, *fields: str) -> dict[str, Any]:
    """How a door is described that takes a form and names the client in its own way."""
    properties: dict[str, Any] = {name: {"type": "string"} for name in fields}
    schema = {"type": "object", "required": [required], "properties": properties}
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}, "security": []}


def authorization(request: Request) -> str | None:
    """Raises TokenRefused for two headers: it would not be clear who asks."""
    given = request.headers.getlist("authorization")
    if len(given) > 1:
        raise TokenRefused("invalid_request", "two Authorization headers")
    return given[0] if given else None


def refused(refusal: TokenRefused) -> Response:
    """As clients expect it."""
    headers = dict(UNCACHED)
    if refusal.basic:
        headers["WWW-Authenticate"] = 'Basic realm="siyou"'
    answer = TokenError(error=refusal.error, error_description=refusal.description)
    return JSONResponse(answer.model_dump(), _STATUS.get(refusal.error, 400), headers)


_STATUS = {"invalid_client": 401, "access_denied": 403}
