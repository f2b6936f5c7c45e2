"""Documents that every service has of its own (description, problem catalogue), asked for and remembered."""

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from .forward import End, ask

log = logging.getLogger(__name__)

_FRESH_SECONDS = 60.0
_OK = 200


class Gathered:
    """One document of each service, renewed after a minute; the last one holds while a service is away."""

    def __init__(self, ends: Mapping[str, End], path: str) -> None:
        self._ends, self._path = ends, path
        self._held: dict[str, tuple[Any, float]] = {}

    async def all(self) -> dict[str, Any]:
        """Service → document, in the order of the suite; without those that never answered yet."""
        await asyncio.gather(*(self._renew(name, end) for name, end in self._ends.items()))
        return {name: self._held[name][0] for name in self._ends if name in self._held}

    async def _renew(self, name: str, end: End) -> None:
        held = self._held.get(name)
        if held and time.monotonic() - held[1] < _FRESH_SECONDS:
            return
        document = await read(end, self._path)
        if document is not None:
            self._held[name] = (document, time.monotonic())
        else:
            log.warning("%s did not give %s", name, self._path)


async def read(end: End, path: str) -> Any | None:
    """A JSON document of a service, or None."""
    try:
        status, body = await ask(end, path, seconds=5.0)
        return json.loads(body) if status == _OK else None
    except Exception:  # whatever befell a service, the gateway goes on
        log.warning("%s could not be read", path, exc_info=True)
        return None
