"""`/scim/v2`: people and workplaces by SCIM 2.0 (RFC 7643, RFC 7644), for the HR system.

The protocol is scim2-server's; ours are the door, the rights, one transaction for each request with its audit rows, and
the storage. Every failure here has SCIM's shape, what nothing foresaw included.
"""

import logging
from http import HTTPStatus
from typing import Any

from scim2_models import (
    BulkOperation,
    Error,
    InvalidSyntaxException,
    PayloadTooLargeException,
    Resource,
    SCIMException,
)
from scim2_server.applications.asgi import ASGIApplication
from scim2_server.bulk import BulkPlan, BulkStep
from scim2_server.handler import AsyncScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation
from scim2_server.service import ScimService
from sqlalchemy import insert
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from shared import audit, problems
from shared.audit import AUDIT
from shared.auth.access import admit, token_of
from shared.auth.principal import Access
from shared.clock import now, today
from shared.db import unavailable
from shared.errors import Busy, Refusal

from ..queries import hr_known, scim_words
from ..rules.hr.scim_publishing import Published
from ..rules.hr.scim_refusals import as_scim
from ..rules.hr.scim_schemas import MOST_BYTES, PROVIDER
from ..usecases.scim_people import Delivery
from .scim_storage import Storage

log = logging.getLogger(__name__)

PREFIX = "/scim/v2"
READ, WRITE = "scim.read", "scim.write"
_SCHEMAS = frozenset({Operation.schemas, Operation.schema})
_READING = _SCHEMAS | {
    *(Operation.query, Operation.search, Operation.search_with_body),
    *(Operation.resource_types, Operation.resource_type),
}
_BROKEN = range(500, 600)


class Service(ScimService):
    """The protocol's steps, with schemas that say what holds at this factory."""

    published: Published | None = None

    def schemas(self, location: str, query: Any) -> ScimResponse:
        """Every schema."""
        answer = super().schemas(location, query)
        if self.published and answer.body:
            answer.body["Resources"] = [self.published.schema(each) for each in answer.body["Resources"]]
        return answer

    def schema(self, location: str, schema_id: str, query: Any) -> ScimResponse:
        """One."""
        answer = super().schema(location, schema_id, query)
        if self.published and answer.body:
            answer.body = self.published.schema(answer.body)
        return answer


class Handler(AsyncScimHandler):
    """What a request does, within one transaction."""

    storage: Storage

    async def bulk(self, request: ScimRequest) -> ScimResponse:
        """As the library's, but that the new people with whom a request begins are taken in together."""
        with self.service.provider:
            self.service.route(request, Operation.bulk)
            plan = self.service.read_bulk(request.body, request.header("Content-Type"))
            together = await self.storage.create_many(_beginning(plan))
            for step in plan:
                self.storage.ready = together.get(step.index)
                result, resource = await self.run_bulk_step(request, plan, step)
                plan.record(step, result, resource)
            return self.service.bulk_response(plan)

    async def run_bulk_step(
        self, request: ScimRequest, plan: BulkPlan, step: BulkStep
    ) -> tuple[dict[str, Any], Resource[Any] | None]:
        """What nothing foresaw ends the whole request, of which nothing stays; a conflict is tried again."""
        outcome = await super().run_bulk_step(request, plan, step)
        if self.storage.broken:
            raise self.storage.broken
        return outcome


def _beginning(plan: BulkPlan) -> dict[int, Resource[Any]]:
    """The creations of users before anything else, by their places; none where an error may stop the request."""
    found: dict[int, Resource[Any]] = {}
    if plan.fail_on_errors is not None:
        return found
    for step in plan:
        operation = plan.operation(step)
        creates = operation.method == BulkOperation.Method.post and operation.path == "/Users"
        if not creates:
            break
        if isinstance(operation.data, Resource) and not isinstance(operation.response, Error):
            found[step.index] = operation.data
    return found if len(found) > 1 else {}


