"""`/v1/sign-ups/{id}/no-show`: that somebody did not come, and what they say to it. There is no list of them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.messages import Messages
from shared.types import Line, Read, Shape

from ..models import NoShowState, Side
from ..queries import no_shows as queries
from ..queries import sign_ups
from ..rules import sides
from ..usecases import messages, no_shows

router = APIRouter(prefix="/v1/sign-ups/{sign_up_id}/no-show", tags=["sign-ups"])

Marker = Annotated[Access, may("no_show.mark")]
Reader = Annotated[Access, may("no_show.read")]
Volunteer = Annotated[Access, may("no_show.appeal")]
Judge = Annotated[Access, may("no_show.answer")]


class NoShowCreate(Shape):
    """What the marker has to say, if anything."""

    note: Line | None = None


class AppealCreate(Shape):
    """Why the volunteer did not come, or that it is not so."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "当天临时抢修,已电话告知网格员。"}]})

    reason: Line


class AppealAnswerCreate(Shape):
    """Whether the appeal is granted, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"granted": True, "reason": "抢修记录属实。"}]})

    granted: bool
    reason: Line


class NoShowRead(Read):
    """A no-show with its appeal. A withdrawn one was never one."""

    id: UUID
    sign_up_id: UUID
    state: NoShowState
    side: Side
    note: str | None
    marked_by: UUID
    marked_at: datetime
    appeal: str | None
    appealed_at: datetime | None
    answer: str | None
    answered_by: UUID | None
    answered_at: datetime | None


@router.post("", status_code=201, summary="记失约 / Mark a no-show")
async def mark_no_show(
    sign_up_id: UUID, body: NoShowCreate, marker: Marker, tx: Tx, now: Now, once: Once, to: Messages
) -> NoShowRead:
    """After the shift, by either side, when nobody saw the person coming."""
    sign_up = await sign_ups.one(tx, sign_up_id, marker.grants)
    side = sides.spoken_for(marker.grants, sign_up.branch_id, sign_up.community_id)[0]
    word = no_shows.Word(body.note, marker.person_id, now)
    row = await no_shows.mark(tx, sign_up, side, word)
    await messages.no_show_marked(to, sign_up, row)
    return await once.keep(NoShowRead.model_validate(row), made=row.id)


@router.get("", summary="失约及申诉 / A no-show and its appeal")
async def read_no_show(sign_up_id: UUID, reader: Reader, view: View) -> NoShowRead:
    """For the volunteer and both sides."""
    sign_up = await sign_ups.one(view, sign_up_id, reader.grants)
    return NoShowRead.model_validate(await queries.of_sign_up(view, sign_up.id))


@router.post("/appeal", status_code=201, summary="失约申诉 / Appeal against it")
async def appeal_no_show(
    sign_up_id: UUID, body: AppealCreate, volunteer: Volunteer, tx: Tx, now: Now, once: Once, to: Messages
) -> NoShowRead:
    """By the volunteer, once."""
    sign_up = await sign_ups.own(tx, sign_up_id, volunteer.person_id)
    row = await no_shows.appeal(tx, sign_up, no_shows.Word(body.reason, volunteer.person_id, now))
    await messages.no_show_appealed(to, sign_up, row)
    return await once.keep(NoShowRead.model_validate(row), made=row.id)


@router.post("/answer", status_code=201, summary="答复申诉 / Answer the appeal")
async def answer_appeal(
    sign_up_id: UUID, body: AppealAnswerCreate, judge: Judge, tx: Tx, now: Now, once: Once, to: Messages
) -> NoShowRead:
    """By the side that did not mark it. Granted, the sign-up stands as if nothing had been."""
    sign_up = await sign_ups.one(tx, sign_up_id, judge.grants)
    spoken = sides.spoken_for(judge.grants, sign_up.branch_id, sign_up.community_id)
    word = no_shows.Word(body.reason, judge.person_id, now)
    row = await no_shows.answer(tx, sign_up, spoken, word, granted=body.granted)
    await messages.no_show_answered(to, sign_up, row)
    return await once.keep(NoShowRead.model_validate(row), made=row.id)
