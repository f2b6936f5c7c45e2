"""`/v1/hr-sync-runs/{run_id}/marked-file`: the list of a run, back with what was wrong beside each row."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import View

from .. import queries, usecases
from ..rules.hr.hr_sync_runs import HrSyncRunMissing, SyncWithoutFile
from ..rules.hr.reconciliation import SyncMode
from .given import Keys, there
from .hr_files import WORKBOOK, attached

router = APIRouter(prefix="/v1/hr-sync-runs", tags=["hr-sync-runs"])

Reader = Annotated[Access, may("hr_sync.read")]


@router.get(
    "/{run_id}/marked-file",
    response_class=Response,
    responses=WORKBOOK,
    summary="带错误列的名单 / The list with its errors",
)
async def read_marked_people(
    run_id: UUID, reader: Reader, view: View, keys: Keys, request: Request
) -> Response:
    """For whoever has sent it, while it is kept. Every cell is text; an .xls or .csv comes back as .xlsx.

    Numbers of identity cards are blacked out.
    """
    run = there(await queries.hr_sync_runs.one(view, run_id), HrSyncRunMissing)
    if run.file_id is None:
        raise SyncWithoutFile
    row = await queries.hr_files.one(view, run.file_id, by=reader.person_id)
    items = await queries.hr_files.items_said_of(view, run.id)
    width = request.app.state.settings.employee_no_digits
    content = await usecases.hr_files.marked(
        row, items, keys=keys, full=run.mode == SyncMode.FULL, width=width
    )
    return attached(content, "people-with-errors.xlsx")
