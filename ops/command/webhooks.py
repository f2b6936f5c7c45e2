"""`./siyou webhooks …`: where events are pushed to, and how to send them again."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import func, select
from sqlmodel import col

from services.directory import usecases
from services.directory.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from services.directory.rules.outward.webhooks import WebhookEndpointMissing
from shared.settings import SuiteSettings

from .place import Place, run, secrets

app = typer.Typer(no_args_is_help=True, help="Where events are pushed to, and how to send them again.")

_MOST = 5000
_A_DAY = timedelta(days=1)


@app.command("list")
def show() -> None:
    """All endpoints, one a line: which, whether it is sent to, how much waits, what failed, and where it is."""

    async def work(place: Place) -> list[str]:
        waiting = (
            select(func.count())
            .where(
                col(WebhookDelivery.endpoint_id) == col(WebhookEndpoint.id),
                col(WebhookDelivery.state) == DeliveryState.WAITING,
            )
            .scalar_subquery()
        )
        async with place.database.read() as view:
            rows = await view.execute(select(WebhookEndpoint, waiting).order_by(col(WebhookEndpoint.id)))
            return [_line(endpoint, count) for endpoint, count in rows]

    lines = run(work)
    typer.echo("\n".join(lines) if lines else "There are no endpoints. · 没有推送地址。")


def _line(row: WebhookEndpoint, waiting: int) -> str:
    state = f"disabled 停用 ({row.disabled_because})" if row.disabled_at else "enabled 启用"
    failing = f"failures={row.failures}"
    return "\t".join((str(row.id), state, f"waiting={waiting}", failing, row.title, row.url))


@app.command("replay")
def replay(
    endpoint: Annotated[UUID, typer.Argument(help="As list names it.")],
    since: Annotated[
        datetime | None, typer.Option(help="What changed from this instant on (UTC); a day ago unless given.")
    ] = None,
) -> None:
    """Send again the newest state of whatever changed since, each under the id that it has in the feed."""

    async def work(place: Place) -> int:
        start = (since or place.at - _A_DAY).replace(tzinfo=place.at.tzinfo)
        async with place.database.write() as tx:
            row = await tx.get(WebhookEndpoint, endpoint, with_for_update=True)
            if row is None:
                raise WebhookEndpointMissing
            secret = SuiteSettings(**secrets()).cursor_key
            sent = await usecases.webhooks.replay_since(
                tx, row, start, secret=secret, most=_MOST, at=place.at
            )
            await place.note(tx, "webhooks.replay", endpoint)
            return sent

    sent = run(work)
    typer.echo(f"{sent} messages will be sent again, {_MOST} at most. · 将重新推送 {sent} 条。")
