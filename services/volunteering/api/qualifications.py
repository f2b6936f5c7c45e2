"""`/v1/qualifications`: what a paper says, once another has looked at it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Read, Shape, ShortLine

from ..models import Qualification
from ..queries import qualifications as queries
from ..rules import qualifications as rules
from ..rules.qualifications import QualificationState
from ..usecases import qualifications
from .given import Day
from .volunteers import Skill

router = APIRouter(prefix="/v1/qualifications", tags=["qualifications"])

Reader = Annotated[Access, may("qualification.read")]
Holder = Annotated[Access, may("qualification.state")]
Checker = Annotated[Access, may("qualification.check")]


class QualificationCreate(Shape):
    """A paper of one's own. `code` is what shift roles ask for; `valid_until` is its last day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "electrician_licence",
                    "title": "低压电工作业操作证",
                    "paper_no": "T5106",
                    "valid_until": "2028-06-30",
                }
            ]
        }
    )

    code: Skill
    title: Line
    paper_no: ShortLine | None = None
    valid_until: Day | None = None


class CheckCreate(Shape):
    """What somebody found who has seen the paper; a refusal says why."""

    passed: bool
    reason: Line | None = None


class QualificationRead(Read):
    """One paper. It counts while `state` is `checked`."""

    id: UUID
    person_id: UUID
    code: str
    title: str
    paper_no: str | None
    valid_until: date | None
    state: QualificationState
    stated_at: datetime
    checked_by: UUID | None
    checked_at: datetime | None
    refused_reason: str | None

    @classmethod
    def on(cls, row: Qualification, day: date) -> "QualificationRead":
        """As it stands on a day."""
        own = {name: getattr(row, name) for name in cls.model_fields if name != "state"}
        return cls(**own, state=rules.state(row, day))


@router.post("", status_code=201, summary="申报资质 / State a qualification")
async def state_qualification(
    body: QualificationCreate, holder: Holder, tx: Tx, now: Now, today: Today, once: Once
) -> QualificationRead:
    """Of oneself."""
    by = holder.person_id
    row = await qualifications.state(tx, **body.model_dump(), by=by, at=now, today=today)
    return await once.keep(QualificationRead.on(row, today), made=row.id)


@router.get("", summary="资质列表 / Qualifications")
async def list_qualifications(
    reader: Reader,
    view: View,
    paged: Paged,
    today: Today,
    person_id: UUID | None = None,
    code: Annotated[Skill | None, Query()] = None,
    checked: bool | None = None,  # noqa: FBT001 - a query parameter is given by name
) -> Page[QualificationRead]:
    """One's own, and those of the own branch for its committee and safety officer; newest first."""
    query = queries.narrowed(queries.visible(reader.grants, today), person_id, code, checked=checked)
    rows, cursor = await paged.rows(view, query, col(Qualification.id))
    return Page(items=[QualificationRead.on(row, today) for row in rows], next_cursor=cursor)


@router.get("/{qualification_id}", summary="一项资质 / One qualification")
async def read_qualification(
    qualification_id: UUID, reader: Reader, view: View, today: Today
) -> QualificationRead:
    """As it stands today."""
    return QualificationRead.on(await queries.one(view, qualification_id, reader.grants, today), today)


@router.post("/{qualification_id}/check", status_code=201, summary="核验资质 / Check a qualification")
async def check_qualification(
    qualification_id: UUID, body: CheckCreate, checker: Checker, tx: Tx, now: Now, today: Today, once: Once
) -> QualificationRead:
    """Once, by committee or safety officer who has seen the paper, never by its holder."""
    row = await queries.one(tx, qualification_id, checker.grants, today, lock=True)
    by = checker.person_id
    row = await qualifications.check(
        tx, row, passed=body.passed, reason=body.reason, by=by, at=now, today=today
    )
    return await once.keep(QualificationRead.on(row, today), made=row.id)
