"""`/v1/service-scans`, a shift's code and a shift's scans: coming to serve, and going."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field
from pydantic_core import to_json
from sqlmodel import col

from shared import language, room_codes
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.desk import Asked as AtDesk
from shared.idempotency import Once
from shared.ids import new_id
from shared.paging import Page, Paged
from shared.shortway import Answer, Asked, ShortWay
from shared.types import Read, Shape, ShortLine

from ..models import (
    Mark,
    RecordBasis,
    RecordState,
    ScanMethod,
    ScanVerdict,
    ServiceRecord,
    ServiceScan,
)
from ..queries import service_scans as queries
from ..queries import shifts
from ..rules import service_scans as rules
from ..usecases import service_scans
from ..usecases.scan_desk import Visit, Words
from ..usecases.service_scans import Recorded, Seen, Sent
from .given import Moment

router = APIRouter(prefix="/v1", tags=["service-scans"])

Server = Annotated[Access, may("service_scan.make")]
Recorder = Annotated[Access, may("service_scan.record")]
Nonce = Annotated[str, Field(min_length=8, max_length=100, pattern=r"^[\x21-\x7e]+$")]
_MOST = 200
_ROUTE = "POST /v1/service-scans"


class ServiceCodeRead(Read):
    """The code to be shown on the spot until `shown_until`; it is taken until `taken_until`."""

    shift_id: UUID
    code: str
    shown_until: datetime
    taken_until: datetime


class ServiceScanCreate(Shape):
    """The caller comes or leaves, by the code shown on the spot. `device` is a name the app gave itself."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "shift_id": "0192f0c1-7b1e-7000-8000-000000000020",
                    "mark": "in",
                    "code": "K5QWCZLDMVZGK2LO",
                    "device": "phone-4711",
                }
            ]
        }
    )

    shift_id: UUID
    mark: Mark = Mark.IN
    code: ShortLine
    device: ShortLine | None = None


class PresenceRead(Read):
    """What somebody's scans at a shift have come to so far. Minutes measured are not yet confirmed by anyone."""

    record_id: UUID
    shift_id: UUID
    person_id: UUID
    served_on: date
    starts_at: datetime
    ends_at: datetime | None
    measured_minutes: int | None
    basis: RecordBasis
    state: RecordState


class ServiceScanMade(Read):
    """What it came to. `already_present`: the person had been seen coming before. Null: not seen coming so far."""

    already_present: bool
    presence: PresenceRead | None


class ServiceMark(Shape):
    """One name of the list. `occurred_at` null is now."""

    person_id: UUID
    mark: Mark
    occurred_at: Moment | None = None


class ServiceListCreate(Shape):
    """The officer's list, or a part of it."""

    marks: Annotated[list[ServiceMark], Field(min_length=1, max_length=_MOST)]


class OfflineServiceScan(Shape):
    """One mark made offline, at the device's time. `nonce` is the device's own and makes it this very scan."""

    shift_id: UUID
    person_id: UUID
    mark: Mark
    occurred_at: Moment
    nonce: Nonce


class ServiceBatchCreate(Shape):
    """What a device has gathered. `device_now` is what its clock says while it sends."""

    device: ShortLine
    device_now: Moment
    scans: Annotated[list[OfflineServiceScan], Field(min_length=1, max_length=_MOST)]


Became = Literal["recorded", "already_present", "replayed", "quarantined", "refused"]


class ServiceScanResult(Read):
    """What became of one mark.

    recorded: written. already_present: written, and the person had been seen before. replayed: known by its nonce.
    quarantined: kept, and counts nothing, because the device's clock is wrong. refused: see `code`.
    """

    person_id: UUID
    nonce: str | None
    outcome: Became
    code: str | None
    message: str | None


class ServiceScanResults(Read):
    """One result for each mark, in order."""

    results: list[ServiceScanResult]


class ServiceScanRead(Read):
    """A scan. `shared_device`: more than one person redeemed a code on that device, so somebody should look."""

    id: UUID
    person_id: UUID
    mark: Mark
    method: ScanMethod
    verdict: ScanVerdict
    occurred_at: datetime
    received_at: datetime
    skew_seconds: int
    device: str | None
    by_id: UUID
    shared_device: bool


@router.get("/shifts/{shift_id}/code", summary="现场服务码 / The shift's code")
async def read_service_code(
    shift_id: UUID, recorder: Recorder, view: View, now: Now, request: Request
) -> ServiceCodeRead:
    """To be shown on the spot by the community's officer or the branch's; it changes every 30 seconds."""
    await queries.recorded(view, shift_id, recorder.grants)
    step = room_codes.step_of(now)
    secret = room_codes.secret_of(request.app.state.cursor_key, rules.PURPOSE, shift_id)
    return ServiceCodeRead(
        shift_id=shift_id,
        code=room_codes.room_code(secret, step),
        shown_until=room_codes.shown_from(step + 1),
        taken_until=room_codes.shown_from(step + 2),
    )


@router.post("/service-scans", status_code=201, summary="服务签到或签退 / Check in or out")
async def make_service_scan(
    body: ServiceScanCreate, server: Server, tx: Tx, now: Now, once: Once, request: Request
) -> ServiceScanMade:
    """For oneself, with a sign-up that holds, from a while before the own time to a while after. No place is kept."""
    rules.redeem(body.code, request.app.state.cursor_key, body.shift_id, now)
    seen = _own(body, server.person_id, now)
    planned = {row.id: row for row in await shifts.by_ids(tx, [body.shift_id])}
    [made] = await service_scans.record(tx, [seen], planned, Sent(ScanMethod.CODE), request.app.state.zone)
    if made.refusal:
        raise made.refusal
    return await once.keep(_made(made), made=made.record.id if made.record else body.shift_id)


