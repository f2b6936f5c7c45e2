"""Statements compiled once per process: every test opens databases of its own and asks them the same questions."""

from typing import Any

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.util import LRUCache

_MOST = 5_000
_FIRST: dict[type[Dialect], tuple[Dialect, LRUCache[Any, Any]]] = {}


def share() -> None:
    """From now on connections speak the dialect of the first of its kind, under which compiled statements are found."""
    event.listen(Engine, "engine_connect", _know)


def _know(connection: Connection) -> None:
    own = connection.dialect
    connection.dialect, compiled = _FIRST.setdefault(type(own), (own, LRUCache(_MOST)))
    connection.execution_options(compiled_cache=compiled)
