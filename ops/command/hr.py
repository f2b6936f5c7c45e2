"""`./siyou hr …`: lists of people from a folder or a timer, by the same engine as HR's own system."""

import asyncio
import getpass
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlmodel import col

from services.directory import queries, usecases
from services.directory.api.hr_files import FILE_LIMIT
from services.directory.models import HrSyncItem, HrSyncRun, SyncState
from services.directory.rules.hr.hr_records import Source
from services.directory.rules.hr.hr_sync_runs import OPEN, HrSyncRunMissing, SyncWithoutFile
from services.directory.rules.hr.plan_items import ItemKind
from services.directory.rules.hr.reconciliation import SyncMode
from services.directory.rules.privacy.sealing import key_ring
from services.directory.settings import DirectorySettings
from services.directory.usecases import hr_sync_files
from services.directory.usecases.hr_files import Sent
from services.directory.usecases.hr_sync_runs import Delivery
from services.directory.usecases.hr_sync_work import Works
from services.directory.usecases.hr_sync_worker import SyncWorker
from shared.clock import system_clock
from shared.ids import named_id

from .place import Place, run, secrets, stop

app = typer.Typer(no_args_is_help=True, help="Lists of people: tried, applied and looked at.")

DIFFERS, WAITS = 3, 4
"""Exit codes: a dry run found something to do, or somebody must confirm how many leave. 1 is refused or failed."""
_SHOWN, _RUNS_SHOWN = 20, 20
_LOOK_SECONDS = 0.3
_KINDS = {
    ItemKind.CREATE: "新增",
    ItemKind.UPDATE: "变更",
    ItemKind.TRANSFER: "调动",
    ItemKind.DEACTIVATE: "离开",
    ItemKind.REACTIVATE: "恢复",
    ItemKind.UNCHANGED: "不变",
    ItemKind.CONFLICT: "冲突",
    ItemKind.REJECTED: "拒绝",
}
_STATES = {
    SyncState.STAGED: "已接收",
    SyncState.PLANNING: "计划中",
    SyncState.PLANNED: "已生成计划",
    SyncState.NEEDS_CONFIRMATION: "等待确认",
    SyncState.APPLYING: "执行中",
    SyncState.APPLIED: "已执行",
    SyncState.FAILED: "失败",
    SyncState.CANCELLED: "已取消",
}


@app.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(help="A list, .xlsx, .xls or .csv.", exists=True, dir_okay=False)],
    *,
    full: Annotated[
        bool,
        typer.Option("--full/--delta", help="Whether who is not in it has left; or it names whom it names."),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Plan only; exit code 3 if the list says anything else than we know."),
    ] = False,
    confirm: Annotated[
        int | None, typer.Option("--confirm", min=0, help="So many may leave; exit code 4 asks for it.")
    ] = None,
) -> None:
    """Take in a list, whether or not the suite runs. The same list on the same day is the same run."""
    if dry_run and confirm is not None:
        stop("A dry run lets nobody go: leave out --confirm. · 试运行无需确认, 请去掉 --confirm。")
    if file.stat().st_size > FILE_LIMIT:
        stop(f"The file is larger than {FILE_LIMIT // 1_000_000} MB. · 文件超过大小限制。", code=1)
    desk = _Desk(DirectorySettings(**secrets()))
    mode = SyncMode.FULL if full else SyncMode.DELTA
    found = run(lambda place: desk.take_in(place, file, mode, dry_run=dry_run, leavers=confirm))
    _show(found)
    raise typer.Exit(_code(found))


@app.command("runs")
def runs() -> None:
    """The newest sync runs, one a line: which, when, how, how far, and how many leave."""

    async def work(place: Place) -> list[HrSyncRun]:
        query = queries.hr_sync_runs.listed(state=None).order_by(col(HrSyncRun.made_at).desc())
        async with place.database.read() as view:
            return list((await view.execute(query.limit(_RUNS_SHOWN))).scalars())

    for row in run(work):
        how = f"{row.source} {row.mode}{' dry' if row.dry_run else ''}"
        words = (
            row.id,
            f"{row.made_at:%Y-%m-%d %H:%M}",
            how,
            _state(row),
            _counts(row),
            f"leavers={row.leavers}",
        )
        typer.echo("\t".join(map(str, words)))


@app.command("run")
def one(
    run_id: Annotated[UUID, typer.Argument(help="As import and runs name it.")],
    report: Annotated[
        Path | None, typer.Option(help="Where to write the list with its errors, as .xlsx.", dir_okay=False)
    ] = None,
) -> None:
    """One run, what was wrong with it, and if wanted its list back with a column of errors."""
    desk = _Desk(DirectorySettings(**secrets()))

    async def work(place: Place) -> tuple[_Found, bytes]:
        found = await desk.look(place, run_id)
        return found, await desk.report(place, found.row) if report is not None else b""

    found, content = run(work)
    _show(found)
    if report is not None:
        report.touch(mode=0o600)  # it is full of people
        report.write_bytes(content)
        typer.echo(f"{report}\tthe list with its errors · 带错误列的名单")


@dataclass(frozen=True)
class _Found:
    row: HrSyncRun
    wrong: list[HrSyncItem]


