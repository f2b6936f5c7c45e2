"""`/v1/reports`: what departments and commissioners report of members, one or many."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from pydantic_core import to_json

from shared import language
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx
from shared.errors import Refusal
from shared.idempotency import KeyHeader, Once, fingerprint, scoped
from shared.problems import status_of
from shared.shortway import Answer, Asked, ShortWay
from shared.types import Code, Points, Prose, Read, Shape, as_number

from ..models import Claim
from ..rules.worth import needs_committee
from ..usecases import reports
from ..usecases.posting import Post, Posted
from .claims import ItemCode, Quantity
from .entries import EntryRead
from .given import Day, DocumentNo

router = APIRouter(prefix="/v1", tags=["reports"])

Reporter = Annotated[Access, may("report.make")]


class ReportCreate(Shape):
    """One deed or lapse of one member. `reference` is the number of the department's own document; it counts once.

    `points` only for items that lose points or are judged within a range.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "member_id": "01a207b3-0d10-77e3-8fa7-736c0a3207eb",
                    "item_code": "B12",
                    "occurred_on": "2026-08-12",
                    "reference": "AJ-2026-081",
                    "points": 4,
                }
            ]
        }
    )

    member_id: UUID
    item_code: ItemCode
    occurred_on: Day
    reference: DocumentNo
    quantity: Quantity = Decimal(1)
    points: Points | None = None
    level: Code | None = None
    share: Code | None = None
    achievement: Code | None = None
    note: Prose | None = None


class ReportsCreate(Shape):
    """Up to 200 reports. With `dry_run` each is judged and nothing is written."""

    reports: Annotated[list[ReportCreate], Field(min_length=1, max_length=200)]
    dry_run: bool = False


class ReportRead(Read):
    """What became of a report: an entry at once, or a claim that waits for the committee."""

    outcome: Literal["posted", "known", "awaiting_decision"]
    entry: EntryRead | None
    claim_id: UUID | None


class RowFault(Read):
    """Why one row was refused."""

    code: str
    status: int
    title: str
    detail: str


class ReportRow(Read):
    """What became of one row; `index` counts from 0."""

    index: int
    outcome: Literal["posted", "known", "awaiting_decision", "acceptable", "refused"]
    entry_id: UUID | None
    claim_id: UUID | None
    problem: RowFault | None


class ReportRows(Read):
    """One row for each report, in order."""

    results: list[ReportRow]


@router.post("/reports", status_code=201, summary="部门上报 / Report")
async def make_report(
    body: ReportCreate,
    reporter: Reporter,
    request: Request,
    response: Response,
    now: Now,
    today: Today,
    key: KeyHeader = None,
) -> ReportRead:
    """By a role that the item's review names. 201 for an entry, 202 when the committee must decide, 200 if known."""
    call = _call(request, reporter, now, today)
    own_key = _key(key, reporter, await request.body())
    answer = await _make(request.app.state, _report(body), call, own_key)
    response.status_code = answer.status
    return ReportRead.model_validate_json(answer.body)


async def make_ordinary_report(asked: Asked) -> Answer:
    """The short way of the same."""
    call = reports.Call(asked.access, asked.at, asked.today, asked.trace_id)
    return await _make(asked.state, _report(asked.body), call, _key(asked.key, asked.access, asked.raw))


async def _make(state: Any, report: reports.Report, call: reports.Call, key: reports.Key) -> Answer:
    judged = await reports.judge_at_desk(state.desk, report, call)
    if needs_committee(judged.item):
        shown = await _await_decision(state.database, judged, call, key)
        return Answer(202, shown.model_dump_json().encode())
    posted, told = await reports.put(state.desk, judged, call, key, _told)
    return Answer(201, told.encode()) if posted.fresh else Answer(200, _known(posted).encode())


def _key(given: str | None, access: Access, body: bytes, path: str = "/v1/reports") -> reports.Key:
    return reports.Key(scoped(given, access, f"POST {path}"), fingerprint(body))


async def _await_decision(
    database: Any, judged: reports.Judged, call: reports.Call, key: reports.Key
) -> ReportRead:
    async with database.write() as session:
        await reports.refuse_replay(session, key)
        claim = await reports.await_decision(session, judged, call)
        shown = ReportRead(outcome="awaiting_decision", entry=None, claim_id=claim.id)
        await reports.remember_claim(session, claim, key, shown, call)
        return shown


