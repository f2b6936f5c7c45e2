"""`/v1/regularisations`: probationary members become full ones."""

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.ids import new_id
from shared.paging import Page, Paged
from shared.types import Read, Shape, ShortLine

from .. import queries, usecases
from ..models import (
    Membership,
    Person,
    Regularisation,
    RegularisationOutcome,
    RegularisationState,
)
from ..rules.life import regularisations as rules
from ..rules.life.persons import PersonMissing
from .given import Day, Tell, there

router = APIRouter(prefix="/v1/regularisations", tags=["regularisations"])

Reader = Annotated[Access, may("regularisation.read")]
Proposer = Annotated[Access, may("regularisation.propose")]
Decider = Annotated[Access, may("regularisation.decide")]
_DECISION: dict[str, Any] = {
    "outcome": "extended",
    "decided_on": "2026-09-15",
    "resolution_no": "动支〔2026〕7号",
    "extension_months": 6,
}


class RegularisationCreate(Shape):
    """Whom the branch proposes, upon the member's application."""

    person_id: UUID


class RegularisationDecisionCreate(Shape):
    """What the branch meeting has resolved; a prolonging, and it alone, says for how many months."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DECISION]})

    outcome: RegularisationOutcome
    decided_on: Day
    resolution_no: ShortLine
    extension_months: Annotated[int, Field(ge=6, le=12)] | None = None


class RegularisationRead(Read):
    """One proposal and its decision.

    `warnings` are soft limits that were passed: `proposed_late`, after the probation was over; `decided_late`, more
    than three months after.
    """

    id: UUID
    person_id: UUID
    branch_id: UUID
    state: RegularisationState
    joined_on: date
    probation_ends_on: date
    proposed_on: date
    proposed_by: UUID
    outcome: RegularisationOutcome | None
    decided_on: date | None
    resolution_no: str | None
    extended_until: date | None
    decided_by: UUID | None
    warnings: list[str]

    @classmethod
    def of(cls, row: Regularisation) -> "RegularisationRead":
        """With its warnings."""
        return cls.model_validate(row.model_dump() | {"warnings": rules.warnings(row)})


class ProbationRead(Read):
    """A probationary member whose probation ends soon, or is over and waits for its decision."""

    person_id: UUID
    name: str
    branch_id: UUID
    group_id: UUID | None
    joined_on: date
    probation_ends_on: date
    extended: bool
    proposal_id: UUID | None


@router.get("", summary="转正记录列表 / Regularisations")
async def list_regularisations(
    reader: Reader,
    view: View,
    paged: Paged,
    person_id: UUID | None = None,
    branch_id: UUID | None = None,
    state: RegularisationState | None = None,
) -> Page[RegularisationRead]:
    """Those within reach, newest first."""
    query = queries.regularisations.listed(
        reader.grants, person_id=person_id, branch_id=branch_id, state=state
    )
    rows, cursor = await paged.rows(view, query, col(Regularisation.id))
    return Page(items=[RegularisationRead.of(row) for row in rows], next_cursor=cursor)


@router.get("/due", summary="预备期将满 / Probations that end soon")
async def list_due_regularisations(
    reader: Reader,
    view: View,
    paged: Paged,
    today: Today,
    within_days: Annotated[int, Query(ge=0, le=366, description="How far ahead.")] = 60,
) -> Page[ProbationRead]:
    """In no order of merit; those whose probation is over already are among them."""
    query = queries.regularisations.ending(reader.grants, today, today + timedelta(days=within_days))
    rows, cursor = await paged.rows(view, query, col(Membership.id))
    return Page(items=await _due(view, rows), next_cursor=cursor)


@router.post("", status_code=201, summary="提出转正 / Propose")
async def propose_regularisation(
    body: RegularisationCreate, proposer: Proposer, tx: Tx, now: Now, today: Today, once: Once
) -> RegularisationRead:
    """For a probationary member of the branch; one proposal at a time."""
    there(await queries.persons.within(tx, proposer.grants, body.person_id, today), PersonMissing)
    person = there(await queries.persons.locked(tx, body.person_id), PersonMissing)
    row = await usecases.regularisations.propose(
        tx, person, by=proposer.person_id, today=today, at=now, row_id=new_id()
    )
    return await once.keep(RegularisationRead.of(row), made=row.id)


@router.get("/{regularisation_id}", summary="一条转正记录 / One regularisation")
async def read_regularisation(regularisation_id: UUID, reader: Reader, view: View) -> RegularisationRead:
    """If within reach."""
    found = await queries.regularisations.within(view, reader.grants, regularisation_id)
    return RegularisationRead.of(there(found, rules.RegularisationMissing))


@router.post("/{regularisation_id}/decision", status_code=201, summary="转正决议 / Enter the decision")
async def decide_regularisation(
    regularisation_id: UUID,
    body: RegularisationDecisionCreate,
    decider: Decider,
    tx: Tx,
    tell: Tell,
    now: Now,
    today: Today,
    once: Once,
) -> RegularisationRead:
    """Full from the day of the decision, which is not before the probation is over; prolonged at most once."""
    row, person = await _held(tx, decider, regularisation_id)
    row = await usecases.regularisations.decide(
        tx, tell, row, person=person, **body.model_dump(), by=decider.person_id, today=today, at=now
    )
    return await once.keep(RegularisationRead.of(row), made=row.id)


@router.post("/{regularisation_id}/withdrawal", status_code=201, summary="撤回转正 / Withdraw")
async def withdraw_regularisation(
    regularisation_id: UUID, proposer: Proposer, tx: Tx, once: Once
) -> RegularisationRead:
    """As long as nothing is decided."""
    row, _ = await _held(tx, proposer, regularisation_id)
    row = await usecases.regularisations.withdraw(tx, row, by=proposer.person_id)
    return await once.keep(RegularisationRead.of(row), made=row.id)


async def _held(tx: AsyncSession, access: Access, row_id: UUID) -> tuple[Regularisation, Person]:
    found = await queries.regularisations.within(tx, access.grants, row_id)
    row = there(found, rules.RegularisationMissing)
    person = there(await queries.persons.locked(tx, row.person_id), PersonMissing)
    return await queries.regularisations.again(tx, row.id), person


async def _due(view: AsyncSession, rows: list[Membership]) -> list[ProbationRead]:
    ids = [row.person_id for row in rows]
    past = await queries.regularisations.of_persons(view, ids)
    people = {person.id: person for person in await queries.persons.by_ids(view, ids)}
    found = []
    for row in rows:
        person = people[row.person_id]
        own = past[row.person_id]
        joined = person.joined_party_on or row.from_on
        found.append(
            ProbationRead(
                person_id=row.person_id,
                name=person.name,
                branch_id=row.branch_id,
                group_id=row.group_id,
                joined_on=joined,
                probation_ends_on=rules.ends_on(joined, own),
                extended=any(each.extended_until for each in own),
                proposal_id=next(
                    (each.id for each in own if each.state == RegularisationState.PROPOSED), None
                ),
            )
        )
    return found
