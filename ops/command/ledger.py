"""`./siyou ledger …`: whether anybody has touched the ledger behind the suite's back."""

from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import select

from services.points.models import Period
from services.points.rules.ledger_chain import SENTENCES
from services.points.rules.statement_keys import dids_of
from services.points.settings import PointsSettings
from services.points.usecases.verification import Verified, verify

from .place import Place, run, secrets

app = typer.Typer(
    no_args_is_help=True, help="Whether anybody has touched the ledger behind the suite's back."
)


@app.command("verify")
def verify_ledger(
    period: Annotated[UUID | None, typer.Option(help="One period alone.")] = None,
    seq: Annotated[int | None, typer.Option(help="Of a checkpoint that you have kept.")] = None,
    head: Annotated[str | None, typer.Option(help="Of the same checkpoint.")] = None,
) -> None:
    """Read every entry against the chain and its signed checkpoints; exit code 1 if something was done to them."""
    kept = (seq, head) if seq is not None and head is not None else None
    if (seq is None) != (head is None) or (kept and period is None):
        raise typer.BadParameter("--seq and --head go together, with --period")

    async def work(place: Place) -> list[tuple[Period, Verified]]:
        own = PointsSettings(**secrets())
        trusted = dids_of(own.service_key, *own.former_service_keys)
        query = select(Period).order_by(Period.branch_id, Period.starts_on)  # type: ignore[arg-type]  # SQLModel
        async with place.database.read() as view:
            rows = (await view.execute(query.where(Period.id == period) if period else query)).scalars().all()  # type: ignore[arg-type]  # as above
            return [
                (row, await verify(view, row.id, trusted=trusted, at=place.at, kept=kept)) for row in rows
            ]

    told = run(work, "points")
    for row, verified in told:
        _tell(row, verified)
    if any(verified.found for _, verified in told):
        raise typer.Exit(1)


def _tell(row: Period, verified: Verified) -> None:
    state = "BROKEN 不符" if verified.found else "ok 相符"
    typer.echo(f"{row.code}\t{row.id}\t{verified.seq} sealed\t{verified.unsealed} waiting\t{state}")
    for kind, seq, entry_id in verified.found:
        zh, en = SENTENCES[kind]
        typer.echo(f"\t{kind.value}\tseq {seq or '-'}\tentry {entry_id or '-'}\t{en} · {zh}")
