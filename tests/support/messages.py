"""What a service lets people know, as it stands in its outbox."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from shared.db import Database
from shared.messages import DUE
from shared.outbox import OUTBOX

Sent = list[tuple[str, list[str]]]
"""Kind and people, oldest first."""


async def sent(database: Database, names: Mapping[UUID, str]) -> Sent:
    """Every message that was told, and to whom, by their names in order."""
    return [
        (data["topic"], sorted(names[UUID(each)] for each in data["to"])) for data in await told(database)
    ]


async def told(database: Database) -> list[dict[str, Any]]:
    """The data of every message, oldest first."""
    query = select(OUTBOX.c.payload).where(OUTBOX.c.type == DUE).order_by(OUTBOX.c.id)
    async with database.read() as view:
        return [payload["data"] for payload in (await view.execute(query)).scalars()]


class Post:
    """Reads what was sent since it was last asked."""

    def __init__(self, database: Database, names: Iterable[tuple[UUID, str]]) -> None:
        self._database, self._names, self._seen = database, dict(names), 0

    async def new(self) -> Sent:
        """What was told since."""
        every = await sent(self._database, self._names)
        fresh, self._seen = every[self._seen :], len(every)
        return fresh
