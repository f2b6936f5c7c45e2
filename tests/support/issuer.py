"""An issuer of tokens for tests: real keys, real signatures, no HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.auth.tokens import mint_access_token, new_signing_key, public_part

NOON = datetime(2026, 9, 15, 4, 0, tzinfo=UTC)
"""Midday in Shanghai on an ordinary Tuesday: what tests call now."""
ISSUER = "https://siyou.test"


class Issuer:
    """Signs access tokens and shows its public keys."""

    def __init__(self, kid: str = "first") -> None:
        self.private = new_signing_key(kid)
        self.published = [public_part(self.private)]
        self.asked = 0

    async def keys(self) -> list[dict[str, Any]]:
        """What `/oauth2/jwks` would answer."""
        self.asked += 1
        return self.published

    def rotate(self, kid: str) -> None:
        """Sign with a new key from now on; the old one is no longer published."""
        self.private = new_signing_key(kid)
        self.published = [public_part(self.private)]

    def token(self, subject_id: UUID, *, at: datetime = NOON, **claims: Any) -> str:
        """An access token as the issuer mints it, valid for ten minutes."""
        given: dict[str, Any] = {
            "issuer": ISSUER,
            "subject_id": subject_id,
            "client_id": "browser",
            "machine": False,
            "rights_version": 1,
            "scope": "",
            "lifetime": timedelta(minutes=10),
        }
        return mint_access_token(self.private, at=at, **(given | claims))


class Watch:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **time: float) -> None:
        """Let time go on: `watch.pass_by(minutes=5)`."""
        self.at += timedelta(**time)
