"""`/v1/projects`: proposed by a branch, agreed by a community, opened to volunteers, delivered, accepted."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.policy import Role
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import Category, Project, ProjectState, TimeStyle
from ..queries import organisations
from ..queries import projects as queries
from ..usecases import messages, projects
from ..usecases.projects import BRANCH, COMMUNITY, Step

router = APIRouter(prefix="/v1/projects", tags=["projects"])

Reader = Annotated[Access, may("project.read")]
Organiser = Annotated[Access, may("project.write")]
Officer = Annotated[Access, may("project.agree")]
Side = Annotated[Access, may("project.end")]


class ProjectWrite(Shape):
    """What a project is to be.

    `planned_minutes` is the most that one shift can be worth to a person. What is dangerous needs `risk_statement` and
    `insurance_ref` before it recruits.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "community_id": "0192f0c1-7b1e-7000-8000-000000000010",
                    "title": "白果社区楼道照明检修",
                    "category": "safety",
                    "content": "为十二个单元更换楼道灯具。",
                    "style": "set",
                    "planned_minutes": 180,
                    "dangerous": True,
                    "risk_statement": "登高作业,须两人一组。",
                    "insurance_ref": "志愿者意外险 2026-0931",
                }
            ]
        }
    )

    community_id: UUID
    title: Line
    category: Category
    content: Prose
    style: TimeStyle = TimeStyle.SET
    planned_minutes: Annotated[int, Field(ge=30, le=1440, multiple_of=30)]
    dangerous: bool = False
    risk_statement: Prose | None = None
    insurance_ref: Line | None = None

    def plan(self) -> projects.Plan:
        """As the use case takes it."""
        return projects.Plan(**self.model_dump())


class InsuranceCreate(Shape):
    """The risks in words, and the insurance that was bought."""

    risk_statement: Prose
    insurance_ref: Line


class ReasonCreate(Shape):
    """Why, for the other side to read."""

    reason: Line


class AcceptanceCreate(Shape):
    """How good it was: 1 to 5."""

    rating: Annotated[int, Field(ge=1, le=5)]


class ProjectSummary(Read):
    """A project as everybody may read it."""

    id: UUID
    branch_id: UUID
    community_id: UUID
    demand_id: UUID | None
    title: str
    category: Category
    style: TimeStyle
    planned_minutes: int
    dangerous: bool
    state: ProjectState
    rating: int | None


class ProjectStepRead(Read):
    """How it came into a state, and for which side: `branch` or `community`."""

    state: ProjectState
    side: str
    reason: str | None
    by_id: UUID
    at: datetime


class ProjectRead(ProjectSummary):
    """With its words, its risks and its way so far."""

    content: str
    risk_statement: str | None
    insurance_ref: str | None
    steps: list[ProjectStepRead]


