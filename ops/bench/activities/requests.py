"""The requests that the load is made of, as bytes, each with its person's token and a fresh key."""

import random
from functools import lru_cache
from itertools import count
from uuid import UUID

from services.activities.rules.scans import sitting_secret
from shared.clock import system_clock
from shared.room_codes import room_code, step_of

from ..load import NextRequest
from ..names import named
from .world import CROWD, MEETING, MEMBER, SECRETARY, SITTING, World

_numbers = count(1)
_run = f"{random.getrandbits(40):x}"
"""Keys of two runs on one database must differ."""


def _head(path: str, token: str) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: activities\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nAccept: application/json\r\nUser-Agent: bench\r\n"
        f"Idempotency-Key: bench-{_run}-"
    ).encode()


def _whole(head: bytes, body: bytes) -> bytes:
    return b"%s%d\r\nContent-Length: %d\r\n\r\n%s" % (head, next(_numbers), len(body), body)


class CheckIns:
    """Everybody on the roll of one meeting after the other, each with the code that the screen shows."""

    def __init__(self, world: World, first: int, meetings: int) -> None:
        self._world, self._first, self._most = world, first, meetings * CROWD
        self._heads = [_head("/v1/scans", world.token_of(named(MEMBER, n))) for n in range(CROWD)]
        self.made = 0
        """So many have been asked for; they went to the meetings in order."""

    def following(self, _connection: int) -> bytes:
        """The next one. Raises IndexError when there is no meeting left."""
        number = self.made
        if number >= self._most:
            message = f"{self._most} check-ins were prepared for, and this machine does more"
            raise IndexError(message)
        self.made += 1
        meeting, person = divmod(number, CROWD)
        return _whole(
            self._heads[person], b'%s"device":"phone-%d"}' % (self._begun(self._first + meeting), person)
        )

    def everybody(self, meeting: int) -> list[bytes]:
        """All of one meeting, each once, with tokens that nobody has seen before."""
        return [
            _whole(
                _head("/v1/scans", self._world.token_of(named(MEMBER, n))),
                b'%s"device":"phone-%d"}' % (self._begun(meeting), n),
            )
            for n in range(CROWD)
        ]

    def _begun(self, meeting: int) -> bytes:
        return _shown(named(SITTING, meeting), self._world.cursor_key, step_of(system_clock()))


@lru_cache(maxsize=64)
def _shown(sitting_id: UUID, key: str, step: int) -> bytes:
    code = room_code(sitting_secret(key, sitting_id), step)
    return f'{{"sitting_id":"{sitting_id}","code":"{code}",'.encode()


def reads(world: World, meeting: int) -> NextRequest:
    """What screens and committee members ask while people come: the meeting, its roll, the room's code."""
    token, turn = world.token_of(named(SECRETARY, 0)), count()
    own, sitting = f"/v1/meetings/{named(MEETING, meeting)}", f"/v1/sittings/{named(SITTING, meeting)}"
    asked = [
        (
            f"GET {path} HTTP/1.1\r\nHost: activities\r\nAuthorization: Bearer {token}\r\n"
            "Accept: application/json\r\n\r\n"
        ).encode()
        for path in (own, f"{own}/roll", f"{sitting}/room-code")
    ]
    return lambda _connection: asked[next(turn) % len(asked)]


def registrations(world: World, number: int) -> list[bytes]:
    """Every member once, for one sitting."""
    path = f"/v1/sittings/{named(SITTING, number)}/registrations"
    return [
        _whole(_head(path, world.token_of(named(MEMBER, n))), b'{"guests":0}') for n in range(world.members)
    ]
