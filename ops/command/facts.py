"""`./siyou facts …`: what services tell each other, and what could not be heard."""

from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy import and_, func, select, update

from shared.inbox import INBOX
from shared.outbox import DELIVERY, OUTBOX

from .place import Place, known, run

app = typer.Typer(no_args_is_help=True, help="What services tell each other, and what could not be heard.")

Service = Annotated[str, typer.Argument(help="directory, points, activities or volunteering.")]
_SHOWN = 50


@app.command("waiting")
def waiting(service: Service) -> None:
    """How much each hearer has still to be told, since when, and why."""

    async def work(place: Place) -> list[str]:
        async with place.database.read() as view:
            query = (
                select(
                    DELIVERY.c.hearer,
                    func.count(),
                    func.min(OUTBOX.c.told_at),
                    func.max(DELIVERY.c.attempts),
                    func.max(DELIVERY.c.last_error),
                )
                .join(OUTBOX, OUTBOX.c.id == DELIVERY.c.fact_id)
                .where(DELIVERY.c.delivered_at.is_(None))
                .group_by(DELIVERY.c.hearer)
                .order_by(DELIVERY.c.hearer)
            )
            return ["\t".join(map(str, row)) for row in await view.execute(query)]

    lines = run(work, known(service))
    typer.echo(
        "\n".join(["hearer\tfacts\tsince\tattempts\tlast error", *lines]) if lines else "Nothing waits."
    )


@app.command("unheard")
def unheard(service: Service) -> None:
    """Facts that this service keeps but could not use: parked ones wait for something, refused ones never fit."""

    async def work(place: Place) -> list[str]:
        async with place.database.read() as view:
            query = (
                select(INBOX.c.heard_at, INBOX.c.outcome, INBOX.c.code, INBOX.c.type, INBOX.c.fact_id)
                .where(INBOX.c.outcome.in_(("parked", "refused")))
                .order_by(INBOX.c.heard_at.desc())
                .limit(_SHOWN)
            )
            return ["\t".join(map(str, row)) for row in await view.execute(query)]

    lines = run(work, known(service))
    typer.echo("\n".join(["heard\toutcome\tcode\ttype\tfact", *lines]) if lines else "Everything was heard.")


@app.command("replay")
def replay(
    service: Service,
    hearer: Annotated[str, typer.Argument(help="Who is to be told again.")],
    since: Annotated[datetime, typer.Option(help="Facts told from this instant on (UTC).")],
) -> None:
    """Tell a hearer again what it was told; each fact has its effect once, however often it comes."""

    async def work(place: Place) -> int:
        known(hearer)
        start = since.replace(tzinfo=place.at.tzinfo) if since.tzinfo is None else since
        told = select(OUTBOX.c.id).where(OUTBOX.c.told_at >= start)
        async with place.database.write() as tx:
            again: Any = await tx.execute(
                update(DELIVERY)
                .where(and_(DELIVERY.c.hearer == hearer, DELIVERY.c.fact_id.in_(told)))
                .values(delivered_at=None, attempts=0, next_at=place.at)
            )
            await place.note(tx, "facts.replay", hearer)
            return int(again.rowcount)

    typer.echo(f"{run(work, known(service))} facts will be told to {hearer} again.")
