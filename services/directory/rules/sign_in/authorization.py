"""What an authorization request must be like (RFC 6749 §4.1.1, RFC 7636, RFC 9700 §2.1)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from shared.errors import Malformed

from ...models import Client, ClientKind
from . import scopes

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_SECONDS = re.compile(r"[0-9]{1,9}")
_LONGEST_STATE = 500
_ONCE = (
    *("response_type", "response_mode", "state", "scope", "prompt", "nonce", "max_age", "login_hint"),
    *("code_challenge", "code_challenge_method", "request", "request_uri"),
)


class ClientUnknown(Malformed):
    """No such client, or one that asks for no people."""

    zh, en = "未知的客户端", "Unknown client"


class RedirectUnknown(Malformed):
    """The redirect URI is not, character by character, one that the client registered."""

    zh, en = "回调地址未登记", "The redirect URI is not registered"


class AuthorizationRefused(Exception):
    """Told to the client through the browser (RFC 6749 §4.1.2.1)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error, self.description = error, description


@dataclass(frozen=True, slots=True)
class Door:
    """Who asks, and where the answer goes."""

    client: Client
    redirect_uri: str
    state: str | None

    def address(self, issuer: str, **answer: str) -> str:
        """The redirect URI with the answer, our name (RFC 9207) and the client's state in its query."""
        parts = urlsplit(self.redirect_uri)
        words = [*answer.items(), ("iss", issuer)] + (
            [("state", self.state)] if self.state is not None else []
        )
        query = "&".join(piece for piece in (parts.query, urlencode(words)) if piece)
        return urlunsplit(parts._replace(query=query))

    @property
    def origin(self) -> str:
        """Scheme, host and port of the redirect URI."""
        parts = urlsplit(self.redirect_uri)
        return f"{parts.scheme}://{parts.netloc}"


def read_query(query: str) -> dict[str, list[str]]:
    """Every parameter with its values; unknown ones are kept and ignored (RFC 6749 §3.1)."""
    found: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=40, errors="strict")
    except ValueError as error:
        raise Malformed from error
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def named_client(asked: dict[str, list[str]]) -> str:
    """The client that asks. Raises ClientUnknown."""
    names = asked.get("client_id", [])
    if len(names) != 1:
        raise ClientUnknown
    return names[0]


def door(asked: dict[str, list[str]], client: Client | None) -> Door:
    """Raises ClientUnknown, RedirectUnknown: told to the person, never to the address given."""
    if client is None or client.kind != ClientKind.BROWSER or client.disabled_at is not None:
        raise ClientUnknown
    given = asked.get("redirect_uri", [])
    if len(given) != 1 or given[0] not in client.redirect_uris:
        raise RedirectUnknown
    states = asked.get("state", [])
    return Door(
        client, given[0], states[0] if len(states) == 1 and len(states[0]) <= _LONGEST_STATE else None
    )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a client asks for, and what it wants to recognise in the answer. `max_age` in seconds."""

    challenge: str
    scope: str
    nonce: str | None = None
    max_age: int | None = None
    anew: bool = False


def wishes(asked: dict[str, list[str]], client: Client, issuer: str) -> Wishes:
    """What is asked for, well-formed and allowed. Raises AuthorizationRefused for whatever else is wrong."""
    _check_single(asked)
    _check_mode(asked)
    given = asked.get("code_challenge", [""])[0]
    if not _CHALLENGE.fullmatch(given):
        raise AuthorizationRefused("invalid_request", "code_challenge must be 43 characters of base64url")
    if any(resource != issuer for resource in asked.get("resource", [])):
        raise AuthorizationRefused("invalid_target", f"the one resource is {issuer}")
    try:
        scope = scopes.granted(asked.get("scope", [""])[0], client.scopes)
    except scopes.ScopeRefused as error:
        raise AuthorizationRefused("invalid_scope", f"this client may ask for {client.scopes}") from error
    nonce = asked.get("nonce", [None])[0]
    return Wishes(given, scope, nonce, _max_age(asked), "login" in _prompts(asked))


def _check_single(asked: dict[str, list[str]]) -> None:
    if any(len(asked.get(name, [])) > 1 for name in _ONCE):
        raise AuthorizationRefused("invalid_request", "a parameter is given twice")
    for name in ("state", "nonce"):
        if len(asked.get(name, [""])[0]) > _LONGEST_STATE:
            raise AuthorizationRefused(
                "invalid_request", f"{name} is longer than {_LONGEST_STATE} characters"
            )


def _check_mode(asked: dict[str, list[str]]) -> None:
    for name in ("request", "request_uri"):
        if name in asked:
            raise AuthorizationRefused(f"{name}_not_supported", "parameters are given one by one")
    if asked.get("response_type") != ["code"]:
        raise AuthorizationRefused("unsupported_response_type", "only response_type=code is offered")
    if asked.get("response_mode", ["query"]) != ["query"]:
        raise AuthorizationRefused("invalid_request", "only response_mode=query is offered")
    if asked.get("code_challenge_method") != ["S256"]:
        raise AuthorizationRefused("invalid_request", "PKCE with code_challenge_method=S256 is required")
    if "none" in _prompts(asked):
        raise AuthorizationRefused("interaction_required", "a person is always asked")


def _prompts(asked: dict[str, list[str]]) -> list[str]:
    return asked.get("prompt", [""])[0].split()


def _max_age(asked: dict[str, list[str]]) -> int | None:
    """Raises AuthorizationRefused for what is no number of seconds."""
    given = asked.get("max_age", [""])[0]
    if not given:
        return None
    if not _SECONDS.fullmatch(given):
        raise AuthorizationRefused("invalid_request", "max_age must be a number of seconds")
    return int(given)


def is_fresh(wanted: Wishes, signed_in_at: datetime, at: datetime) -> bool:
    """Whether a session is new enough for what the client wants (OIDC Core §3.1.2.1)."""
    if wanted.anew:
        return False
    return wanted.max_age is None or at - signed_in_at <= timedelta(seconds=wanted.max_age)


def language_asked(asked: dict[str, list[str]]) -> str | None:
    """`zh` or `en` if the client asks for one (`ui_locales`), else None."""
    words = asked.get("ui_locales", [""])[0].split()
    return next((word[:2].lower() for word in words if word[:2].lower() in {"zh", "en"}), None)
