"""A new key for signing tokens: `python -m ops.keys`, with the directory's database in SIYOU_DATABASE_URL.

The new key signs from the next token on; those before it are still published, so nobody is signed out. Keys that
were replaced more than an hour ago (tokens live half of that) are retired. With --now all older ones are.
"""

import argparse
import asyncio
import secrets
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import suite
from shared.auth.tokens import new_signing_key
from shared.clock import Clock, system_clock
from shared.db import Database, connect
from shared.settings import SuiteSettings

_SPARED = timedelta(hours=1)


def main(words: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 2 no database is named."""
    parser = argparse.ArgumentParser(prog="python -m ops.keys", description=__doc__)
    parser.add_argument("--now", action="store_true", help="retire all older keys: everybody signs in anew")
    asked = parser.parse_args(words)
    url = SuiteSettings().database_url
    if not url:
        print("Set SIYOU_DATABASE_URL to the directory's database.", file=sys.stderr)
        return 2
    kid, retired = asyncio.run(_rotate(url, at_once=asked.now))
    print(f"Key {kid} signs from now on; {retired} retired.")
    return 0


async def _rotate(url: str, *, at_once: bool) -> tuple[str, int]:
    database = connect(url, pool_size=1)
    try:
        return await rotate(database, system_clock, at_once=at_once)
    finally:
        await database.close()


async def rotate(database: Database, clock: Clock, *, at_once: bool = False) -> tuple[str, int]:
    """The new key's id, and how many keys were retired."""
    issuer = suite.service(suite.ISSUER).module
    queries, models = import_module(f"{issuer}.queries"), import_module(f"{issuer}.models")
    at, kid = clock(), secrets.token_urlsafe(12)
    async with database.write() as session:
        older = await queries.signing_keys.in_use(session)
        gone = older if at_once else _long_replaced(older, at)
        for key in gone:
            key.retired_at = at
        session.add(models.SigningKey(kid=kid, private_jwk=new_signing_key(kid), made_at=at))
    return kid, len(gone)


def _long_replaced(newest_first: Sequence[Any], at: datetime) -> list[Any]:
    """Keys whose successor has signed for an hour: no token of theirs is alive."""
    pairs = zip(newest_first[1:], newest_first, strict=False)
    return [key for key, successor in pairs if successor.made_at < at - _SPARED]
