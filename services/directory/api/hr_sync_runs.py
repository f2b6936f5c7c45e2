"""`/v1/hr-sync-runs`: what HR delivers, as a plan that can be read before it is applied."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Query, Request, Response
from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape, Title, Whole

from .. import queries, usecases
from ..models import (
    DepartureReason,
    DevelopmentStage,
    HrSyncItem,
    HrSyncRun,
    PoliticalStatus,
    Sex,
    SyncState,
)
from ..rules.hr.hr_records import HrRecord, Source
from ..rules.hr.hr_sync_runs import MOST_RECORDS, HrSyncRunMissing
from ..rules.hr.item_showing import within_sight
from ..rules.hr.plan_items import ItemKind
from ..rules.hr.reconciliation import SyncMode
from ..rules.privacy.field_classes import Audience
from ..usecases.hr_sync_runs import Delivery
from .given import Day, Keys, PersonLine, there
from .person_fields import Birthday, Email, EmployeeNo, ExternalId, PartialDay, Phone, Short

router = APIRouter(prefix="/v1/hr-sync-runs", tags=["hr-sync-runs"])

Reader = Annotated[Access, may("hr_sync.read")]
Writer = Annotated[Access, may("hr_sync.write")]
DELIVERY_LIMIT = 10_000_000


class HrRecordCreate(Shape):
    """What HR says of one person. What is absent stays as it is; null empties what may be empty.

    `external_id` is the key of the HR system; without it the employee number stands for it. `workplace`, `branch` and
    `group` are codes, or titles of which there is one only; `A/B` is the B below A.
    """

    name: PersonLine | None = None
    external_id: ExternalId | None = None
    employee_no: EmployeeNo | None = None
    sex: Sex | None = None
    birth_on: Birthday | None = None
    phone: Phone | None = Field(default=None, repr=False)
    email: Email | None = Field(default=None, repr=False)
    workplace: PersonLine | None = None
    post: PersonLine | None = None
    shift: Short | None = None
    employment_type: Short | None = None
    hired_on: PartialDay | None = None
    left_on: Birthday | None = None
    departure: DepartureReason | None = None
    active: bool | None = None
    political_status: PoliticalStatus | None = None
    development_stage: DevelopmentStage | None = None
    joined_party_on: Birthday | None = None
    regularised_on: Birthday | None = None
    branch: PersonLine | None = None
    group: PersonLine | None = None
    party_post: PersonLine | None = None

    def record(self) -> HrRecord:
        """As the engine takes it."""
        return HrRecord(self.model_dump(exclude_unset=True))


class HrSyncRunCreate(Shape):
    """A delivery: `records`, or a file that was uploaded before. With `dry_run` it is planned and waits for a word.

    `full` names everybody whom HR keeps, so that who is missing has left; `delta` names whom it names.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "mode": "delta",
                    "dry_run": True,
                    "records": [
                        {"external_id": "HR-0042", "name": "陈思", "workplace": "W-12", "active": True}
                    ],
                }
            ]
        }
    )

    mode: SyncMode
    dry_run: bool = False
    effective_on: Day | None = Field(
        default=None, description="The day from which it holds; today unless given."
    )
    records: list[HrRecordCreate] | None = Field(default=None, min_length=1, max_length=MOST_RECORDS)
    file_id: UUID | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.records is None) == (self.file_id is None):
            raise PydanticCustomError("missing", "names records or file_id")
        return self


class HrSyncFailureRead(Read):
    """Why nothing of it was applied."""

    code: str
    message: Title


class HrSyncRunRead(Read):
    """A run and how far it is: of `items`, `items_done` are planned. `counts` is by kind.

    Above `leavers_allowed` a run waits for a confirmation that names the number of `leavers`.
    """

    id: UUID
    mode: SyncMode
    dry_run: bool
    effective_on: date
    file_id: UUID | None
    state: SyncState
    records: int
    items: int
    items_done: int
    counts: dict[ItemKind, int]
    leavers: int
    leavers_allowed: int
    failure: HrSyncFailureRead | None
    made_at: datetime
    planned_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, row: HrSyncRun) -> "HrSyncRunRead":
        """As its reader sees it."""
        failure = row.failure
        told = (
            HrSyncFailureRead(code=failure["code"], message=Title(zh=failure["zh"], en=failure["en"]))
            if failure
            else None
        )
        kept: dict[str, Any] = {
            name: getattr(row, name) for name in cls.model_fields if name not in {"counts", "failure"}
        }
        counts = {kind: row.counts.get(kind.value, 0) for kind in ItemKind}
        return cls(**kept, counts=counts, failure=told)


class HrSyncFindingRead(Read):
    """What is wrong, or only remarkable, in one field."""

    column: str | None
    code: str
    message_zh: str
    message_en: str
    is_error: bool


