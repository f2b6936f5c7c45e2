"""`/v1/scans`, a sitting's room code and a sitting's scans: checking in and out."""

from datetime import datetime
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

from ..models import Mark, Scan, ScanMethod, ScanVerdict
from ..queries import scans as queries
from ..queries import sittings
from ..rules import scans as rules
from ..usecases import scans
from ..usecases.check_ins import Visit, Words
from ..usecases.scans import Recorded, Seen, Sent
from .attendances import AttendanceRead
from .given import Moment

router = APIRouter(prefix="/v1", tags=["scans"])

Attendee = Annotated[Access, may("scan.make")]
Recorder = Annotated[Access, may("scan.record")]
Nonce = Annotated[str, Field(min_length=8, max_length=100, pattern=r"^[\x21-\x7e]+$")]
_MOST = 200


class RoomCodeRead(Read):
    """The code to be shown in the room until `shown_until`; it is taken until `taken_until`."""

    sitting_id: UUID
    code: str
    shown_until: datetime
    taken_until: datetime


class ScanCreate(Shape):
    """The caller comes or leaves, by the code shown in the room or a ticket for it.

    `device` is a name the app gave itself.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "sitting_id": "0192f0c1-7b1e-7000-8000-000000000001",
                    "mark": "in",
                    "code": "K5QWCZLDMVZGK2LO",
                    "device": "phone-4711",
                }
            ]
        }
    )

    sitting_id: UUID
    mark: Literal[Mark.IN, Mark.OUT] = Mark.IN
    code: ShortLine
    device: ShortLine | None = None


class TicketCreate(Shape):
    """The code that the room shows."""

    sitting_id: UUID
    code: ShortLine


class TicketMade(Read):
    """To be sent as the `code` of a scan by whoever has signed in meanwhile, before `taken_until`."""

    sitting_id: UUID
    ticket: str
    taken_until: datetime


class ScanMade(Read):
    """What it came to. `already_present`: the person had been seen coming before."""

    already_present: bool
    attendance: AttendanceRead | None


class ListedMark(Shape):
    """One name of the list. `occurred_at` null is now; only `absent` for names that nobody answered to."""

    person_id: UUID
    mark: Mark
    occurred_at: Moment | None = None


class ListCreate(Shape):
    """The recorder's list, or a part of it."""

    marks: Annotated[list[ListedMark], Field(min_length=1, max_length=_MOST)]


class OfflineScan(Shape):
    """One mark made offline, at the device's time. `nonce` is the device's own and makes it this very scan."""

    sitting_id: UUID
    person_id: UUID
    mark: Mark
    occurred_at: Moment
    nonce: Nonce


class BatchCreate(Shape):
    """What a device has gathered. `device_now` is what its clock says while it sends."""

    device: ShortLine
    device_now: Moment
    scans: Annotated[list[OfflineScan], Field(min_length=1, max_length=_MOST)]


class ScanResult(Read):
    """What became of one mark.

    recorded: written. already_present: written, and the person had been seen before. replayed: known by its
    nonce. quarantined: kept, and counts nothing, because the device's clock is wrong. refused: see `code`.
    """

    person_id: UUID
    nonce: str | None
    outcome: Literal["recorded", "already_present", "replayed", "quarantined", "refused"]
    code: str | None
    message: str | None


class ScanResults(Read):
    """One result for each mark, in order."""

    results: list[ScanResult]


class ScanRead(Read):
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


@router.get("/sittings/{sitting_id}/room-code", summary="现场签到码 / The room's code")
async def read_room_code(
    sitting_id: UUID, recorder: Recorder, view: View, now: Now, request: Request
) -> RoomCodeRead:
    """To be shown on a screen; it changes every 30 seconds."""
    await queries.recorded(view, sitting_id, recorder.grants)
    step = room_codes.step_of(now)
    return RoomCodeRead(
        sitting_id=sitting_id,
        code=room_codes.room_code(_secret(request, sitting_id), step),
        shown_until=room_codes.shown_from(step + 1),
        taken_until=room_codes.shown_from(step + 2),
    )


@router.post("/scans/tickets", summary="保留现场签到码 / Keep the room's code")
async def keep_room_code(body: TicketCreate, now: Now, request: Request) -> TicketMade:
    """For whoever has scanned the code and must sign in first, which would outlast it; needs no sign-in.

    It is bound to the sitting and the second, to nobody, and lives five minutes. A ticket gets no other ticket.
    """
    ticket = room_codes.ticket(body.code, _secret(request, body.sitting_id), now)
    return TicketMade(sitting_id=body.sitting_id, ticket=ticket, taken_until=now + room_codes.TICKET_LASTS)


@router.post("/scans", status_code=201, summary="扫码签到或签退 / Check in or out")
async def make_scan(
    body: ScanCreate, attendee: Attendee, tx: Tx, now: Now, once: Once, request: Request
) -> ScanMade:
    """For oneself. The code is redeemed at once; no place is asked or kept. A ticket counts as of when it was had."""
    sitting = await sittings.seen(tx, body.sitting_id, attendee.grants, attendee.person_id)
    was_there = room_codes.redeem(body.code, _secret(request, sitting.id), now)
    seen = _own(body, attendee.person_id, was_there, now)
    [made] = await scans.record(
        tx, [seen], {sitting.id: sitting}, Sent(ScanMethod.CODE), request.app.state.zone
    )
    if made.refusal:
        raise made.refusal
    return await once.keep(_made(made), made=made.attendance.id if made.attendance else sitting.id)


