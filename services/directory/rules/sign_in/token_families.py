"""What holds of refresh tokens (RFC 6749 §6, RFC 9700 §4.14.2): each is used once, and a second use ends them all.

A second use is not always a theft: on bad wireless an answer gets lost, and the client asks again. Within a few
seconds the token before the present one is therefore answered as it was the first time, with *the same* successor,
which can be computed from it and a secret of ours. At no moment do two tokens of a family live, and who steals one
is found out at its next use, as without the grace.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from enum import StrEnum

from ...models import TokenFamily
from .digests import digest
from .lifetimes import Lifetimes
from .tokens import TokenRefused


class Use(StrEnum):
    """What the sending of a refresh token means."""

    FIRST = "first"
    AGAIN = "again"
    THEFT = "theft"


def new_handle() -> str:
    """What all tokens of a family begin with: 128 random bits."""
    return secrets.token_urlsafe(16)


def parts(token: str) -> tuple[str, str]:
    """Handle and secret of a token; empty where it is none."""
    handle, _, secret = token.partition(".")
    return handle, secret


def successor(token: str, key: str) -> str:
    """The secret that follows on this token."""
    hashed = hmac.new(f"refresh token {key}".encode(), token.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(hashed).decode().rstrip("=")


def judge(
    family: TokenFamily | None, secret: str, client_id: str, lifetimes: Lifetimes, at: datetime
) -> tuple[TokenFamily, Use]:
    """Raises TokenRefused (invalid_grant): unknown, another client's, ended, or run out."""
    if family is None or family.client_id != client_id or not is_alive(family, lifetimes, at):
        raise TokenRefused("invalid_grant", "the refresh token is not valid, or no longer")
    shown = digest(secret)
    if hmac.compare_digest(shown, family.secret_hash):
        return family, Use.FIRST
    before = family.previous_hash or ""
    if hmac.compare_digest(shown, before) and at - family.used_at < lifetimes.refresh_grace:
        return family, Use.AGAIN
    return family, Use.THEFT


def is_alive(family: TokenFamily, lifetimes: Lifetimes, at: datetime) -> bool:
    """Whether a token of the family can still be used."""
    idle, age = at - family.used_at, at - family.began_at
    return family.ended_at is None and idle <= lifetimes.refresh_idle and age <= lifetimes.refresh_longest
