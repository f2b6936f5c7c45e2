"""A new key for signing tokens: `python -m ops.keys`, with the directory's database in SIYOU_DATABASE_URL.

The new keys (one for access tokens, one for ID tokens) sign from the next token on; what the ones before signed
holds until it runs out, so nobody is signed out. With --now the older keys are gone at once, for when somebody else
may have read them. The suite renews its keys by itself every SIYOU_SIGNING_KEY_DAYS.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from services.directory.usecases import signing_keys
from services.directory.usecases.signing_keys import Rotation
from shared.clock import Clock, system_clock
from shared.db import Database, connect
from shared.settings import SuiteSettings


def main(words: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 2 no database is named."""
    parser = argparse.ArgumentParser(prog="python -m ops.keys", description=__doc__)
    parser.add_argument("--now", action="store_true", help="withdraw all older keys: everybody signs in anew")
    asked = parser.parse_args(words)
    url = SuiteSettings().database_url
    if not url:
        print("Set SIYOU_DATABASE_URL to the directory's database.", file=sys.stderr)
        return 2
    made = asyncio.run(_rotate(url, Rotation.COMPROMISED if asked.now else Rotation.NOW))
    print(f"Keys {' and '.join(made)} sign from now on.")
    return 0


async def _rotate(url: str, how: Rotation) -> list[str]:
    database = connect(url, pool_size=1)
    try:
        return await rotate(database, system_clock, how)
    finally:
        await database.close()


async def rotate(database: Database, clock: Clock, how: Rotation) -> list[str]:
    """The new keys' ids."""
    async with database.write() as session:
        return [key.kid for key in await signing_keys.rotate(session, clock(), how=how)]
