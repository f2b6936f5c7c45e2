"""The requests that the load is made of, as bytes, each with its person's token and a fresh key."""

import random
from itertools import count

from ..names import named
from .world import PERSON_KEY, ROLE, SHIFT, SHIFTS, World

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
