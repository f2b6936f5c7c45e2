"""A service as small as a service can be, so that `shared` is tried the way services use it."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import AwareDatetime
from sqlalchemy import Select, select
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag, service
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.columns import Cents, Id, Instant
from shared.db import Tx, View
from shared.errors import Missing
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.ids import new_id
from shared.inbox import Apply
from shared.paging import Page, Paged
from shared.roster import fence
from shared.service import Surroundings
from shared.settings import SuiteSettings
from shared.types import Line, Points, Prose, Read, Shape, Whole

FOLDER = Path(__file__).parent
router = APIRouter()

Writer = Annotated[Access, may("claim.submit")]
Reader = Annotated[Access, may("claim.read")]


class Table(SQLModel, registry=registry()):
    """The base of this service's tables."""


class Note(Table, table=True):
    """What a member wrote down."""

    id: UUID = Field(primary_key=True, sa_type=Id)
    owner_id: UUID = Field(sa_type=Id)
    title: str
    points: Decimal = Field(sa_type=Cents)
    version: int = 1
    made_at: datetime = Field(sa_type=Instant)


class NoteMissing(Missing):
    """There is no such note, or it is another's."""

    zh, en = "没有这条笔记", "There is no such note"


class NoteCreate(Shape):
    """One field of each kind that can be got wrong."""

    title: Line
    text: Prose = "–"
    points: Points = Decimal(0)
    count: Whole = 0
    on: date | None = None
    at: AwareDatetime | None = None
    about: list[UUID] = Field(default_factory=list, max_length=3)


class NoteRead(Read):
    """A note as shown."""

    id: UUID
    owner_id: UUID
    title: str
    points: Points
    version: int


def _visible(access: Access) -> Select[Any]:
    return select(Note).where(fence(access.grants, person=col(Note.owner_id)))


async def _own(session: AsyncSession, note_id: UUID, access: Access, *, lock: bool = False) -> Note:
    """Raises NoteMissing. Whoever will change the note locks it: the version seen stays the one changed."""
    query = _visible(access).where(col(Note.id) == note_id)
    found: Note | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise NoteMissing
    return found


@router.post("/v1/notes", status_code=201)
async def submit_note(body: NoteCreate, writer: Writer, tx: Tx, now: Now, once: Once) -> NoteRead:
    """Write a note down."""
    note = Note(id=new_id(), owner_id=writer.person_id, title=body.title, points=body.points, made_at=now)
    tx.add(note)
    await tx.flush()
    if note.title == "break":
        message = "the word was swordfish"
        raise RuntimeError(message)
    return await once.keep(NoteRead.model_validate(note), made=note.id)


@router.get("/v1/notes")
async def list_notes(reader: Reader, view: View, paged: Paged, title: str | None = None) -> Page[NoteRead]:
    """The notes that the reader may see, newest first."""
    query = _visible(reader) if title is None else _visible(reader).where(col(Note.title) == title)
    rows, cursor = await paged.rows(view, query, col(Note.id))
    return Page(items=[NoteRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/v1/notes/{note_id}")
async def read_note(
    note_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> NoteRead:
    """One note."""
    note = await _own(view, note_id, reader)
    etag.show(request, response, etag_of(note.id, note.version))
    return NoteRead.model_validate(note)


@router.put("/v1/notes/{note_id}")
async def change_note(
    note_id: UUID, body: NoteCreate, writer: Writer, tx: Tx, seen: IfMatch, response: Response
) -> NoteRead:
    """Write it anew."""
    note = await _own(tx, note_id, writer, lock=True)
    seen.require(etag_of(note.id, note.version))
    note.title, note.points, note.version = body.title, body.points, note.version + 1
    await tx.flush()
    response.headers["ETag"] = etag_of(note.id, note.version)
    return NoteRead.model_validate(note)


@router.get("/v1/breakage")
async def read_breakage(view: View) -> NoteRead:
    """Always fails, in a way nobody expected."""
    await view.execute(select(Note))
    message = "the word was swordfish"
    raise RuntimeError(message)


def create_app(surroundings: Surroundings, settings: SuiteSettings, hear: Apply | None = None) -> FastAPI:
    """The service, put together as every service is."""
    return service.create(
        "notes", settings=settings, surroundings=surroundings, routers=[router], folder=FOLDER, hear=hear
    )
