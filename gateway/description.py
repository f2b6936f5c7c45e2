"""`/openapi.json`: the joined description, made at the first question and after a service changed its own."""

import hashlib
import json
from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from .gather import Gathered
from .openapi import Document, join
from .refusals import SuiteNotReady
from .table import Table


class Description:
    """The joined description and the documents it was made of."""

    def __init__(self, gathered: Gathered, table: Table, services: Iterable[str]) -> None:
        self._gathered, self._table, self._services = gathered, table, tuple(services)
        self._made_of: dict[str, Document] = {}
        self._body, self._etag = b"", ""

    async def show(self, request: Request) -> Response:
        """Raises SuiteNotReady until every service has told its part: half of it would mislead every tool."""
        documents = await self._gathered.all()
        if missing := [name for name in self._services if name not in documents]:
            raise SuiteNotReady(names=", ".join(missing))
        if documents != self._made_of:
            joined = join(documents, self._table.service_of)
            self._body = json.dumps(joined, ensure_ascii=False, separators=(",", ":")).encode()
            self._etag = f'"{hashlib.sha256(self._body).hexdigest()[:24]}"'
            self._made_of = documents
        headers = {"ETag": self._etag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == self._etag:
            return Response(status_code=304, headers=headers)
        return Response(self._body, headers=headers, media_type="application/json")
