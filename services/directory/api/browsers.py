"""A browser at our own pages: its cookies, and forms that only a page of ours can have sent."""

import hashlib
import hmac
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import Response

from shared.errors import Malformed

from ..rules.sign_in.digests import new_secret

SESSION, BROWSER = "siyou_session", "siyou_browser"
_MOST_COOKIE = 100
_MOST_FIELDS = 10


def cookie(request: Request, name: str) -> str | None:
    """What the browser keeps for us."""
    value = request.cookies.get(name)
    return value if value and len(value) <= _MOST_COOKIE else None


def keep(request: Request, response: Response, name: str, value: str, seconds: int | None) -> None:
    """Let the browser keep it, for our pages only; until it is closed without `seconds`."""
    secure = str(request.app.state.settings.issuer).startswith("https:")
    response.set_cookie(name, value, seconds, path="/oauth2", secure=secure, httponly=True, samesite="lax")


def forget(request: Request, response: Response, name: str) -> None:
    """Let the browser keep it no longer."""
    keep(request, response, name, "", 0)


def browser(request: Request) -> str:
    """By what we know the browser again, made at its first visit."""
    return cookie(request, BROWSER) or new_secret()


def csrf(request: Request, known_as: str) -> str:
    """What only a page that we showed to this browser can hold."""
    key = f"sign-in page {request.app.state.cursor_key}".encode()
    return hmac.new(key, known_as.encode(), hashlib.sha256).hexdigest()


def is_ours(request: Request, fields: dict[str, str], known_as: str) -> bool:
    """Whether a page that we showed to this browser sent the form."""
    return hmac.compare_digest(fields.get("csrf", "").encode(), csrf(request, known_as).encode())


async def form(request: Request) -> dict[str, str]:
    """The fields of a form. Raises Malformed."""
    try:
        body = (await request.body()).decode("ascii")
        fields = parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise Malformed from error
    return dict(fields)