@router.post("/reports/batch", status_code=200, summary="批量上报 / Report many")
async def make_reports(
    body: ReportsCreate, reporter: Reporter, request: Request, tx: Tx, now: Now, today: Today, once: Once
) -> ReportRows:
    """Each row has its own answer; one bad row never fails another."""
    call = _call(request, reporter, now, today)
    answers = await reports.make_many(tx, [_report(row) for row in body.reports], call, dry_run=body.dry_run)
    spoken = language.of(request.headers)
    rows = ReportRows(results=[_row(index, answer, spoken) for index, answer in enumerate(answers)])
    return (
        rows
        if body.dry_run
        else await once.keep(rows, made=_first(answers) or reporter.person_id, status=200)
    )


async def make_ordinary_reports(asked: Asked) -> Answer | None:
    """The short way of the same, for a batch in which every row becomes an entry."""
    if asked.body.dry_run:
        return None
    call = reports.Call(asked.access, asked.at, asked.today, asked.trace_id)
    key = _key(asked.key, asked.access, asked.raw, "/v1/reports/batch")
    rows = [_report(row) for row in asked.body.reports]
    told = await reports.put_together(asked.state.desk, rows, call, key, _all_posted)
    return Answer(200, told.encode()) if told else None


def _all_posted(posts: Sequence[Post]) -> str:
    common = {"outcome": "posted", "claim_id": None, "problem": None}
    rows = [{"index": n, "entry_id": each.values["id"], **common} for n, each in enumerate(posts)]
    return to_json({"results": rows}).decode()


def _call(request: Request, reporter: Access, now: Now, today: Today) -> reports.Call:
    return reports.Call(reporter, now, today, request.scope.get("siyou.trace_id"))


def _report(body: ReportCreate) -> reports.Report:
    return reports.Report(
        body.member_id,
        body.item_code,
        body.occurred_on,
        body.reference,
        body.quantity,
        body.points,
        body.level,
        body.share,
        body.achievement,
        body.note,
    )


def _entry(values: dict[str, Any]) -> ReportRead:
    entry = EntryRead(**{name: values[name] for name in EntryRead.model_fields})
    return ReportRead(outcome="posted", entry=entry, claim_id=None)


_FIELDS = tuple(EntryRead.model_fields)


def _told(values: dict[str, Any]) -> str:
    """As `_entry`, in JSON, without making models of what the ledger made itself."""
    entry = {name: values[name] for name in _FIELDS}
    entry["points"], entry["quantity"] = as_number(values["points"]), as_number(values["quantity"])
    return to_json({"outcome": "posted", "entry": entry, "claim_id": None}).decode()


def _known(answer: Posted) -> str:
    return _entry(answer.values).model_copy(update={"outcome": "known"}).model_dump_json()


def _row(index: int, answer: Any, spoken: str) -> ReportRow:
    if answer is None:
        return ReportRow(index=index, outcome="acceptable", entry_id=None, claim_id=None, problem=None)
    if isinstance(answer, Posted):
        outcome: Literal["posted", "known"] = "posted" if answer.fresh else "known"
        return ReportRow(
            index=index, outcome=outcome, entry_id=answer.values["id"], claim_id=None, problem=None
        )
    if isinstance(answer, Claim):
        return ReportRow(
            index=index, outcome="awaiting_decision", entry_id=None, claim_id=answer.id, problem=None
        )
    assert isinstance(answer, Refusal)  # noqa: S101 - answers are one of the four
    problem = RowFault(
        code=answer.code,
        status=status_of(type(answer)),
        title=answer.title(spoken),
        detail=answer.detail(spoken),
    )
    return ReportRow(index=index, outcome="refused", entry_id=None, claim_id=None, problem=problem)


def _first(answers: list[Any]) -> UUID | None:
    return next((answer.values["id"] for answer in answers if isinstance(answer, Posted)), None)


SHORT_WAYS = (
    ShortWay("/v1/reports", "report.make", ReportCreate, make_ordinary_report),
    ShortWay("/v1/reports/batch", "report.make", ReportsCreate, make_ordinary_reports),
)
"""What is called thousands of times an hour when a department sends its month."""
