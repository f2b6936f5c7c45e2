"""`/v1/hr-files`: lists of people as files, taken in to be planned by a sync run, and an empty one to fill."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from shared import sheets
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.types import Read
from shared.workbooks import MEDIA_TYPE

from .. import queries, usecases
from ..models import OrganisationKind
from ..rules.hr import hr_template
from ..rules.hr.hr_files import HrList
from ..rules.hr.plan_items import Finding
from ..usecases.hr_files import Sent
from .given import Keys, PersonLine

router = APIRouter(prefix="/v1/hr-files", tags=["hr-files"])

Reader = Annotated[Access, may("hr_sync.read")]
Writer = Annotated[Access, may("hr_sync.write")]
FILE_LIMIT = 10_000_000
_MOST_TOLD = 200
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_KINDS = ("text/csv", MEDIA_TYPE, "application/vnd.ms-excel", "application/octet-stream")
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": dict.fromkeys(_KINDS, _BINARY),
    }
}
WORKBOOK: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: _BINARY}}}


class HrFileFindingRead(Read):
    """What is wrong, or only remarkable. `row` is null if it is about a whole sheet; `column` is a field or a head."""

    sheet: str
    row: int | None
    column: str | None
    code: str
    message_zh: str
    message_en: str
    is_error: bool

    @classmethod
    def of(cls, sheet: str, row: int | None, finding: Finding) -> "HrFileFindingRead":
        """With its place."""
        return cls(
            sheet=sheet,
            row=row,
            column=finding.column,
            code=finding.code,
            message_zh=finding.zh,
            message_en=finding.en,
            is_error=finding.is_error,
        )


class HrFileRead(Read):
    """A file that was taken: `rows` make records, `refused_rows` do not. The first 200 findings, errors first."""

    id: UUID
    name: str
    size: int
    sha256: str
    rows: int
    refused_rows: int
    findings: list[HrFileFindingRead]


@dataclass(frozen=True)
class Uploaded:
    """What came, and what it says."""

    sent: Sent
    found: HrList


async def _uploaded(
    request: Request,
    name: Annotated[PersonLine, Query(description="The file's name; its ending says what it is.")],
) -> Uploaded:
    content = await request.body()
    width = request.app.state.settings.employee_no_digits
    found = await usecases.hr_files.read(content, name, full=True, width=width)
    return Uploaded(Sent.of(name, content), found)


@router.get(
    "/template",
    response_class=Response,
    responses=WORKBOOK,
    summary="人员名单模板 / The empty list to fill",
)
async def read_people_template(_reader: Reader, view: View) -> Response:
    """Heads, lists to choose from, among them the workplaces and branches there are, and a page that says how."""
    places = await queries.hr_files.workplaces_called(view)
    branches = await queries.hr_files.organisations_called(view, OrganisationKind.BRANCH)
    groups = await queries.hr_files.organisations_called(view, OrganisationKind.GROUP)
    pages, lists = hr_template.template(places, branches, groups)
    return attached(await sheets.write(pages, lists), "people.xlsx")


@router.post(
    "",
    status_code=201,
    summary="上传人员名单 / Upload a list of people",
    max_body_size=FILE_LIMIT,
    openapi_extra=_BODY,
)
async def upload_people_list(
    writer: Writer,
    # It stands before `Tx`: nobody waits for the database while a workbook is read.
    uploaded: Annotated[Uploaded, Depends(_uploaded)],
    tx: Tx,
    keys: Keys,
    now: Now,
    once: Once,
) -> HrFileRead:
    """The body is the file, .xlsx, .xls or .csv, at most 10 MB. It is kept sealed for 30 days; a sync run names its id.

    Rows that cannot be read hold up nobody else; columns that no list can be without hold up all.
    """
    row = await usecases.hr_files.keep(tx, keys, uploaded.sent, by=writer.person_id, at=now)
    found = uploaded.found
    wrong = [
        HrFileFindingRead.of(refused.spot.sheet, refused.spot.row, finding)
        for refused in found.refused
        for finding in refused.findings
    ]
    notes = [HrFileFindingRead.of(note.sheet, note.row, note.finding) for note in found.notes]
    read = HrFileRead(
        id=row.id,
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        rows=len(found.records),
        refused_rows=len(found.refused),
        findings=(wrong + notes)[:_MOST_TOLD],
    )
    return await once.keep(read, made=row.id)


def attached(content: bytes, name: str) -> Response:
    """A workbook to save."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
