"""`/v1/feedback-letters`: what a community tells a branch of a quarter's service, signed and receipted."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.policy import Reach
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Prose, Read, Shape

from ..models import FeedbackLetter, FeedbackReceipt
from ..queries import feedback_letters as queries
from ..rules import feedback_letters as rules
from ..rules import periods
from ..rules.feedback_letters import DueCause, LetterState
from ..usecases import feedback_letters, messages
from ..usecases.feedback_letters import Addressed

router = APIRouter(prefix="/v1/feedback-letters", tags=["feedback-letters"])

Reader = Annotated[Access, may("feedback_letter.read")]
Officer = Annotated[Access, may("feedback_letter.sign")]
Branch = Annotated[Access, may("feedback_letter.receipt")]
Quarter = Annotated[str, Field(max_length=7, description="A quarter, `2026-Q3`.")]
Shared = Mapping[UUID, Collection[str]] | None
"""What is shared still, by person; None for a reader to whom nothing is hidden."""
_QUARTERS = 4
"""A letter is asked for until a year has gone by."""


class FeedbackLetterCreate(Shape):
    """Which letter, what the community says of the members' conduct, and the digest of the figures it has read."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "community_id": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e10",
                    "branch_id": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e11",
                    "quarter": "2026-Q3",
                    "conduct": "党员服务认真,居民反映良好。",
                    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                }
            ]
        }
    )

    community_id: UUID
    branch_id: UUID
    quarter: Quarter
    conduct: Prose
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class FeedbackMemberRead(Read):
    """One member who shares hours with the community; the name only if it is shared too."""

    person_id: UUID
    volunteer_number: str | None
    name: str | None
    times: int
    minutes: int
    ratings: list[str]


class FeedbackPlaceRead(Read):
    """A community or a branch."""

    id: UUID
    title: str


class FeedbackFiguresRead(Read):
    """What a letter says in numbers, and nothing of anybody who does not share hours with the community."""

    form: str
    quarter: str
    community: FeedbackPlaceRead
    branch: FeedbackPlaceRead
    members: list[FeedbackMemberRead]
    people: int
    times: int
    minutes: int


class FeedbackDraftRead(Read):
    """The figures as they are now, and their digest, which is what one signs."""

    figures: FeedbackFiguresRead
    digest: str


class FeedbackLetterRead(Read):
    """A letter as it was signed, by whom and when; and who of the branch has receipted it."""

    id: UUID
    community_id: UUID
    branch_id: UUID
    quarter: str
    edition: int
    state: LetterState
    figures: FeedbackFiguresRead
    digest: str
    conduct: str
    issuer: str
    credential: str
    signed_by: UUID
    signed_at: datetime
    read_by: UUID | None
    read_at: datetime | None


class FeedbackDueRead(Read):
    """A letter that is to be written. `overdue` after the days that the branch allows for it."""

    community_id: UUID
    branch_id: UUID
    quarter: str
    cause: DueCause
    overdue: bool


class FeedbackDueListRead(Read):
    """By quarter, community and branch."""

    items: list[FeedbackDueRead]


class FeedbackVerificationRead(Read):
    """Whether the signature is the community's, whether the figures are the signed ones, and the letter's state."""

    signature_valid: bool
    figures_signed: bool
    state: LetterState


@router.get("", summary="反馈函列表 / Feedback letters")
async def list_feedback_letters(
    reader: Reader,
    view: View,
    paged: Paged,
    quarter: Quarter | None = None,
    community_id: UUID | None = None,
    branch_id: UUID | None = None,
    in_force: Annotated[
        bool | None, Query(description="Only newest editions, or only replaced ones.")
    ] = None,
) -> Page[FeedbackLetterRead]:
    """Of the own community, or to the own branch; newest first."""
    query = queries.narrowed(
        queries.visible(reader.grants), quarter, community_id, branch_id, in_force=in_force
    )
    rows, cursor = await paged.rows(view, query, col(FeedbackLetter.id))
    return Page(items=await _whole(view, rows, reader), next_cursor=cursor)


@router.get("/due", summary="待发反馈函 / Letters to be written")
async def list_due_feedback_letters(reader: Reader, view: View, today: Today) -> FeedbackDueListRead:
    """Of the last four quarters that are over: not sent, resting on hours taken back, or lacking hours."""
    spans = {code: periods.quarter(code) for code in periods.quarters_before(today, _QUARTERS)}
    found = await queries.due(view, reader.grants, spans)
    days = await queries.days(view, {each.branch_id for each in found}, today)
    items = [
        FeedbackDueRead(
            community_id=each.community_id,
            branch_id=each.branch_id,
            quarter=each.quarter,
            cause=each.cause,
            overdue=rules.overdue(spans[each.quarter], days[each.branch_id], today),
        )
        for each in found
    ]
    return FeedbackDueListRead(items=items)


