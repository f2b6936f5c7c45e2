"""What an uploaded file brings to a run."""

from shared.db import Database

from .. import queries
from ..models import HrSyncRun
from ..rules.hr.hr_files import RefusedRow
from ..rules.hr.hr_sync_runs import HrFileMissing
from ..rules.hr.plan_items import Item, ItemKind
from ..rules.hr.reconciliation import SyncMode
from ..rules.privacy.sealing import FieldKeys
from . import hr_files
from .hr_sync_work import Delivered, ReadFile


def reader(keys: FieldKeys, width: int | None) -> ReadFile:
    """Reads the file of a run; `width` is how many digits an employee number has."""

    async def read(database: Database, run: HrSyncRun) -> Delivered:
        """Its records, and the rows that could not be read. Raises HrFileMissing, and what reading a file raises."""
        if run.file_id is None:
            raise HrFileMissing
        async with database.read() as view:
            row = await queries.hr_files.one(view, run.file_id)
        content = hr_files.opened(keys, row)
        found = await hr_files.read(content, row.name, full=run.mode == SyncMode.FULL, width=width)
        return Delivered(
            found.records,
            [_item(refused) for refused in found.refused],
            found.refused_keys,
            unread=any(not refused.keys for refused in found.refused),
        )

    return read


def _item(row: RefusedRow) -> Item:
    key = row.keys[0] if row.keys else ""
    return Item(ItemKind.REJECTED, 0, key, row.name, findings=row.findings, spot=row.spot)