@router.get("", summary="项目列表 / Projects")
async def list_projects(
    reader: Reader,
    view: View,
    paged: Paged,
    state: ProjectState | None = None,
    category: Category | None = None,
    community_id: UUID | None = None,
    branch_id: UUID | None = None,
) -> Page[ProjectSummary]:
    """All of the own branch or community, and of others what takes volunteers or did; newest first."""
    query = queries.narrowed(queries.visible(reader.grants), state, category, community_id, branch_id)
    rows, cursor = await paged.rows(view, query, col(Project.id))
    return Page(items=[ProjectSummary.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="提出项目 / Propose a project")
async def propose_project(
    body: ProjectWrite, organiser: Organiser, tx: Tx, now: Now, once: Once, response: Response
) -> ProjectRead:
    """For the caller's branch; the community agrees or declines."""
    branch_id = organisations.acting_branch(organiser)
    row = await projects.propose(tx, branch_id, body.plan(), by=organiser.person_id, at=now)
    response.headers["ETag"] = _tag(row)
    return await once.keep(await _whole(tx, row), made=row.id, etag=_tag(row))


@router.get("/{project_id}", summary="一个项目 / One project")
async def read_project(
    project_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> ProjectRead:
    """With content, risks and steps."""
    row = await queries.one(view, project_id, reader.grants)
    shown = await _whole(view, row)
    etag.show(request, response, _tag(row))
    return shown


@router.put("/{project_id}", summary="修改项目 / Rewrite a project")
async def rewrite_project(
    project_id: UUID, body: ProjectWrite, organiser: Organiser, tx: Tx, seen: IfMatch, response: Response
) -> ProjectRead:
    """While it is only proposed: what both agreed on is not rewritten."""
    row = await queries.within(tx, project_id, organiser.grants)
    seen.require(_tag(row))
    row = await projects.rewrite(tx, row, body.plan())
    response.headers["ETag"] = _tag(row)
    return await _whole(tx, row)


@router.put("/{project_id}/insurance", summary="登记风险与保险 / Tell risks and insurance")
async def insure_project(
    project_id: UUID, body: InsuranceCreate, organiser: Organiser, tx: Tx, seen: IfMatch, response: Response
) -> ProjectRead:
    """Before it recruits, also after the agreement: the policy is often bought only then."""
    row = await queries.within(tx, project_id, organiser.grants)
    seen.require(_tag(row))
    row = await projects.insure(tx, row, body.risk_statement, body.insurance_ref)
    response.headers["ETag"] = _tag(row)
    return await _whole(tx, row)


@router.post("/{project_id}/agreement", status_code=201, summary="社区同意项目 / Agree")
async def agree_to_project(project_id: UUID, officer: Officer, tx: Tx, now: Now, once: Once) -> ProjectRead:
    """The community's yes."""
    row = await queries.within(tx, project_id, officer.grants)
    row = await projects.agree(tx, row, Step(officer.person_id, COMMUNITY, now))
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/{project_id}/refusal", status_code=201, summary="社区谢绝项目 / Decline")
async def decline_project(
    project_id: UUID, body: ReasonCreate, officer: Officer, tx: Tx, now: Now, once: Once
) -> ProjectRead:
    """The community's no, with a reason."""
    row = await queries.within(tx, project_id, officer.grants)
    row = await projects.decline(tx, row, Step(officer.person_id, COMMUNITY, now, body.reason))
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/{project_id}/recruitment", status_code=201, summary="开始招募 / Open to volunteers")
async def recruit_for_project(
    project_id: UUID, organiser: Organiser, tx: Tx, now: Now, once: Once
) -> ProjectRead:
    """From now on everybody may read it and sign up. What is dangerous has told its risks and named its insurance."""
    row = await queries.within(tx, project_id, organiser.grants)
    row = await projects.recruit(tx, row, Step(organiser.person_id, BRANCH, now))
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/{project_id}/delivery", status_code=201, summary="项目完成 / Deliver")
async def deliver_project(
    project_id: UUID, organiser: Organiser, tx: Tx, now: Now, once: Once
) -> ProjectRead:
    """The branch says that it is done, once no shift is to come."""
    row = await queries.within(tx, project_id, organiser.grants)
    row = await projects.deliver(tx, row, Step(organiser.person_id, BRANCH, now))
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/{project_id}/acceptance", status_code=201, summary="社区验收 / Accept")
async def accept_project(
    project_id: UUID,
    body: AcceptanceCreate,
    officer: Officer,
    tx: Tx,
    now: Now,
    once: Once,
    request: Request,
) -> ProjectRead:
    """The community has looked, and says how good it was."""
    row = await queries.within(tx, project_id, officer.grants)
    step, state = Step(officer.person_id, COMMUNITY, now), request.app.state
    row = await projects.accept(tx, row, body.rating, step, teller=state.teller, zone=state.zone)
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/{project_id}/closing", status_code=201, summary="项目归档 / Close")
async def close_project(project_id: UUID, organiser: Organiser, tx: Tx, now: Now, once: Once) -> ProjectRead:
    """Put away what was accepted."""
    row = await queries.within(tx, project_id, organiser.grants)
    row = await projects.close(tx, row, Step(organiser.person_id, BRANCH, now))
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/{project_id}/cancellation", status_code=201, summary="取消项目 / Cancel")
async def cancel_project(
    project_id: UUID,
    body: ReasonCreate,
    side: Side,
    tx: Tx,
    now: Now,
    once: Once,
    to: Messages,
    request: Request,
) -> ProjectRead:
    """By either side, before it is delivered; its shifts to come end, and the sign-ups for them."""
    row = await queries.within(tx, project_id, side.grants)
    whose = COMMUNITY if Role.COMMUNITY_OFFICER in side.roles else BRANCH
    row = await projects.cancel(tx, row, Step(side.person_id, whose, now, body.reason))
    await messages.project_cancelled(to, row.id, request.app.state.zone)
    return await once.keep(await _whole(tx, row), made=row.id)


def _tag(row: Project) -> str:
    return etag_of(row.id, row.revision)


async def _whole(session: AsyncSession, row: Project) -> ProjectRead:
    await session.flush()
    steps = [ProjectStepRead.model_validate(each) for each in await queries.steps(session, row.id)]
    own = {name: getattr(row, name) for name in ProjectRead.model_fields if name != "steps"}
    return ProjectRead(**own, steps=steps)