@router.get("/figures", summary="反馈函数据预览 / The figures of a letter to be written")
async def read_feedback_figures(
    officer: Officer, view: View, today: Today, community_id: UUID, branch_id: UUID, quarter: Quarter
) -> FeedbackDraftRead:
    """What would be signed now."""
    queries.own_community(community_id, officer.grants)
    told, _ = await feedback_letters.drafted(view, Addressed(community_id, branch_id, quarter), today)
    return FeedbackDraftRead(figures=FeedbackFiguresRead.model_validate(told), digest=rules.digest(told))


@router.post("", status_code=201, summary="签发反馈函 / Sign a feedback letter")
async def sign_feedback_letter(
    body: FeedbackLetterCreate, officer: Officer, tx: Tx, now: Now, today: Today, once: Once, to: Messages
) -> FeedbackLetterRead:
    """By an officer of the community, once the quarter is over. A later edition replaces one that no longer holds."""
    queries.own_community(body.community_id, officer.grants)
    row = await feedback_letters.sign(
        tx,
        Addressed(body.community_id, body.branch_id, body.quarter),
        conduct=body.conduct,
        seen=body.digest,
        by=officer.person_id,
        at=now,
        today=today,
    )
    await messages.feedback_letter_arrived(to, row)
    return await once.keep(await _one(tx, row, officer), made=row.id)


@router.get("/{letter_id}", summary="一份反馈函 / One feedback letter")
async def read_feedback_letter(letter_id: UUID, reader: Reader, view: View) -> FeedbackLetterRead:
    """To the community without those who share nothing with it any more."""
    return await _one(view, await queries.one(view, letter_id, reader.grants), reader)


@router.get("/{letter_id}/verification", summary="核验反馈函 / Verify a feedback letter")
async def verify_feedback_letter(letter_id: UUID, reader: Reader, view: View) -> FeedbackVerificationRead:
    """The same can be done without the suite: the key is named by the issuer itself (did:key)."""
    row = await queries.one(view, letter_id, reader.grants)
    valid, signed = feedback_letters.holds(row)
    state = _state(row, await queries.superseded(view, [row.id]))
    return FeedbackVerificationRead(signature_valid=valid, figures_signed=signed, state=state)


@router.post("/{letter_id}/receipt", status_code=201, summary="签收反馈函 / Receipt a feedback letter")
async def receipt_feedback_letter(
    letter_id: UUID, branch: Branch, tx: Tx, now: Now, once: Once
) -> FeedbackLetterRead:
    """By the committee of the branch it was written to, once."""
    row = await queries.one(tx, letter_id, branch.grants)
    await feedback_letters.receipt(tx, row, by=branch.person_id, at=now)
    return await once.keep(await _one(tx, row, branch), made=row.id)


async def _one(session: AsyncSession, row: FeedbackLetter, reader: Access) -> FeedbackLetterRead:
    [found] = await _whole(session, [row], reader)
    return found


async def _whole(
    session: AsyncSession, rows: Sequence[FeedbackLetter], reader: Access
) -> list[FeedbackLetterRead]:
    ids = [row.id for row in rows]
    replaced = await queries.superseded(session, ids)
    receipts = await queries.receipts(session, ids)
    outside = any(grant.reach is Reach.COMMUNITY for grant in reader.grants)
    shared = await queries.shared(session, rows) if outside else {}
    return [_read(row, _state(row, replaced), receipts.get(row.id), shared.get(row.id)) for row in rows]


def _state(row: FeedbackLetter, replaced: set[UUID]) -> LetterState:
    return LetterState.SUPERSEDED if row.id in replaced else LetterState.SENT


def _read(
    row: FeedbackLetter, state: LetterState, receipt: FeedbackReceipt | None, shared: Shared
) -> FeedbackLetterRead:
    own: dict[str, Any] = row.model_dump(exclude={"figures", "by_id", "at"})
    return FeedbackLetterRead(
        **own,
        state=state,
        figures=FeedbackFiguresRead.model_validate(rules.as_seen(row.figures, shared)),
        signed_by=row.by_id,
        signed_at=row.at,
        read_by=receipt.by_id if receipt else None,
        read_at=receipt.at if receipt else None,
    )
