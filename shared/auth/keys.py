"""Where the issuer's public keys come from, and the memory of tokens already verified."""

import asyncio
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from ..errors import Busy, TokenInvalid
from .tokens import AccessToken, Keys, key_set, verify_access_token

log = logging.getLogger(__name__)

FetchKeys = Callable[[], Awaitable[list[dict[str, Any]]]]
"""Reads the issuer's JWKS: a list of public JWKs."""

_REMEMBER_SECONDS = 30.0
_MOST_REMEMBERED = 10_000
_OWN_REFRESH_SECONDS = 25.0
"""With the half minute for which a token is believed: a key that we withdraw is refused within a minute."""
_REFRESH_SECONDS = 300.0
"""For issuers whose keys are a request over a network of their own."""
_HASTE_SECONDS = 5.0
_RETRY_SECONDS = 1.0


class Expiring(Protocol):
    """What a verified token says, at least: until when it holds, in seconds since 1970."""

    @property
    def expires_at(self) -> int: ...


Verified = TypeVar("Verified", bound=Expiring)


class Gate(Generic[Verified]):
    """Verifies tokens with an issuer's present keys; a verified one is believed for 30 s at most."""

    def __init__(
        self,
        fetch: FetchKeys,
        verify: Callable[[str, Keys, datetime], Verified],
        timer: Callable[[], float] = time.monotonic,
        *,
        refresh_seconds: float = _REFRESH_SECONDS,
    ) -> None:
        self._fetch, self._verify, self._timer = fetch, verify, timer
        self._refresh_seconds = refresh_seconds
        self._public: list[dict[str, Any]] = []
        self._keys: Keys | None = None
        self._asked = -math.inf
        self._asking = asyncio.Lock()
        self._remembered: OrderedDict[str, tuple[Verified, float]] = OrderedDict()

    async def admit(self, token: str, at: datetime) -> Verified:
        """The token's content. Raises TokenInvalid; Busy while no key could be fetched at all."""
        held = self._remembered.get(token)
        if held and self._timer() < held[1] and held[0].expires_at > at.timestamp():
            return held[0]
        keys = await self._keys_not_older_than(self._refresh_seconds)
        try:
            access = self._verify(token, keys, at)
        except TokenInvalid:
            # Perhaps signed with a key that came after our last look.
            newer = await self._keys_not_older_than(_HASTE_SECONDS)
            if newer is keys:
                raise
            access = self._verify(token, newer, at)
        self._remember(token, access)
        return access

    def _remember(self, token: str, access: Verified) -> None:
        while len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        self._remembered[token] = (access, self._timer() + _REMEMBER_SECONDS)

    async def _keys_not_older_than(self, seconds: float) -> Keys:
        if self._older(seconds):
            async with self._asking:  # whoever comes meanwhile waits for the same answer
                if self._older(seconds):
                    await self._ask()
        if self._keys is None:
            raise Busy
        return self._keys

    def _older(self, seconds: float) -> bool:
        return self._timer() - self._asked > (_RETRY_SECONDS if self._keys is None else seconds)

    async def _ask(self) -> None:
        try:
            public = await self._fetch()
            keys = key_set(public)
        except Exception:  # whatever ails the issuer, the keys at hand stay good
            log.exception("the issuer's keys cannot be had")
        else:
            if public != self._public:
                self._remembered.clear()
                self._public, self._keys = public, keys
        finally:
            self._asked = self._timer()


class TokenGate(Gate[AccessToken]):
    """The gate of our own issuer."""

    def __init__(self, fetch: FetchKeys, issuer: str, timer: Callable[[], float] = time.monotonic) -> None:
        super().__init__(
            fetch,
            lambda token, keys, at: verify_access_token(token, keys, issuer=issuer, at=at),
            timer,
            refresh_seconds=_OWN_REFRESH_SECONDS,
        )
