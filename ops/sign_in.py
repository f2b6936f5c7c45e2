"""An access token for a program, by the same door that a browser uses (code with PKCE).

There is no password grant (RFC 9700 §2.4); this walks through the sign-in page instead.
"""

import base64
import hashlib
import html
import re
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2

CLIENT = "siyou-docs"
REDIRECT = "/docs/oauth2-redirect"
METADATA = "/.well-known/oauth-authorization-server"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class NotSignedIn(Exception):
    """The page did not let this person in, or the suite is not there."""


def sign_in(client: httpx2.Client, login: str, password: str) -> str:
    """An access token. `client` reaches the gateway at an address of its own. Raises NotSignedIn."""
    verifier = secrets.token_urlsafe(48)
    issuer = issuer_of(client.get(METADATA))
    query = _query(issuer, verifier)
    page = client.get(f"/oauth2/authorize?{query}")
    code = code_from(client.post(f"/oauth2/authorize?{query}", data=_form(page.text, login, password)))
    return token_from(client.post("/oauth2/token", data=_exchange(issuer, code, verifier)))


async def sign_in_async(client: httpx2.AsyncClient, login: str, password: str) -> str:
    """As `sign_in`, inside an event loop."""
    verifier = secrets.token_urlsafe(48)
    issuer = issuer_of(await client.get(METADATA))
    query = _query(issuer, verifier)
    page = await client.get(f"/oauth2/authorize?{query}")
    form = _form(page.text, login, password)
    code = code_from(await client.post(f"/oauth2/authorize?{query}", data=form))
    return token_from(await client.post("/oauth2/token", data=_exchange(issuer, code, verifier)))


def machine_sign_in(client: httpx2.Client, client_id: str, secret: str) -> str:
    """An access token for a machine (RFC 6749 §4.4). Raises NotSignedIn."""
    asked = {"grant_type": "client_credentials"}
    return token_from(client.post("/oauth2/token", data=asked, auth=(client_id, secret)))


def issuer_of(metadata: httpx2.Response) -> str:
    """Under which address the suite knows itself: the docs page is registered there (RFC 8414 §2).

    Raises NotSignedIn.
    """
    try:
        return str(metadata.raise_for_status().json()["issuer"])
    except (httpx2.HTTPStatusError, ValueError, KeyError) as error:
        message = f"What answers at {metadata.url.copy_with(path='/')} is not Siyou, or is not ready."
        raise NotSignedIn(message) from error


def _query(issuer: str, verifier: str) -> str:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": issuer + REDIRECT,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return urlencode(asked)


def _form(page: str, login: str, password: str) -> dict[str, str]:
    found = _CSRF.search(page)
    if found is None:
        message = "The sign-in page is not there: is the suite running?"
        raise NotSignedIn(message)
    return {"csrf": html.unescape(found[1]), "login": login, "password": password, "act": "sign_in"}


def _exchange(issuer: str, code: str, verifier: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": CLIENT,
        "redirect_uri": issuer + REDIRECT,
        "code_verifier": verifier,
    }


def code_from(answer: httpx2.Response) -> str:
    """The code that the page sends the browser back with. Raises NotSignedIn."""
    codes = parse_qs(urlsplit(answer.headers.get("location", "")).query).get("code")
    if not codes:
        message = "Login or password is wrong, or the account is locked or needs a new password first."
        raise NotSignedIn(message)
    return codes[0]


def token_from(answer: httpx2.Response) -> str:
    """The access token. Raises NotSignedIn."""
    token: str | None = answer.json().get("access_token") if answer.is_success else None
    if token is None:
        message = f"No token was given: HTTP {answer.status_code}."
        raise NotSignedIn(message)
    return token