class Door(ASGIApplication):
    """One request after another: who asks, in which transaction, answered in which shape."""

    def __init__(self) -> None:
        super().__init__(Storage.nowhere(), PROVIDER, Service(PROVIDER))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # type: ignore[override] # Starlette's words for the same
        """Answers; whoever has gone away while sending gets nothing."""
        request = Request(scope, receive)
        # To a body beyond every service's limit the framework answers in its own words, and those become a problem.
        if _declared(request) <= MOST_BYTES:
            problems.keep_shape(request, below=_BROKEN.stop)
        asked = ScimRequest(
            method=scope["method"],
            base_url=f"{request.app.state.settings.issuer}{PREFIX}",
            path=self.split_path(self.get_path(dict(scope))),
            query=dict(request.query_params),
            headers=[(name, value) for name, value in request.headers.items()],
            subject=request,
        )
        try:
            asked.body = await _body(request)
        except ClientDisconnect:
            return
        await self.send_response(await self.serve(asked), send)

    @staticmethod
    def split_path(path: str) -> str:
        """The version is in our prefix already."""
        return path.removesuffix(".scim")

    async def dispatch_request(self, request: ScimRequest) -> ScimResponse:
        """Raises SCIMException, Refusal."""
        asked: Request = request.subject
        if len(request.body) > MOST_BYTES:
            raise PayloadTooLargeException(detail=f"内容过大 / More than {MOST_BYTES} bytes")
        operation = self.service.match(request).operation
        if operation is Operation.service_provider_config:  # for everybody (RFC 7643 §5)
            return await self.handler.handle(request)
        access = await admit(asked, token_of(asked), READ if operation in _READING else WRITE)
        if operation in _READING:
            async with asked.app.state.database.read() as view:
                return await _read(asked, view, request, operation)

        async def write(session: AsyncSession) -> ScimResponse:
            storage = Storage(_delivery(asked, session))
            answer = await Handler(self.service, storage).handle(request)
            await session.execute(insert(AUDIT), _noted(asked, access, storage.touched))
            return answer

        answer: ScimResponse = await asked.app.state.database.retrying(write)
        return answer

    async def serve(self, request: ScimRequest) -> ScimResponse:
        """An answer to everything."""
        try:
            response = await self.dispatch_request(request)
        except Refusal as refusal:
            if refusal.remarkable:
                await audit.leave_refused(request.subject, refusal.code)
            response = self.service.error_response(as_scim(refusal, problems.status_of(type(refusal))))
        except RecursionError:
            response = self.service.error_response(
                InvalidSyntaxException(detail="嵌套过深 / Nested too deeply")
            )
        except SCIMException as error:  # not to be logged: it may repeat what was sent
            response = self.service.error_response(error)
        except Exception as error:  # noqa: BLE001 - the outermost layer of this standard's shape
            response = self._unforeseen(request, error)
        return self.finalize_response(request, response)

    def _unforeseen(self, request: ScimRequest, error: Exception) -> ScimResponse:
        if unavailable(error):
            response = self.service.error_response(as_scim(Busy(), problems.status_of(Busy)))
            response.headers["Retry-After"] = "1"
            return response
        log.error("trace %s broke", request.subject.scope.get("siyou.trace_id"), exc_info=error)
        return self.service.error_response(error)

    def finalize_response(self, request: ScimRequest, response: ScimResponse) -> ScimResponse:
        """Personal data is never to be cached."""
        response.headers["Cache-Control"] = "no-store"
        if response.status < HTTPStatus.BAD_REQUEST:
            response.headers.setdefault("Location", request.url)
        return response


def _declared(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


async def _body(request: Request) -> bytes:
    """What was sent, up to one byte more than is taken."""
    found = bytearray()
    try:
        async for part in request.stream():
            if len(found) <= MOST_BYTES:
                found += part
    except HTTPException:  # the limit of every service, which ours does not exceed
        return bytes(MOST_BYTES + 1)
    return bytes(found[: MOST_BYTES + 1])


async def _read(
    asked: Request, view: AsyncSession, request: ScimRequest, operation: Operation
) -> ScimResponse:
    service = Service(PROVIDER)
    if operation in _SCHEMAS:
        service.published = Published(await hr_known.owners(view), await scim_words.known(view))
    return await Handler(service, Storage(_delivery(asked, view), writes=False)).handle(request)


def _delivery(asked: Request, session: AsyncSession) -> Delivery:
    state = asked.app.state
    access: Access = asked.state.access
    return Delivery(session, state.teller, state.field_keys, now(asked), today(asked), by=access.person_id)


def _noted(asked: Request, access: Access, touched: list[str]) -> list[dict[str, Any]]:
    """One audit row for everything that was written, or one for a request that changed nothing."""
    return [
        audit.row(
            at=now(asked),
            act=WRITE,
            actor_id=access.person_id,
            client_id=access.client_id,
            object_id=object_id,
            trace_id=asked.scope.get("siyou.trace_id"),
        )
        for object_id in (touched or (None,))
    ]


SCIM_ROUTES = [Mount(PREFIX, app=Door())]
