"""`/v1/entries`: the ledger, to be read and corrected by reversal."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Points, Prose, Read, Shape

from ..models import Entry
from ..queries import entries as queries
from ..usecases import corrections
from .claims import ItemCode
from .given import DocumentNo, role_in

router = APIRouter(prefix="/v1/entries", tags=["entries"])

Reader = Annotated[Access, may("entry.read")]
Reverser = Annotated[Access, may("entry.reverse")]


class ReversalCreate(Shape):
    """Why the entry is cancelled, and by which decision; once the period is final the number is required."""

    reason: Prose
    resolution_no: DocumentNo | None = None


class EntryRead(Read):
    """One line of the ledger. `points` is a magnitude before any cap; the item's type says what it does."""

    id: UUID
    number: int
    member_id: UUID
    period_id: UUID
    item_code: str
    points: Points
    quantity: Points
    level: str | None
    achievement: str | None
    occurred_on: date
    recorded_at: datetime
    origin: str
    reference: str | None
    claim_id: UUID | None
    reverses_id: UUID | None
    posted_role: str


class EntryShown(EntryRead):
    """With the words that came with it and whether it still stands."""

    note: str | None
    reversed: bool


async def shown(session: AsyncSession, rows: list[Entry]) -> list[EntryShown]:
    """Entries with notes and reversals; two more statements however many there are."""
    ids = [row.id for row in rows]
    notes, gone = await queries.notes(session, ids), await queries.reversed_among(session, ids)
    return [
        EntryShown(
            **EntryRead.model_validate(row).model_dump(), note=notes.get(row.id), reversed=row.id in gone
        )
        for row in rows
    ]


@router.get("", summary="分录列表 / Entries")
async def list_entries(
    reader: Reader,
    view: View,
    paged: Paged,
    period_id: UUID | None = None,
    member_id: UUID | None = None,
    item_code: ItemCode | None = None,
) -> Page[EntryShown]:
    """Those within reach, newest first."""
    query = queries.visible(reader.grants)
    for name, value in {"period_id": period_id, "member_id": member_id, "item_code": item_code}.items():
        if value is not None:
            query = query.where(getattr(Entry, name) == value)
    rows, cursor = await paged.rows(view, query, col(Entry.id))
    return Page(items=await shown(view, rows), next_cursor=cursor)


@router.get("/{entry_id}", summary="一条分录 / One entry")
async def read_entry(entry_id: UUID, reader: Reader, view: View) -> EntryShown:
    """As it was posted; entries never change."""
    return (await shown(view, [await queries.one(view, entry_id, reader.grants)]))[0]


@router.post("/{entry_id}/reversal", status_code=201, summary="冲正 / Reverse an entry")
async def reverse_entry(
    entry_id: UUID, body: ReversalCreate, reverser: Reverser, tx: Tx, now: Now, today: Today, once: Once
) -> EntryRead:
    """A new entry that cancels this one; where results exist, the member's result is computed anew."""
    entry = await queries.one(tx, entry_id, reverser.grants)
    values = await corrections.reverse(
        tx,
        entry,
        by=reverser.person_id,
        role=role_in(reverser, entry.branch_id),
        at=now,
        today=today,
        reference=body.resolution_no,
        note=body.reason,
    )
    return await once.keep(
        EntryRead(**{name: values[name] for name in EntryRead.model_fields}), made=values["id"]
    )
