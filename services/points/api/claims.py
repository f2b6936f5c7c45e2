"""`/v1/claims`: what members did, with proof; checked by the group, decided by the committee."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import AnyHttpUrl, ConfigDict, Field, UrlConstraints, model_validator
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Code, PlainNumber, Points, Prose, Read, Shape

from ..models import Claim, ClaimState, Origin
from ..queries import claims as queries
from ..usecases import claims, liftings, messages
from .given import Day, Tell, role_in

router = APIRouter(prefix="/v1/claims", tags=["claims"])

Submitter = Annotated[Access, may("claim.submit")]
Reader = Annotated[Access, may("claim.read")]
Checker = Annotated[Access, may("claim.check")]
Decider = Annotated[Access, may("claim.decide")]

ItemCode = Annotated[str, Field(pattern=r"^[A-Z][0-9]{1,2}[a-z]?$")]
Quantity = Annotated[
    Decimal, Field(gt=0, le=1000, decimal_places=2, max_digits=6, allow_inf_nan=False), PlainNumber
]
Link = Annotated[AnyHttpUrl, UrlConstraints(max_length=2000)]


class EvidenceCreate(Shape):
    """One proof: exactly one of a text, a link or an uploaded file."""

    text: Prose | None = None
    link: Link | None = None
    file_id: UUID | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        if sum(each is not None for each in (self.text, self.link, self.file_id)) != 1:
            message = "exactly one of text, link, file_id"
            raise ValueError(message)
        return self


class ClaimWrite(Shape):
    """What was done, under which item. `points` only for items whose worth is judged within a range."""

    item_code: ItemCode
    occurred_on: Day
    statement: Prose
    quantity: Quantity = Decimal(1)
    points: Points | None = None
    level: Code | None = None
    share: Code | None = None
    achievement: Code | None = None
    evidence: Annotated[list[EvidenceCreate], Field(max_length=20, default_factory=list)]


class ClaimCreate(ClaimWrite):
    """A new claim; with `submit` it goes to the group at once, otherwise it stays a draft.

    `occurred_on` is a day of an open period and not yet to come: to try the example, put a recent day.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "item_code": "B11",
                    "occurred_on": "2026-08-12",
                    "statement": "2号空压机房地沟盖板缺失,已报修并复查",
                    "evidence": [{"text": "隐患编号 YH-2026-0812"}],
                    "submit": True,
                }
            ]
        }
    )

    submit: bool = False


class GroupCheckCreate(Shape):
    """The group leader's word; a return needs a reason."""

    verdict: Literal["endorsed", "returned"]
    reason: Prose | None = None


class DecisionCreate(Shape):
    """The committee's word. `points` grants fewer than asked; that, a return and a rejection need a reason."""

    verdict: Literal["approved", "rejected", "returned"]
    points: Points | None = None
    reason: Prose | None = None


class EvidenceRead(Read):
    """One proof; `sha256` is the digest of an uploaded file."""

    kind: str
    text: str | None
    link: str | None
    file_id: UUID | None
    sha256: str | None


class CheckRead(Read):
    """The group's word."""

    verdict: str
    reason: str | None
    by_id: UUID
    at: datetime


class DecisionRead(Read):
    """The committee's word. `points` is what it granted, before any cap."""

    verdict: str
    points: Points
    reason: str | None
    by_id: UUID
    at: datetime


class ClaimRead(Read):
    """A claim with all that belongs to it. `asked` is what the item gives, before any cap.

    `lifts_id`: the committee is asked whether to take back that entry, a veto whose punishment holds no longer.
    """

    id: UUID
    period_id: UUID
    branch_id: UUID
    group_id: UUID | None
    member_id: UUID
    item_code: str
    origin: Origin
    filed_by: UUID
    occurred_on: date
    quantity: Points
    level: str | None
    share: str | None
    achievement: str | None
    asked: Points
    statement: str
    state: ClaimState
    submitted_at: datetime | None
    entry_id: UUID | None
    lifts_id: UUID | None
    evidence: list[EvidenceRead]
    group_checks: list[CheckRead]
    decisions: list[DecisionRead]

    @classmethod
    def of(cls, whole: queries.Whole) -> "ClaimRead":
        """As seen now."""
        row = whole.claim
        own = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        return cls(
            **{**own, "state": whole.state},
            evidence=[EvidenceRead.model_validate(each) for each in whole.evidence],
            group_checks=[CheckRead.model_validate(each) for each in whole.checks],
            decisions=[DecisionRead.model_validate(each) for each in whole.decisions],
        )


@router.get("", summary="申报列表 / Claims")
async def list_claims(
    reader: Reader,
    view: View,
    paged: Paged,
    period_id: UUID | None = None,
    member_id: UUID | None = None,
    item_code: ItemCode | None = None,
    state: Literal["draft", "submitted", "group_checked", "returned", "approved", "rejected", "withdrawn"]
    | None = None,
) -> Page[ClaimRead]:
    """Those within reach, newest first. `state` filters by the claim's own state, not by its period's."""
    query = queries.visible(reader.grants, reader.person_id)
    own_state = ClaimState(state) if state else None
    wanted = {"period_id": period_id, "member_id": member_id, "item_code": item_code, "state": own_state}
    for name, value in wanted.items():
        if value is not None:
            query = query.where(getattr(Claim, name) == value)
    rows, cursor = await paged.rows(view, query, col(Claim.id))
    return Page(items=[ClaimRead.of(each) for each in await queries.whole(view, rows)], next_cursor=cursor)


