"""The requests that the load is made of, as bytes, each with a token, a fresh key and a fresh reference."""

import random
from collections.abc import Callable
from itertools import count

from ..load import NextRequest
from ..names import named
from .world import ITEM, MEMBER, PERIOD, REPORTER, SECRETARY, World, today

_numbers = count(1)
_run = f"{random.getrandbits(40):x}"
"""Keys and references of two runs on one database must differ."""


def _post(path: str, token: str) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: points\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nAccept: application/json\r\nUser-Agent: bench\r\n"
        f"Idempotency-Key: bench-{_run}-"
    ).encode()


def _report(member: str, number: int | str) -> str:
    return (
        f'{{"member_id":"{member}","item_code":"{ITEM}","occurred_on":"{today()}",'
        f'"reference":"AJ-{_run}-{number}"}}'
    )


def posts(world: World, *, hot: bool = False) -> NextRequest:
    """Single reports: each connection is the officer of one branch; `hot`, all are on one member of the first."""
    branches = [0 if hot else n % world.branches for n in range(1000)]
    heads = [_post("/v1/reports", world.token(REPORTER, b)) for b in range(1 if hot else world.branches)]
    members = [str(named(MEMBER, n)) for n in range(world.members)]
    pick, each = random.randrange, world.members_each

    def following(connection: int) -> bytes:
        number, branch = next(_numbers), branches[connection]
        body = _report(members[0 if hot else branch * each + pick(each)], number).encode()
        return b"%s%d\r\nContent-Length: %d\r\n\r\n%s" % (heads[branch], number, len(body), body)

    return following


def batches(world: World, rows: int = 100) -> NextRequest:
    """Reports of so many rows, each connection for its own branch."""
    heads = [_post("/v1/reports/batch", world.token(REPORTER, b)) for b in range(world.branches)]
    members = [str(named(MEMBER, n)) for n in range(world.members)]
    pick, each = random.randrange, world.members_each

    def following(connection: int) -> bytes:
        number, branch = next(_numbers), connection % world.branches
        reports = (_report(members[branch * each + pick(each)], f"{number}-{row}") for row in range(rows))
        body = f'{{"reports":[{",".join(reports)}]}}'.encode()
        return b"%s%d\r\nContent-Length: %d\r\n\r\n%s" % (heads[branch], number, len(body), body)

    return following


def scores(world: World) -> NextRequest:
    """Scores with their explanation, of members anywhere, asked for by the secretary of their branch."""
    tokens = [world.token(SECRETARY, b) for b in range(min(world.branches, 50))]
    pick: Callable[[int], int] = random.randrange

    def following(_connection: int) -> bytes:
        branch = pick(len(tokens))
        member = branch * world.members_each + pick(world.members_each)
        path = f"/v1/periods/{named(PERIOD, branch)}/scores/{named(MEMBER, member)}"
        return (
            f"GET {path} HTTP/1.1\r\nHost: points\r\nAuthorization: Bearer {tokens[branch]}\r\n"
            "Accept: application/json\r\n\r\n"
        ).encode()

    return following
