"""`./siyou` as somebody types it, and what it has written."""

import asyncio
from typing import Any

from sqlalchemy import text
from typer.testing import CliRunner, Result

from ops.command.__main__ import app
from shared.db import connect


def siyou(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    async def read() -> list[tuple[Any, ...]]:
        database = connect(url, pool_size=1)
        try:
            async with database.read() as view:
                return [tuple(row) for row in await view.execute(text(query))]
        finally:
            await database.close()

    return asyncio.run(read())
