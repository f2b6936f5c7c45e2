"""`/v1/purpose-changes`: what is left of a closed drive shall serve something else, if its donors agree."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from sqlmodel import col

from shared import audit
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import PurposeChange, PurposeChangeState
from ..queries import donations, drives
from ..queries import purpose_changes as queries
from ..usecases import purpose_changes

router = APIRouter(prefix="/v1", tags=["purpose-changes"])

Reader = Annotated[Access, may("drive.read")]
Writer = Annotated[Access, may("drive.write")]
Decider = Annotated[Access, may("drive.approve")]
Donor = Annotated[Access, may("donation.own")]


class PurposeChangeCreate(Shape):
    """What for instead, and why."""

    purpose: Prose
    reason: Line


class PurposeAnswerCreate(Shape):
    """What the donor says for one gift."""

    donation_id: UUID
    agrees: bool


class AnonymousPurposeAnswerCreate(Shape):
    """What whoever has the words of the slip says for an anonymous gift."""

    gift_secret: Annotated[str, Field(min_length=22, max_length=100, pattern=r"^[\x21-\x7e]+$")]
    agrees: bool


class PurposeDecisionCreate(Shape):
    """Whether the gifts of those who agreed are bound to the new purpose, or nothing changes."""

    adopt: bool


class PurposeAnswerRead(Read):
    """That the answer is kept."""

    change_id: UUID
    agrees: bool


class PurposeChangeRead(Read):
    """A change. A gift whose donor did not agree, or said nothing, keeps the purpose it had."""

    id: UUID
    drive_id: UUID
    number: int
    purpose: str
    reason: str
    state: PurposeChangeState
    proposed_by: UUID
    proposed_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None


@router.get("/drives/{drive_id}/purpose-changes", summary="用途变更列表 / Changes of purpose")
async def list_purpose_changes(
    drive_id: UUID, reader: Reader, view: View, paged: Paged
) -> Page[PurposeChangeRead]:
    """Newest first; how many donors agreed is told to nobody."""
    drive = await drives.one(view, drive_id, reader)
    rows, cursor = await paged.rows(view, queries.listed(drive.id), col(PurposeChange.id))
    return Page(items=[PurposeChangeRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post(
    "/drives/{drive_id}/purpose-changes", status_code=201, summary="提出用途变更 / Propose another purpose"
)
async def propose_purpose_change(
    drive_id: UUID, body: PurposeChangeCreate, writer: Writer, tx: Tx, now: Now, once: Once
) -> PurposeChangeRead:
    """When the drive is closed. Each donor is asked for the own gift."""
    drive = await drives.within(tx, drive_id, writer.grants)
    row = await purpose_changes.propose(tx, drive, body.purpose, body.reason, by=writer.person_id, at=now)
    return await once.keep(PurposeChangeRead.model_validate(row), made=row.id)


@router.post("/purpose-changes/{change_id}/answers", status_code=201, summary="答复用途变更 / Answer")
async def answer_purpose_change(
    change_id: UUID, body: PurposeAnswerCreate, donor: Donor, tx: Tx, once: Once
) -> PurposeAnswerRead:
    """By the donor alone, for a gift of one's own."""
    _, change = await queries.asking(tx, change_id)
    gift = await donations.one(tx, body.donation_id, donor.grants)
    row = await purpose_changes.answer(tx, change, gift, agrees=body.agrees)
    return await once.keep(PurposeAnswerRead.model_validate(row), made=change.id)


@router.post(
    "/purpose-changes/{change_id}/anonymous-answers",
    status_code=201,
    summary="匿名答复用途变更 / Answer without a name",
)
async def answer_without_a_name(
    change_id: UUID, body: AnonymousPurposeAnswerCreate, donor: Donor, tx: Tx, request: Request
) -> PurposeAnswerRead:
    """By whoever has the words of the slip. Neither audit nor idempotency knows who; the same again changes nothing."""
    del donor
    audit.unnamed(request)
    drive, change = await queries.asking(tx, change_id)
    gift = await donations.by_secret(tx, drive.id, body.gift_secret)
    row = await purpose_changes.answer(tx, change, gift, agrees=body.agrees)
    return PurposeAnswerRead.model_validate(row)


@router.post("/purpose-changes/{change_id}/decision", status_code=201, summary="决定用途变更 / Decide")
async def decide_purpose_change(
    change_id: UUID, body: PurposeDecisionCreate, decider: Decider, tx: Tx, now: Now, once: Once
) -> PurposeChangeRead:
    """By another than proposed it."""
    drive, change = await queries.held(tx, change_id, decider.grants)
    row = await purpose_changes.decide(tx, drive, change, adopt=body.adopt, by=decider.person_id, at=now)
    return await once.keep(PurposeChangeRead.model_validate(row), made=row.id)