async def make_ordinary_scan(asked: Asked) -> Answer | None:
    """The short way of the same, for a right code."""
    try:
        rules.redeem(asked.body.code, asked.state.cursor_key, asked.body.shift_id, asked.at)
    except rules.ServiceCodeInvalid:
        return None
    visit = Visit(_own(asked.body, asked.access.person_id, asked.at), _WORDS)
    told = await asked.state.service_scans.desk.ask(AtDesk.of_short_way(visit, asked, _ROUTE))
    return Answer(201, told.encode()) if told else None


def _own(body: ServiceScanCreate, person_id: UUID, at: datetime) -> Seen:
    return Seen(body.shift_id, person_id, body.mark, at, person_id, at, new_id().hex, body.device)


def _made(made: Recorded) -> ServiceScanMade:
    return ServiceScanMade(
        already_present=made.again, presence=_presence(made.record) if made.record else None
    )


def _presence(row: ServiceRecord) -> PresenceRead:
    own = {name: getattr(row, name) for name in PresenceRead.model_fields if name != "record_id"}
    return PresenceRead(record_id=row.id, **own)


def _first(values: dict[str, Any]) -> str:
    """As `_made`, in JSON, without making models of what the desk made itself."""
    presence = {"record_id": values["id"]} | {name: values.get(name) for name in _FIELDS}
    return to_json({"already_present": False, "presence": presence}).decode()


_FIELDS = tuple(name for name in PresenceRead.model_fields if name != "record_id")
_WORDS = Words(lambda made: _made(made).model_dump_json(), _first)


@router.post("/shifts/{shift_id}/scans", status_code=201, summary="按名单签到 / Record the list")
async def record_service_list(
    shift_id: UUID,
    body: ServiceListCreate,
    recorder: Recorder,
    tx: Tx,
    now: Now,
    once: Once,
    request: Request,
) -> ServiceScanResults:
    """Name by name; each has a result of its own. Who records somebody does not confirm those hours."""
    shift = await queries.recorded(tx, shift_id, recorder.grants)
    by = recorder.person_id
    marks = [
        Seen(shift_id, each.person_id, each.mark, _utc(each.occurred_at, now), by, now, new_id().hex)
        for each in body.marks
    ]
    zone = request.app.state.zone
    made = await service_scans.record(tx, marks, {shift_id: shift}, Sent(ScanMethod.LIST), zone)
    results = [_result(request, seen, each, nonce=None) for seen, each in zip(marks, made, strict=True)]
    return await once.keep(ServiceScanResults(results=results), made=shift_id)


@router.post("/service-scans/batch", status_code=201, summary="上传离线签到 / Upload offline scans")
async def record_service_batch(
    body: ServiceBatchCreate, recorder: Recorder, tx: Tx, now: Now, once: Once, request: Request
) -> ServiceScanResults:
    """In any order and as often as one likes: the same scans always come to the same records.

    Scans of a device whose clock is more than five minutes wrong are quarantined.
    """
    by = recorder.person_id
    marks = [
        Seen(
            each.shift_id,
            each.person_id,
            each.mark,
            _utc(each.occurred_at, now),
            by,
            now,
            each.nonce,
            body.device,
        )
        for each in body.scans
    ]
    held = await queries.recordable(tx, {each.shift_id for each in marks}, recorder.grants)
    sent = Sent(ScanMethod.OFFLINE, room_codes.skew(body.device_now, now), body.device_now)
    made = await service_scans.record(tx, marks, held, sent, request.app.state.zone)
    results = [_result(request, seen, each, nonce=seen.nonce) for seen, each in zip(marks, made, strict=True)]
    return await once.keep(ServiceScanResults(results=results), made=body.scans[0].shift_id)


@router.get("/shifts/{shift_id}/scans", summary="签到流水 / Scans of a shift")
async def list_service_scans(
    shift_id: UUID, recorder: Recorder, view: View, paged: Paged
) -> Page[ServiceScanRead]:
    """Every one as it came in, newest first, for whoever records them."""
    await queries.recorded(view, shift_id, recorder.grants)
    rows, cursor = await paged.rows(view, queries.of_shift(shift_id, recorder.grants), col(ServiceScan.id))
    shared = await queries.shared_devices(view, shift_id)
    return Page(items=[_read(row, shared) for row in rows], next_cursor=cursor)


def _utc(given: datetime | None, now: datetime) -> datetime:
    return given.astimezone(UTC) if given else now


def _read(row: ServiceScan, shared: set[str]) -> ServiceScanRead:
    own = {name: getattr(row, name) for name in ServiceScanRead.model_fields if name != "shared_device"}
    return ServiceScanRead(**own, shared_device=row.method is ScanMethod.CODE and row.device in shared)


def _result(request: Request, seen: Seen, made: Recorded, *, nonce: str | None) -> ServiceScanResult:
    outcome: Became = "recorded"
    if made.refusal:
        outcome = "refused"
    elif made.replayed:
        outcome = "replayed"
    elif made.verdict is ScanVerdict.QUARANTINED:
        outcome = "quarantined"
    elif made.again:
        outcome = "already_present"
    return ServiceScanResult(
        person_id=seen.person_id,
        nonce=nonce,
        outcome=outcome,
        code=made.refusal.code if made.refusal else None,
        message=made.refusal.detail(language.of(request.headers)) if made.refusal else None,
    )


SHORT_WAYS = (ShortWay("/v1/service-scans", "service_scan.make", ServiceScanCreate, make_ordinary_scan),)
