"""Hashing passwords: slow on purpose, therefore off the event loop and never many at once.

Source: OWASP Password Storage (Argon2id, 19 MiB, two passes, one lane): about 20 ms each. A kept hash says
with what it was made, so that a change of cost holds from the next password on.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.errors import Busy

T = TypeVar("T")

_AT_ONCE = 4
_MOST_WAITING = 64


class Passwords:
    """At most four hashes at once, 64 waiting, then Busy: memory is not an attacker's to spend."""

    def __init__(self, *, memory_kib: int) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=memory_kib, parallelism=1)
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._present = 0
        # What an account that does not exist is compared with, so that it costs the same.
        self._nobody = self._hasher.hash("nobody")

    async def hash(self, password: str) -> str:
        """What is kept of a password, with its own salt. Raises Busy."""
        return await self._in_turn(self._hasher.hash, password)

    async def matches(self, kept: str | None, password: str) -> bool:
        """Whether this is the password; without an account never, after the same work. Raises Busy."""
        right = await self._in_turn(self._verify, kept or self._nobody, password)
        return right and kept is not None

    async def matches_any(self, kept: Sequence[str], password: str) -> bool:
        """Whether it is one of these. Raises Busy."""
        return any([await self._in_turn(self._verify, each, password) for each in kept])

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_turn(self, work: Callable[..., T], *words: str) -> T:
        if self._present >= _AT_ONCE + _MOST_WAITING:
            raise Busy
        self._present += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work, *words)
        finally:
            self._present -= 1
