"""Every problem code that an answer of the suite may carry: the services' and the gateway's own."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.errors import Missing, catalogue
from shared.problems import status_of

from .gather import Gathered


class Catalogue:
    """`/v1/problems` and `/v1/problems/{code}`, which is where the `type` of every problem answer points."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered

    async def show(self, _request: Request) -> Response:
        """All of them, by code."""
        entries = await self._entries()
        return JSONResponse([entries[code] for code in sorted(entries)])

    async def show_one(self, request: Request) -> Response:
        """One of them. Raises Missing."""
        entry = (await self._entries()).get(request.url.path.rpartition("/")[2])
        if entry is None:
            raise Missing
        return JSONResponse(entry)

    async def _entries(self) -> dict[str, dict[str, Any]]:
        told = [entry for entries in (await self._gathered.all()).values() for entry in entries]
        return {entry["code"]: entry for entry in (*told, *_own())}


def _own() -> list[dict[str, Any]]:
    return [
        {"code": kind.code, "status": status_of(kind), "title_zh": kind.zh, "title_en": kind.en}
        for kind in catalogue()
    ]