@router.post("", status_code=201, summary="提交申报 / Make a claim")
async def submit_claim(
    body: ClaimCreate,
    member: Submitter,
    tx: Tx,
    now: Now,
    today: Today,
    once: Once,
    to: Messages,
    response: Response,
) -> ClaimRead:
    """For a deed of one's own in an open period, within the claim deadline (rule 5)."""
    deed, proofs = _parts(body)
    claim = await claims.write(tx, deed, proofs, by=member.person_id, at=now, today=today, submit=body.submit)
    await messages.claim_moved(to, claim)
    response.headers["ETag"] = _tag(claim)
    return await once.keep(await _read(tx, claim), made=claim.id, etag=_tag(claim))


@router.get("/{claim_id}", summary="一项申报 / One claim")
async def read_claim(
    claim_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> ClaimRead:
    """With evidence, checks and decisions."""
    claim = await queries.one(view, claim_id, reader.grants, reader.person_id)
    shown = await _read(view, claim)
    etag.show(request, response, _tag(claim, shown.state))
    return shown


@router.put("/{claim_id}", summary="修改申报 / Rewrite a claim")
async def rewrite_claim(
    claim_id: UUID,
    body: ClaimWrite,
    member: Submitter,
    tx: Tx,
    today: Today,
    seen: IfMatch,
    response: Response,
) -> ClaimRead:
    """A draft or a returned claim of one's own."""
    claim = await queries.one(tx, claim_id, member.grants, member.person_id, lock=True)
    seen.require(_tag(claim))
    deed, proofs = _parts(body)
    claim = await claims.rewrite(tx, claim, deed, proofs, today=today)
    response.headers["ETag"] = _tag(claim)
    return await _read(tx, claim)


@router.post("/{claim_id}/submission", status_code=201, summary="递交申报 / Hand a claim in")
async def hand_in_claim(
    claim_id: UUID, member: Submitter, tx: Tx, now: Now, today: Today, once: Once, to: Messages
) -> ClaimRead:
    """A draft or a returned claim goes to the group, or past it where there is none."""
    claim = await queries.one(tx, claim_id, member.grants, member.person_id, lock=True)
    await claims.submit(tx, claim, at=now, today=today)
    await messages.claim_moved(to, claim)
    return await once.keep(await _read(tx, claim), made=claim.id)


@router.post("/{claim_id}/withdrawal", status_code=201, summary="撤回申报 / Withdraw a claim")
async def withdraw_claim(claim_id: UUID, member: Submitter, tx: Tx, once: Once) -> ClaimRead:
    """Before it is decided."""
    claim = await queries.one(tx, claim_id, member.grants, member.person_id, lock=True)
    await claims.withdraw(tx, claim)
    return await once.keep(await _read(tx, claim), made=claim.id)


@router.post("/{claim_id}/group-check", status_code=201, summary="党小组初审 / Group check")
async def check_claim(
    claim_id: UUID, body: GroupCheckCreate, checker: Checker, tx: Tx, now: Now, once: Once, to: Messages
) -> ClaimRead:
    """By the leader of the member's group, never for the own claim."""
    claim = await queries.one(tx, claim_id, checker.grants, checker.person_id, lock=True)
    await claims.check(tx, claim, body.verdict, reason=body.reason, by=checker.person_id, at=now)
    await messages.claim_moved(to, claim)
    return await once.keep(await _read(tx, claim), made=claim.id)


@router.post("/{claim_id}/decision", status_code=201, summary="支委会审定 / Decide a claim")
async def decide_claim(
    claim_id: UUID,
    body: DecisionCreate,
    reviewer: Decider,
    tx: Tx,
    tell: Tell,
    now: Now,
    once: Once,
    to: Messages,
) -> ClaimRead:
    """By a committee member who neither made nor checked the claim; approval posts the entry."""
    claim = await queries.one(tx, claim_id, reviewer.grants, reviewer.person_id, lock=True)
    by, role = reviewer.person_id, role_in(reviewer, claim.branch_id)
    if claim.lifts_id:
        await liftings.decide(
            tx, tell, claim, body.verdict, reason=body.reason, by=by, role=role, at=now, today=to.on
        )
    else:
        await claims.decide(
            tx, claim, body.verdict, points=body.points, reason=body.reason, by=by, role=role, at=now
        )
    await messages.claim_moved(to, claim)
    return await once.keep(await _read(tx, claim), made=claim.id)


def _parts(body: ClaimWrite) -> tuple[claims.Deed, list[claims.Proof]]:
    deed = claims.Deed(**body.model_dump(exclude={"evidence", "submit"}))
    proofs = [
        claims.Proof(each.text, str(each.link) if each.link else None, each.file_id) for each in body.evidence
    ]
    return deed, proofs


async def _read(session: AsyncSession, claim: Claim) -> ClaimRead:
    await session.flush()
    return ClaimRead.of((await queries.whole(session, [claim]))[0])


def _tag(claim: Claim, shown: ClaimState | None = None) -> str:
    return etag_of(claim.id, claim.revision, (shown or claim.state).value)