@dataclass(frozen=True)
class _Desk:
    settings: DirectorySettings

    async def take_in(
        self, place: Place, file: Path, mode: SyncMode, *, dry_run: bool, leavers: int | None
    ) -> _Found:
        works = self._works(place)
        content = await asyncio.to_thread(file.read_bytes)
        width = self.settings.employee_no_digits
        # A list that cannot be read at all is refused before anything is kept of it.
        await usecases.hr_files.read(content, file.name, full=mode == SyncMode.FULL, width=width)
        by = _shell()
        async with place.database.write() as tx:
            kept = await usecases.hr_files.keep(
                tx, works.keys, Sent.of(file.name, content), by=by, at=place.at
            )
            delivery = Delivery(
                source=Source.FILE,
                mode=mode,
                dry_run=dry_run,
                effective_on=place.on,
                file_id=kept.id,
                file_digest=kept.sha256,
            )
            row = await usecases.hr_sync_runs.stage(
                tx, works.keys, delivery, by=by, at=place.at, today=place.on
            )
            await place.note(tx, "hr.import", row.id)
        found = await self._done(place, works, row.id)
        if leavers is not None and found.row.state == SyncState.NEEDS_CONFIRMATION:
            await _confirmed(place, row.id, leavers)
            found = await self._done(place, works, row.id)
        return found

    async def _done(self, place: Place, works: Works, run_id: UUID) -> _Found:
        """The run at rest. Whoever comes first works on it, this process or one of the suite."""
        worker = SyncWorker(works)
        while True:
            await worker.once()
            found = await self.look(place, run_id)
            if found.row.state not in OPEN:
                return found
            await asyncio.sleep(_LOOK_SECONDS)

    async def look(self, place: Place, run_id: UUID) -> _Found:
        """Raises HrSyncRunMissing."""
        async with place.database.read() as view:
            row = await queries.hr_sync_runs.one(view, run_id)
            if row is None:
                raise HrSyncRunMissing
            wrong: list[HrSyncItem] = []
            for kind in (ItemKind.REJECTED, ItemKind.CONFLICT):
                query = queries.hr_sync_runs.items(run_id, kind=kind).order_by(col(HrSyncItem.number))
                wrong += (await view.execute(query.limit(_SHOWN))).scalars()
            return _Found(row, wrong)

    async def report(self, place: Place, row: HrSyncRun) -> bytes:
        """Its list as a workbook with a column of errors. Raises SyncWithoutFile, HrFileMissing."""
        if row.file_id is None:
            raise SyncWithoutFile
        async with place.database.write() as tx:
            file = await queries.hr_files.one(tx, row.file_id)
            items = await queries.hr_files.items_said_of(tx, row.id)
            await place.note(tx, "hr.report", row.id)
        return await usecases.hr_files.marked(
            file,
            items,
            keys=key_ring(self.settings.field_keys),
            full=row.mode == SyncMode.FULL,
            width=self.settings.employee_no_digits,
        )

    def _works(self, place: Place) -> Works:
        keys = key_ring(self.settings.field_keys)
        reader = hr_sync_files.reader(keys, self.settings.employee_no_digits)
        return Works(place.database, keys, place.teller, system_clock, place.settings.zone, reader)


async def _confirmed(place: Place, run_id: UUID, leavers: int) -> None:
    async with place.database.write() as tx:
        row = await queries.hr_sync_runs.locked(tx, run_id)
        if row is None:
            raise HrSyncRunMissing
        await usecases.hr_sync_runs.confirm(tx, row, leavers)
        await place.note(tx, "hr.confirm", run_id)


def _shell() -> UUID:
    """As whom the shell's user sends: the same file of the same user is the same."""
    return named_id(f"shell:{getpass.getuser()}")


def _code(found: _Found) -> int:
    row = found.row
    if row.state in {SyncState.FAILED, SyncState.CANCELLED}:
        return 1
    if row.dry_run and row.state != SyncState.APPLIED:
        return DIFFERS if set(_told(row)) - {ItemKind.UNCHANGED} else 0
    return WAITS if row.state == SyncState.NEEDS_CONFIRMATION else 0


def _told(row: HrSyncRun) -> dict[ItemKind, int]:
    return {kind: row.counts[kind.value] for kind in ItemKind if row.counts.get(kind.value)}


def _state(row: HrSyncRun) -> str:
    return f"{row.state} {_STATES[SyncState(row.state)]}"


def _counts(row: HrSyncRun) -> str:
    return " ".join(f"{kind.value}={number}" for kind, number in _told(row).items()) or "-"


def _show(found: _Found) -> None:
    row = found.row
    lines = [f"{row.id}\t{_state(row)}"]
    lines += [f"{kind.value}\t{number}\t{_KINDS[kind]}" for kind, number in _told(row).items()]
    if row.failure:
        lines.append(_sentence(row.failure["code"], row.failure["en"], row.failure["zh"]))
    lines += _wrong(found.wrong)
    if row.state == SyncState.NEEDS_CONFIRMATION:
        lines.append(
            f"{row.leavers} would leave, {row.leavers_allowed} may without a word: import it with --confirm"
            f" {row.leavers} if that is right. · {row.leavers} 人将离开, 超过上限 {row.leavers_allowed}; 确认无误请加"
            f" --confirm {row.leavers} 重新导入。"
        )
    typer.echo("\n".join(lines))


def _wrong(items: Iterable[HrSyncItem]) -> Iterable[str]:
    for item in items:
        for finding in item.findings:
            where = " ".join(str(part) for part in (item.sheet, item.row, finding["column"]) if part)
            yield f"{where}\t{_sentence(finding['code'], finding['message_en'], finding['message_zh'])}"


def _sentence(code: str, en: Any, zh: Any) -> str:
    return f"{code}\t{en} · {zh}"