async def make_ordinary_scan(asked: Asked) -> Answer | None:
    """The short way of the same, for a right code and a name on the roll."""
    secret = rules.sitting_secret(asked.state.cursor_key, asked.body.sitting_id)
    if not room_codes.is_shown(asked.body.code, secret, asked.at):
        return None
    visit = Visit(_own(asked.body, asked.access.person_id, asked.at, asked.at), _WORDS)
    told = await asked.state.check_ins.desk.ask(AtDesk.of_short_way(visit, asked, "POST /v1/scans"))
    return Answer(201, told.encode()) if told else None


def _own(body: ScanCreate, person_id: UUID, occurred_at: datetime, at: datetime) -> Seen:
    return Seen(body.sitting_id, person_id, body.mark, occurred_at, person_id, at, new_id().hex, body.device)


def _made(made: Recorded) -> ScanMade:
    attendance = AttendanceRead.model_validate(made.attendance) if made.attendance else None
    return ScanMade(already_present=made.again, attendance=attendance)


def _first(values: dict[str, Any]) -> str:
    """As `_made`, in JSON, without making models of what the desk made itself."""
    attendance = {name: values.get(name) for name in _FIELDS}
    return to_json({"already_present": False, "attendance": attendance}).decode()


_FIELDS = tuple(AttendanceRead.model_fields)
_WORDS = Words(lambda made: _made(made).model_dump_json(), _first)


@router.post("/sittings/{sitting_id}/scans", status_code=201, summary="按名单签到 / Record the list")
async def record_list(
    sitting_id: UUID, body: ListCreate, recorder: Recorder, tx: Tx, now: Now, once: Once, request: Request
) -> ScanResults:
    """Name by name; each has a result of its own."""
    sitting = await queries.recorded(tx, sitting_id, recorder.grants)
    by = recorder.person_id
    marks = [
        Seen(sitting_id, each.person_id, each.mark, each.occurred_at or now, by, now, new_id().hex)
        for each in body.marks
    ]
    sent = Sent(ScanMethod.LIST)
    made = await scans.record(tx, marks, {sitting_id: sitting}, sent, request.app.state.zone)
    results = [_result(request, seen, each, nonce=None) for seen, each in zip(marks, made, strict=True)]
    return await once.keep(ScanResults(results=results), made=sitting_id)


@router.post("/scans/batch", status_code=201, summary="上传离线签到 / Upload offline scans")
async def record_batch(
    body: BatchCreate, recorder: Recorder, tx: Tx, now: Now, once: Once, request: Request
) -> ScanResults:
    """In any order and as often as one likes: the same scans always come to the same attendance.

    Scans of a device whose clock is more than five minutes wrong are quarantined.
    """
    by = recorder.person_id
    marks = [
        Seen(each.sitting_id, each.person_id, each.mark, each.occurred_at, by, now, each.nonce, body.device)
        for each in body.scans
    ]
    held = await queries.recordable(tx, {each.sitting_id for each in marks}, recorder.grants)
    sent = Sent(ScanMethod.OFFLINE, room_codes.skew(body.device_now, now), body.device_now)
    made = await scans.record(tx, marks, held, sent, request.app.state.zone)
    results = [_result(request, seen, each, nonce=seen.nonce) for seen, each in zip(marks, made, strict=True)]
    return await once.keep(ScanResults(results=results), made=body.scans[0].sitting_id)


@router.get("/sittings/{sitting_id}/scans", summary="签到流水 / Scans of a sitting")
async def list_scans(sitting_id: UUID, recorder: Recorder, view: View, paged: Paged) -> Page[ScanRead]:
    """Every one as it came in, newest first, for whoever records them."""
    await queries.recorded(view, sitting_id, recorder.grants)
    rows, cursor = await paged.rows(view, queries.of_sitting(sitting_id), col(Scan.id))
    shared = await queries.shared_devices(view, sitting_id)
    return Page(items=[_read(row, shared) for row in rows], next_cursor=cursor)


def _secret(request: Request, sitting_id: UUID) -> bytes:
    return rules.sitting_secret(request.app.state.cursor_key, sitting_id)


def _read(row: Scan, shared: set[str]) -> ScanRead:
    own = {name: getattr(row, name) for name in ScanRead.model_fields if name != "shared_device"}
    return ScanRead(**own, shared_device=row.method is ScanMethod.CODE and row.device in shared)


def _result(request: Request, seen: Seen, made: Recorded, *, nonce: str | None) -> ScanResult:
    outcome: Literal["recorded", "already_present", "replayed", "quarantined", "refused"] = "recorded"
    if made.refusal:
        outcome = "refused"
    elif made.replayed:
        outcome = "replayed"
    elif made.verdict is ScanVerdict.QUARANTINED:
        outcome = "quarantined"
    elif made.again:
        outcome = "already_present"
    return ScanResult(
        person_id=seen.person_id,
        nonce=nonce,
        outcome=outcome,
        code=made.refusal.code if made.refusal else None,
        message=made.refusal.detail(language.of(request.headers)) if made.refusal else None,
    )


SHORT_WAYS = (ShortWay("/v1/scans", "scan.make", ScanCreate, make_ordinary_scan),)
