"""`/v1/joint-agreements`: drafted by the branch, signed by both sides, with the projects of each year."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.policy import Reach
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import AgreementState, JointAgreement
from ..queries import joint_agreements as queries
from ..queries import organisations, projects
from ..rules import joint_agreements as rules
from ..usecases import joint_agreements
from .given import Day

router = APIRouter(prefix="/v1/joint-agreements", tags=["reports"])

Reader = Annotated[Access, may("joint_agreement.read")]
Writer = Annotated[Access, may("joint_agreement.write")]
Signer = Annotated[Access, may("joint_agreement.sign")]
Planner = Annotated[Access, may("joint_agreement.plan")]


class AgreementWrite(Shape):
    """What is to be agreed; both days belong to it."""

    title: Line
    content: Prose
    from_on: Day
    until_on: Day

    def draft(self) -> joint_agreements.Draft:
        """As the use case takes it."""
        return joint_agreements.Draft(self.title, self.content, self.from_on, self.until_on)


class JointAgreementCreate(AgreementWrite):
    """A draft, with a community that has received the branch."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "community_id": "0190b3a0-0000-7000-8000-000000000001",
                    "title": "动力车间党支部与白果社区共建协议",
                    "content": "双方约定组织共建、活动共联、资源共享。",
                    "from_on": "2026-01-01",
                    "until_on": "2027-12-31",
                }
            ]
        }
    )

    community_id: UUID


class AgreementEndCreate(Shape):
    """Why it ends before its last day."""

    reason: Line


class YearlyProjectCreate(Shape):
    """What both plan for a quarter of a year."""

    year: Annotated[int, Field(ge=2000, le=2199)]
    quarter: Annotated[int, Field(ge=1, le=4)]
    title: Line


class LinkCreate(Shape):
    """The project that came of it."""

    project_id: UUID


class YearlyProjectRead(Read):
    """One line of a year's plan, and what became of it."""

    id: UUID
    year: int
    quarter: int
    title: str
    project_id: UUID | None


class JointAgreementRead(Read):
    """One agreement with its plans by year and quarter. `in_force` says so for today."""

    id: UUID
    branch_id: UUID
    community_id: UUID
    title: str
    content: str
    from_on: date
    until_on: date
    state: AgreementState
    in_force: bool
    written_by: UUID
    written_at: datetime
    branch_signed_by: UUID | None
    branch_signed_at: datetime | None
    community_signed_by: UUID | None
    community_signed_at: datetime | None
    ended_by: UUID | None
    ended_at: datetime | None
    ended_reason: str | None
    projects: list[YearlyProjectRead]


@router.post("", status_code=201, summary="起草共建协议 / Draft a joint agreement")
async def write_joint_agreement(
    body: JointAgreementCreate, writer: Writer, tx: Tx, now: Now, today: Today, once: Once
) -> JointAgreementRead:
    """By the branch's committee."""
    branch_id = organisations.acting_branch(writer)
    row = await joint_agreements.write(
        tx, branch_id, body.community_id, body.draft(), by=writer.person_id, at=now
    )
    return await once.keep(await _one(tx, row, today), made=row.id, etag=_tag(row))


@router.get("", summary="共建协议列表 / Joint agreements")
async def list_joint_agreements(
    reader: Reader,
    view: View,
    paged: Paged,
    today: Today,
    community_id: UUID | None = None,
    state: AgreementState | None = None,
) -> Page[JointAgreementRead]:
    """Of the own branch or community; newest first."""
    query = queries.narrowed(queries.visible(reader.grants), community_id, state)
    rows, cursor = await paged.rows(view, query, col(JointAgreement.id))
    return Page(items=await _shown(view, rows, today), next_cursor=cursor)


@router.get("/{agreement_id}", summary="一份共建协议 / One joint agreement")
async def read_joint_agreement(
    agreement_id: UUID, reader: Reader, view: View, today: Today, request: Request, response: Response
) -> JointAgreementRead:
    """With what is planned under it."""
    row = await queries.one(view, agreement_id, reader.grants)
    shown = await _one(view, row, today)
    etag.show(request, response, _tag(row))
    return shown


