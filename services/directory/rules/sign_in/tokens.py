"""What a token request must be like (RFC 6749 §4.1.3, §4.4.2, §6, §2.3; RFC 7636 §4.6).

Three grants are offered: authorization code with PKCE for people, refresh tokens that follow on it, client
credentials for machines. There is no password grant and no implicit one (RFC 9700 §2.1.2, §2.4), and there will
be none.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, unquote_plus

from ...models import Account, AuthorizationCode, Client, ClientKind, Person
from .digests import digest, matches

CODE, REFRESH, CLIENT_CREDENTIALS = "authorization_code", "refresh_token", "client_credentials"
GRANTS = (CODE, REFRESH, CLIENT_CREDENTIALS)
ACCESS_LIFETIME = timedelta(minutes=30)
CODE_LIFETIME = timedelta(seconds=60)

_FOR = {CODE: ClientKind.BROWSER, REFRESH: ClientKind.BROWSER, CLIENT_CREDENTIALS: ClientKind.MACHINE}
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_NOBODY = digest("nobody")


class TokenRefused(Exception):
    """Told as RFC 6749 §5.2 has it: `error` is one of its codes."""

    def __init__(self, error: str, description: str, *, basic: bool = False) -> None:
        super().__init__(error)
        self.error, self.description, self.basic = error, description, basic


@dataclass(frozen=True, slots=True)
class Shown:
    """How a client names itself. `basic`: in the Authorization header."""

    client_id: str
    secret: str = ""
    basic: bool = False


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """What was asked, and by whom."""

    grant_type: str
    shown: Shown
    code: str = ""
    redirect_uri: str = ""
    verifier: str = ""
    refresh_token: str = ""
    scope: str = ""


def read_request(body: bytes, content_type: str, authorization: str | None, *, issuer: str) -> TokenRequest:
    """Raises TokenRefused: invalid_request, invalid_client, invalid_target, unsupported_grant_type."""
    form = read_form(body, content_type)
    grant_type = form.get("grant_type", "")
    if not grant_type:
        raise TokenRefused("invalid_request", "grant_type is missing")
    if grant_type not in GRANTS:
        raise TokenRefused("unsupported_grant_type", f"offered are {', '.join(GRANTS)}")
    if form.get("resource", issuer) != issuer:
        raise TokenRefused("invalid_target", f"the one resource is {issuer}")
    return TokenRequest(
        grant_type=grant_type,
        shown=named(form, authorization),
        code=form.get("code", ""),
        redirect_uri=form.get("redirect_uri", ""),
        verifier=form.get("code_verifier", ""),
        refresh_token=form.get("refresh_token", ""),
        scope=form.get("scope", ""),
    )


def read_form(body: bytes, content_type: str) -> dict[str, str]:
    """Every field once. Raises TokenRefused (invalid_request)."""
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise TokenRefused("invalid_request", "the body must be application/x-www-form-urlencoded")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=40, errors="strict")
    except ValueError as error:
        raise TokenRefused("invalid_request", "the form cannot be read") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise TokenRefused("invalid_request", "a parameter is given twice")
    return form


def named(form: dict[str, str], authorization: str | None) -> Shown:
    """Who the client says it is, in one way. Raises TokenRefused: invalid_request, invalid_client."""
    if authorization is None:
        return Shown(form.get("client_id", ""), form.get("client_secret", ""))
    if form.get("client_secret"):
        raise TokenRefused("invalid_request", "the client names itself in two ways")
    scheme, _, words = authorization.partition(" ")
    try:
        name, colon, secret = base64.b64decode(words, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        name, colon, secret = "", "", ""
    if scheme.lower() != "basic" or not colon:
        raise TokenRefused("invalid_client", "the Authorization header cannot be read", basic=True)
    client_id = unquote_plus(name)
    if form.get("client_id", client_id) != client_id:
        raise TokenRefused("invalid_request", "two different clients are named")
    return Shown(client_id, unquote_plus(secret), basic=True)


def check_client(shown: Shown, client: Client | None, kept: Sequence[str]) -> Client:
    """The client, if it is the one it says. `kept`: hashes of its secrets in force. Raises TokenRefused.

    A client that does not exist costs the same comparison as a wrong secret.
    """
    right = any(matches(shown.secret, each) for each in kept or (_NOBODY,)) and bool(kept)
    if client and client.kind == ClientKind.BROWSER:
        right = not shown.secret
    if client is None or client.disabled_at is not None or not right:
        raise TokenRefused(
            "invalid_client", "the client is unknown or its secret is wrong", basic=shown.basic
        )
    return client


def check_grant(grant_type: str, client: Client) -> None:
    """Each grant is for one kind of client. Raises TokenRefused (unauthorized_client)."""
    if client.kind != _FOR[grant_type]:
        raise TokenRefused("unauthorized_client", f"this client cannot use {grant_type}")


def check_code(request: TokenRequest, code: AuthorizationCode | None, at: datetime) -> AuthorizationCode:
    """The code, if it was made for this client, address and verifier within the last minute.

    Raises TokenRefused (invalid_grant). That it was not used before is checked by taking it.
    """
    if (
        code is None
        or code.client_id != request.shown.client_id
        or code.redirect_uri != request.redirect_uri
        or at - code.made_at > CODE_LIFETIME
        or not proves(request.verifier, code.challenge)
    ):
        raise TokenRefused("invalid_grant", "the code, its redirect_uri or its code_verifier is not valid")
    return code


def proves(verifier: str, challenge: str) -> bool:
    """Whether the challenge is the verifier's S256 (RFC 7636 §4.6)."""
    if not _VERIFIER.fullmatch(verifier):
        return False
    hashed = hashlib.sha256(verifier.encode()).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(hashed).rstrip(b"=").decode(), challenge)


def check_holder(account: Account | None, person: Person | None) -> Person:
    """The person, if still allowed to sign in. Raises TokenRefused (invalid_grant)."""
    if account is None or person is None or account.disabled_at is not None or not person.active:
        raise TokenRefused("invalid_grant", "the account cannot sign in")
    return person
