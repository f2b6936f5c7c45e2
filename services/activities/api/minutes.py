"""`/v1/meetings/{id}/minutes`: drafted, checked by another, signed by the chair, then only added to."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.etag import etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Prose, Read, Shape

from ..models import Minutes, MinutesState, MinutesVersion
from ..queries import meetings, presiding
from ..queries import minutes as queries
from ..usecases import minutes

router = APIRouter(prefix="/v1/meetings/{meeting_id}/minutes", tags=["minutes"])

Reader = Annotated[Access, may("meeting.read")]
Presider = Annotated[Access, may("meeting.preside")]
Checker = Annotated[Access, may("minutes.check")]

Version = Annotated[int, Field(ge=1, le=10_000)]


class Speech(Shape):
    """What someone said."""

    speaker_id: UUID
    point: Prose


class MinutesVersionCreate(Shape):
    """A new text. `after` is the version it follows; 0 for the first.

    Time, place, roll, motions and votes stand in the meeting's own records and need not be typed again.
    """

    after: Annotated[int, Field(ge=0, le=10_000)]
    summary: Prose
    discussion: Annotated[list[Speech], Field(max_length=200, default_factory=list)]
    dissent: Prose | None = None

    def text(self) -> minutes.Text:
        """As the use case takes it."""
        given = self.model_dump(mode="json", include={"summary", "discussion", "dissent"})
        return minutes.Text(**given)


class MinutesVerdict(StrEnum):
    """What the check came to."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class MinutesCheckCreate(Shape):
    """Of which version, and why it is returned."""

    version: Version
    verdict: MinutesVerdict
    reason: Prose | None = None


class MinutesSignatureCreate(Shape):
    """Which version is signed."""

    version: Version


class MinutesAddendumCreate(Shape):
    """What is to be added, and why."""

    text: Prose
    reason: Prose


class SpeechRead(Read):
    """What someone said."""

    speaker_id: UUID
    point: str


class MinutesVersionRead(Read):
    """One text and who drafted it."""

    number: int
    by_id: UUID
    at: datetime
    summary: str
    discussion: list[SpeechRead]
    dissent: str | None


class MinutesStepRead(Read):
    """Who brought which version into a state, when and why."""

    version: int
    state: MinutesState
    by_id: UUID
    at: datetime
    reason: str | None


class MinutesAddendumRead(Read):
    """An addition to signed minutes."""

    number: int
    by_id: UUID
    at: datetime
    text: str
    reason: str


class MinutesRead(Read):
    """The text that stands, how it came to stand, and what was added since.

    `due_on` is the day by which it should be signed; null until the meeting is closed.
    """

    meeting_id: UUID
    state: MinutesState
    version: int
    due_on: date | None
    text: MinutesVersionRead
    steps: list[MinutesStepRead]
    addenda: list[MinutesAddendumRead]


@router.get("", summary="会议记录 / The minutes")
async def read_minutes(
    meeting_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> MinutesRead:
    """The newest version with its steps and addenda."""
    meeting = await meetings.one(view, meeting_id, reader.grants, reader.person_id)
    row = await queries.there(view, meeting.id)
    shown = await _whole(view, row)
    etag.show(request, response, etag_of(row.id, row.revision, len(shown.addenda), shown.due_on))
    return shown


@router.get("/versions", summary="历次文本 / Every version")
async def list_minutes_versions(
    meeting_id: UUID, reader: Reader, view: View, paged: Paged
) -> Page[MinutesVersionRead]:
    """Newest first; none is ever lost."""
    meeting = await meetings.one(view, meeting_id, reader.grants, reader.person_id)
    row = await queries.there(view, meeting.id)
    rows, cursor = await paged.rows(view, queries.versions_of(row.id), col(MinutesVersion.id))
    return Page(items=[MinutesVersionRead.model_validate(each) for each in rows], next_cursor=cursor)


@router.post("/versions", status_code=201, summary="起草会议记录 / Draft the minutes")
async def draft_minutes(
    meeting_id: UUID, body: MinutesVersionCreate, presider: Presider, tx: Tx, now: Now, once: Once
) -> MinutesRead:
    """By the recorder; any new version is to be checked anew."""
    meeting = await meetings.one(tx, meeting_id, presider.grants, presider.person_id, lock=True)
    row = await minutes.draft(
        tx, meeting, body.text(), after=body.after, by=presider.person_id, grants=presider.grants, at=now
    )
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/check", status_code=201, summary="审核会议记录 / Check the minutes")
async def check_minutes(
    meeting_id: UUID, body: MinutesCheckCreate, checker: Checker, tx: Tx, now: Now, once: Once
) -> MinutesRead:
    """By the organisation commissioner, who is not the drafter."""
    meeting = await meetings.within(tx, meeting_id, checker.grants, lock=True)
    row = await minutes.check(
        tx,
        meeting,
        version=body.version,
        accepted=body.verdict is MinutesVerdict.ACCEPTED,
        reason=body.reason,
        by=checker.person_id,
        at=now,
    )
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/signature", status_code=201, summary="签字 / Sign the minutes")
async def sign_minutes(
    meeting_id: UUID, body: MinutesSignatureCreate, presider: Presider, tx: Tx, now: Now, once: Once
) -> MinutesRead:
    """By the chair. They are locked from then on."""
    meeting = await meetings.one(tx, meeting_id, presider.grants, presider.person_id, lock=True)
    row = await minutes.sign(
        tx, meeting, version=body.version, by=presider.person_id, grants=presider.grants, at=now
    )
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/addenda", status_code=201, summary="补充记录 / Add to signed minutes")
async def add_to_minutes(
    meeting_id: UUID, body: MinutesAddendumCreate, presider: Presider, tx: Tx, now: Now, once: Once
) -> MinutesAddendumRead:
    """With author, time and reason; the signed text stays as it is."""
    meeting = await presiding.meeting(tx, meeting_id, presider)
    row = await minutes.add(tx, meeting, body.text, body.reason, by=presider.person_id, at=now)
    return await once.keep(MinutesAddendumRead.model_validate(row), made=row.id)


async def _whole(session: AsyncSession, row: Minutes) -> MinutesRead:
    return MinutesRead(
        meeting_id=row.meeting_id,
        state=row.state,
        version=row.version,
        due_on=await queries.due_on(session, row),
        text=MinutesVersionRead.model_validate(await queries.newest(session, row)),
        steps=[MinutesStepRead.model_validate(each) for each in await queries.steps(session, row.id)],
        addenda=[MinutesAddendumRead.model_validate(each) for each in await queries.addenda(session, row.id)],
    )
