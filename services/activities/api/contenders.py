"""`/v1/evaluations/{id}/contenders`: what branches put forward."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.types import Line, Prose, Read, Shape

from ..queries import contenders as queries
from ..queries import evaluations, organisations
from ..usecases import contenders

router = APIRouter(prefix="/v1/evaluations/{evaluation_id}/contenders", tags=["evaluations"])

Reader = Annotated[Access, may("evaluation.read")]
Proposer = Annotated[Access, may("evaluation.propose")]


class ContenderCreate(Shape):
    """What the branch puts forward and why; with `lesson_id` or `meeting_id` where the category wants that."""

    category_id: UUID
    title: Line
    description: Prose
    lesson_id: UUID | None = None
    meeting_id: UUID | None = None


class ContenderRead(Read):
    """A contender. What it was given stands in the publication."""

    id: UUID
    evaluation_id: UUID
    category_id: UUID
    branch_id: UUID
    title: str
    description: str
    lesson_id: UUID | None
    meeting_id: UUID | None
    by_id: UUID
    at: datetime
    withdrawn_at: datetime | None


class ContendersRead(Read):
    """All contenders of an evaluation, in the order of proposal."""

    items: list[ContenderRead]


@router.get("", summary="参评项目 / Contenders")
async def list_contenders(evaluation_id: UUID, reader: Reader, view: View) -> ContendersRead:
    """In the order of proposal, withdrawn ones too."""
    evaluation = await evaluations.one(view, evaluation_id, reader.grants, reader.person_id)
    found = await queries.of_evaluation(view, evaluation.id)
    return ContendersRead(items=[ContenderRead.model_validate(row) for row in found])


@router.post("", status_code=201, summary="推荐参评 / Put forward")
async def propose_contender(
    evaluation_id: UUID,
    body: ContenderCreate,
    proposer: Proposer,
    tx: Tx,
    now: Now,
    once: Once,
    request: Request,
) -> ContenderRead:
    """By the committee of a branch at or below the organiser, until proposals end."""
    evaluation = await evaluations.taking_part(tx, evaluation_id, proposer.grants)
    category = await evaluations.category(tx, evaluation.id, body.category_id)
    branch_id = await organisations.acting_for(tx, proposer, None)
    row = await contenders.propose(
        tx,
        evaluation,
        category,
        contenders.Proposal(body.title, body.description, body.lesson_id, body.meeting_id),
        branch_id=branch_id,
        zone=request.app.state.zone,
        by=proposer.person_id,
        at=now,
    )
    return await once.keep(ContenderRead.model_validate(row), made=row.id)


@router.post("/{contender_id}/withdrawal", status_code=201, summary="撤回参评 / Withdraw")
async def withdraw_contender(
    evaluation_id: UUID, contender_id: UUID, proposer: Proposer, tx: Tx, now: Now, once: Once
) -> ContenderRead:
    """By the branch that put it forward, until proposals end; it stays visible as withdrawn."""
    evaluation = await evaluations.taking_part(tx, evaluation_id, proposer.grants)
    row = await queries.one(tx, evaluation.id, contender_id)
    branch_id = await organisations.acting_for(tx, proposer, None)
    row = await contenders.withdraw(tx, evaluation, row, branch_id=branch_id, at=now)
    return await once.keep(ContenderRead.model_validate(row), made=row.id)