@router.put("/{agreement_id}", summary="修改协议草案 / Change a draft")
async def rewrite_joint_agreement(
    agreement_id: UUID,
    body: AgreementWrite,
    writer: Writer,
    tx: Tx,
    now: Now,
    today: Today,
    seen: IfMatch,
    response: Response,
) -> JointAgreementRead:
    """By the branch's committee, until both have signed; a signature given before is void."""
    row = await queries.one(tx, agreement_id, writer.grants, lock=True)
    seen.require(_tag(row))
    row = await joint_agreements.rewrite(tx, row, body.draft(), by=writer.person_id, at=now)
    response.headers["ETag"] = _tag(row)
    return await _one(tx, row, today)


@router.post("/{agreement_id}/signature", status_code=201, summary="签署协议 / Sign a joint agreement")
async def sign_joint_agreement(
    agreement_id: UUID, signer: Signer, tx: Tx, now: Now, today: Today, once: Once, seen: IfMatch
) -> JointAgreementRead:
    """By the secretary for the branch, by an officer for the community: exactly the text that was read (If-Match)."""
    row = await queries.one(tx, agreement_id, signer.grants, lock=True)
    seen.require(_tag(row))
    community = signer.reaches(Reach.COMMUNITY)
    row = await joint_agreements.sign(tx, row, for_community=community, by=signer.person_id, at=now)
    return await once.keep(await _one(tx, row, today), made=row.id, etag=_tag(row))


@router.post("/{agreement_id}/end", status_code=201, summary="终止协议 / End a joint agreement")
async def end_joint_agreement(
    agreement_id: UUID, body: AgreementEndCreate, signer: Signer, tx: Tx, now: Now, today: Today, once: Once
) -> JointAgreementRead:
    """By whoever may sign for either side, with a reason."""
    row = await queries.one(tx, agreement_id, signer.grants, lock=True)
    row = await joint_agreements.end(tx, row, body.reason, by=signer.person_id, at=now)
    return await once.keep(await _one(tx, row, today), made=row.id, etag=_tag(row))


@router.post("/{agreement_id}/projects", status_code=201, summary="列入年度共建项目 / Plan a yearly project")
async def plan_yearly_project(
    agreement_id: UUID,
    body: YearlyProjectCreate,
    planner: Planner,
    tx: Tx,
    now: Now,
    once: Once,
) -> YearlyProjectRead:
    """By either side, in a year of a signed agreement."""
    row = await queries.one(tx, agreement_id, planner.grants, lock=True)
    line = await joint_agreements.plan(tx, row, **body.model_dump(), by=planner.person_id, at=now)
    return await once.keep(YearlyProjectRead.model_validate(line), made=line.id)


@router.post(
    "/{agreement_id}/projects/{line_id}/link", status_code=201, summary="关联项目 / Link a yearly project"
)
async def link_yearly_project(
    agreement_id: UUID, line_id: UUID, body: LinkCreate, planner: Planner, tx: Tx, once: Once
) -> YearlyProjectRead:
    """With a project of the same branch for the same community, once."""
    row = await queries.one(tx, agreement_id, planner.grants, lock=True)
    line = await queries.line(tx, row.id, line_id)
    project = await projects.within(tx, body.project_id, planner.grants, lock=False)
    line = await joint_agreements.link(tx, row, line, project)
    return await once.keep(YearlyProjectRead.model_validate(line), made=line.id)


def _tag(row: JointAgreement) -> str:
    return etag_of(row.id, row.revision)


async def _one(session: AsyncSession, row: JointAgreement, today: date) -> JointAgreementRead:
    return (await _shown(session, [row], today))[0]


async def _shown(
    session: AsyncSession, rows: Sequence[JointAgreement], today: date
) -> list[JointAgreementRead]:
    lines = await queries.lines(session, [row.id for row in rows])
    computed = {"in_force", "projects"}
    return [
        JointAgreementRead(
            **{name: getattr(row, name) for name in JointAgreementRead.model_fields if name not in computed},
            in_force=rules.holds(row, today),
            projects=[YearlyProjectRead.model_validate(line) for line in lines[row.id]],
        )
        for row in rows
    ]
