"""The requests that the load is made of, as bytes, each with its person's token and a fresh key."""

import asyncio
import random
from functools import lru_cache
from itertools import count
from uuid import UUID

from services.volunteering.rules.service_scans import PURPOSE
from shared.clock import system_clock
from shared.room_codes import room_code, secret_of, step_of

from ..names import named
from ..processes import Part
from .world import CROWD, PERSON_KEY, ROLE, SECRETARY, SHIFT, SHIFTS, TRACKS, World

_numbers = count(1)
_run = f"{random.getrandbits(40):x}"
"""Keys of two runs on one database must differ."""


def sign_ups(world: World, number: int) -> list[bytes]:
    """Every volunteer once, for one of the shifts of a round, in turn."""
    return [
        _post("/v1/sign-ups", world.token_of(named(PERSON_KEY, n)), _wish(number * SHIFTS + n % SHIFTS))
        for n in range(world.volunteers)
    ]


def _wish(shift: int) -> bytes:
    return f'{{"shift_id":"{named(SHIFT, shift)}","role_id":"{named(ROLE, shift)}"}}'.encode()


def _post(path: str, token: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: volunteering\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nAccept: application/json\r\nUser-Agent: bench\r\n"
        f"Idempotency-Key: bench-{_run}-{next(_numbers)}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class CheckIns:
    """Everybody who has signed up for one open shift after the other, each with the code shown there."""

    def __init__(self, world: World, shifts: int) -> None:
        self._world, self._most = world, shifts * CROWD
        self._tokens = [world.token_of(named(PERSON_KEY, n)) for n in range(CROWD * TRACKS)]
        self.made = 0
        """So many have been asked for; they went to the shifts in order."""

    def following(self, _connection: int) -> bytes:
        """The next one. Raises IndexError when there is no shift left."""
        number = self.made
        if number >= self._most:
            message = f"{self._most} check-ins were prepared for, and this machine does more"
            raise IndexError(message)
        self.made += 1
        shift, person = divmod(number, CROWD)
        begun = _shown(
            named(SHIFT, self._world.wanted + shift), self._world.cursor_key, step_of(system_clock())
        )
        token = self._tokens[(shift % TRACKS) * CROWD + person]
        return _post("/v1/service-scans", token, b'%s"device":"phone-%d"}' % (begun, person))


@lru_cache(maxsize=64)
def _shown(shift_id: UUID, key: str, step: int) -> bytes:
    code = room_code(secret_of(key, PURPOSE, shift_id), step)
    return f'{{"shift_id":"{shift_id}","code":"{code}",'.encode()


def cards(world: World, period: str, cursor: str | None) -> bytes:
    """One page of a branch's cards, as its secretary asks for them."""
    after = f"&cursor={cursor}" if cursor else ""
    return (
        f"GET /v1/service-cards?period={period}&limit=200{after} HTTP/1.1\r\nHost: volunteering\r\n"
        f"Authorization: Bearer {world.token_of(named(SECRETARY, 0))}\r\nConnection: close\r\n\r\n"
    ).encode()


async def answer(to: Part, request: bytes) -> bytes:
    """The body of the answer. Raises RuntimeError unless it is good."""
    reader, writer = await asyncio.open_connection(*to.address)
    writer.write(request)
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    if b" 200 " not in head[:20]:
        message = f"no success: {head[:100]!r}"
        raise RuntimeError(message)
    return body