class HrSyncItemRead(Read):
    """What becomes of one person. `changes` hold before and after by field, contact data masked, places by their ids.

    Of a field that is not for this reader `***` says that it changes, and no more. `column`, `code` and the messages
    are those of the first finding. `due_on`: something waits for that day.
    """

    id: UUID
    number: int
    kind: ItemKind
    key: str
    name: str | None
    person_id: UUID | None
    sheet: str | None
    row: int | None
    column: str | None
    code: str | None
    message_zh: str | None
    message_en: str | None
    findings: list[HrSyncFindingRead]
    changes: dict[str, Any]
    due_on: date | None

    @classmethod
    def of(cls, row: HrSyncItem, seen_as: Collection[Audience]) -> "HrSyncItemRead":
        """As shown to whoever is all this to everybody."""
        first = row.findings[0] if row.findings else {}
        kept: dict[str, Any] = {
            name: getattr(row, name)
            for name in (
                "id",
                "number",
                "kind",
                "key",
                "name",
                "person_id",
                "sheet",
                "row",
                "due_on",
            )
        }
        kept["changes"] = within_sight(row.changes, seen_as)
        told: dict[str, Any] = {
            name: first.get(name) for name in ("column", "code", "message_zh", "message_en")
        }
        findings = [HrSyncFindingRead(**finding) for finding in row.findings]
        return cls(**kept, **told, findings=findings)


class HrSyncConfirmationCreate(Shape):
    """Whoever confirms says how many leave by the plan that was read."""

    leavers: Whole


@router.get("", summary="人事同步任务列表 / Sync runs")
async def list_runs(
    _reader: Reader, view: View, paged: Paged, state: Annotated[SyncState | None, Query()] = None
) -> Page[HrSyncRunRead]:
    """All of them, the oldest first."""
    query = queries.hr_sync_runs.listed(state=state)
    rows, cursor = await paged.rows(view, query, col(HrSyncRun.id))
    return Page(items=[HrSyncRunRead.of(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=202, summary="提交人事数据 / Deliver what HR says", max_body_size=DELIVERY_LIMIT)
async def deliver(
    body: HrSyncRunCreate,
    writer: Writer,
    tx: Tx,
    keys: Keys,
    now: Now,
    today: Today,
    once: Once,
    request: Request,
    response: Response,
    later: BackgroundTasks,
) -> HrSyncRunRead:
    """Taken in and planned at once; follow `Location`. The same content, mode and day is the same run again."""
    file = await queries.hr_files.one(tx, body.file_id, by=writer.person_id) if body.file_id else None
    delivery = Delivery(
        source=Source.FILE if body.file_id else Source.DELTA,
        mode=body.mode,
        dry_run=body.dry_run,
        effective_on=body.effective_on or today,
        records=[each.record() for each in body.records or ()],
        file_id=body.file_id,
        file_digest=file.sha256 if file else "",
    )
    run = await usecases.hr_sync_runs.stage(tx, keys, delivery, by=writer.person_id, at=now, today=today)
    response.headers["Location"] = f"{router.prefix}/{run.id}"
    later.add_task(request.app.state.sync_worker.call)
    return await once.keep(HrSyncRunRead.of(run), made=run.id, status=202)


@router.get("/{run_id}", summary="一个人事同步任务 / One sync run")
async def read_run(run_id: UUID, _reader: Reader, view: View) -> HrSyncRunRead:
    """With its progress; ask again while it is staged, planning or applying."""
    return HrSyncRunRead.of(there(await queries.hr_sync_runs.one(view, run_id), HrSyncRunMissing))


@router.get("/{run_id}/items", summary="计划明细 / The items of its plan")
async def list_items(
    run_id: UUID,
    reader: Reader,
    view: View,
    paged: Paged,
    kind: Annotated[ItemKind | None, Query()] = None,
) -> Page[HrSyncItemRead]:
    """In the order of the records."""
    there(await queries.hr_sync_runs.one(view, run_id), HrSyncRunMissing)
    query = queries.hr_sync_runs.items(run_id, kind=kind)
    seen_as = queries.sights.everywhere(reader)
    rows, cursor = await paged.rows(view, query, col(HrSyncItem.id))
    return Page(items=[HrSyncItemRead.of(row, seen_as) for row in rows], next_cursor=cursor)


@router.post("/{run_id}/confirmation", status_code=202, summary="确认计划 / Confirm the plan")
async def confirm_run(
    run_id: UUID,
    body: HrSyncConfirmationCreate,
    _writer: Writer,
    tx: Tx,
    once: Once,
    request: Request,
    response: Response,
    later: BackgroundTasks,
) -> HrSyncRunRead:
    """Of a run that was only planned, or that lets many go. If more would leave by then, it waits again."""
    run = there(await queries.hr_sync_runs.locked(tx, run_id), HrSyncRunMissing)
    run = await usecases.hr_sync_runs.confirm(tx, run, body.leavers)
    response.headers["Location"] = f"{router.prefix}/{run.id}"
    later.add_task(request.app.state.sync_worker.call)
    return await once.keep(HrSyncRunRead.of(run), made=run.id, status=202)


@router.post("/{run_id}/cancellation", status_code=201, summary="取消任务 / Call the run off")
async def cancel_run(run_id: UUID, _writer: Writer, tx: Tx, now: Now, once: Once) -> HrSyncRunRead:
    """Nothing of it is applied; what is applied already cannot be called off."""
    run = there(await queries.hr_sync_runs.locked(tx, run_id), HrSyncRunMissing)
    run = await usecases.hr_sync_runs.cancel(tx, run, now)
    return await once.keep(HrSyncRunRead.of(run), made=run.id)
