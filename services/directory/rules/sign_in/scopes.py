"""What a client may ask for in a person's name (RFC 6749 §3.3, OIDC Core §5.4 and §11).

Scopes are no rights: what somebody may do is decided by roles. They say what a token is for: the API (`siyou`),
being told who signed in (`openid`, `profile`), or refresh tokens (`offline_access`).
"""

from collections.abc import Sequence

from ...models import ClientKind

API, OPENID, PROFILE, OFFLINE = "siyou", "openid", "profile", "offline_access"
SCOPES = (API, OPENID, PROFILE, OFFLINE)
OF_KIND = {ClientKind.BROWSER: SCOPES, ClientKind.MACHINE: (API,)}
"""The most that a client of a kind may be allowed, and what it is allowed unless said otherwise."""


class ScopeRefused(ValueError):
    """`invalid_scope`: nothing that we know was asked for, or something beyond what the client may."""


def granted(asked: str, allowed: Sequence[str]) -> str:
    """What of the scope is granted; without any, the API. What we do not know is ignored. Raises ScopeRefused."""
    words = set(asked.split()) if asked.strip() else {API}
    known = [scope for scope in SCOPES if scope in words]
    if not known or not set(allowed).issuperset(known):
        raise ScopeRefused
    return " ".join(known)


def narrowed(asked: str, had: str) -> str:
    """What a refreshed token is for: as before, or less. Raises ScopeRefused."""
    return granted(asked, had.split()) if asked.strip() else had


def has(scope: str, word: str) -> bool:
    """Whether it was granted."""
    return word in scope.split()
