"""`/v1/service-records/{id}/confirmations`, `…/corrections` and `…/voiding`: what the two sides say of a record."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx
from shared.idempotency import Once
from shared.messages import Messages
from shared.types import Line, Shape

from ..queries import service_records as queries
from ..rules import sides
from ..usecases import confirmations, corrections, messages
from .service_records import ClaimShape, Minutes, ServiceRecordRead, read

router = APIRouter(prefix="/v1/service-records/{record_id}", tags=["service-records"])

Confirmer = Annotated[Access, may("confirmation.make")]
Corrector = Annotated[Access, may("service_record.correct")]
Voider = Annotated[Access, may("service_record.void")]


class ConfirmationCreate(Shape):
    """How many minutes the caller's side confirms; 0 from both refuses the record.

    `reason` is needed where nobody was seen going. `second`: as the second approver of a late entry.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"minutes": 180}]})

    minutes: Minutes
    reason: Line | None = None
    second: bool = False


class HoursCorrectionCreate(ClaimShape):
    """What the record should say, and why it did not."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "starts_at": "2026-09-19T09:00:00+08:00",
                    "ends_at": "2026-09-19T11:00:00+08:00",
                    "minutes": 120,
                    "reason": "11 点已收工,签退漏扫。",
                }
            ]
        }
    )

    reason: Line


class VoidingCreate(Shape):
    """Why the record should not be."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "代签,经双方核实。"}]})

    reason: Line


@router.post("/confirmations", status_code=201, summary="确认服务时长 / Confirm a record")
async def confirm_record(
    record_id: UUID,
    body: ConfirmationCreate,
    confirmer: Confirmer,
    tx: Tx,
    now: Now,
    once: Once,
    to: Messages,
    request: Request,
) -> ServiceRecordRead:
    """For the community or the branch, whichever sent the caller. Both say the same minutes, or it is disputed."""
    row = await queries.one(tx, record_id, confirmer.grants)
    word = confirmations.Word(
        sides.spoken_for(confirmer.grants, row.branch_id, row.community_id),
        body.minutes,
        body.reason,
        confirmer.person_id,
        now,
        second=body.second,
    )
    row = await confirmations.confirm(tx, row.id, row.person_id, word, request.app.state.zone)
    await messages.record_moved(to, row)
    return await once.keep((await read(tx, [row], confirmer))[0], made=row.id)


@router.post("/corrections", status_code=201, summary="更正服务记录 / Correct a record")
async def correct_record(
    record_id: UUID,
    body: HoursCorrectionCreate,
    corrector: Corrector,
    tx: Tx,
    now: Now,
    once: Once,
    to: Messages,
    request: Request,
) -> ServiceRecordRead:
    """Another's record, by either side; both confirm it anew. What is final counts until its correction is final."""
    row = await queries.one(tx, record_id, corrector.grants)
    side = sides.spoken_for(corrector.grants, row.branch_id, row.community_id)[0]
    wanted = corrections.Correction(body.claim(), side, body.reason, corrector.person_id, now)
    row = await corrections.correct(tx, row.id, row.person_id, wanted, request.app.state.zone)
    await messages.record_corrected(to, row)
    return await once.keep((await read(tx, [row], corrector))[0], made=row.id)


@router.post("/voiding", status_code=201, summary="作废服务记录 / Void a record")
async def void_record(
    record_id: UUID,
    body: VoidingCreate,
    voider: Voider,
    tx: Tx,
    now: Now,
    once: Once,
    to: Messages,
    request: Request,
) -> ServiceRecordRead:
    """The first side's word asks, the other side's makes it void: points, stars and record sheets fall with it."""
    row = await queries.one(tx, record_id, voider.grants)
    word = corrections.Void(
        sides.spoken_for(voider.grants, row.branch_id, row.community_id), body.reason, voider.person_id, now
    )
    row = await corrections.void(tx, request.app.state.teller, row.id, row.person_id, word)
    await messages.record_voided(to, row)
    return await once.keep((await read(tx, [row], voider))[0], made=row.id)
