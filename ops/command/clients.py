"""`./siyou client …`: programs that may ask for tokens."""

from typing import Annotated

import typer

from services.directory import queries, usecases
from services.directory.models import ClientKind
from services.directory.rules.sign_in.clients import ClientMissing
from services.directory.rules.sign_in.digests import new_secret
from shared.auth.policy import Role

from .place import Place, run

app = typer.Typer(no_args_is_help=True, help="Programs that may ask for tokens.")


@app.command("add-machine")
def add_machine(
    client_id: Annotated[str, typer.Argument(help="Its name in OAuth, such as siyou-hr.")],
    title: Annotated[str, typer.Option(help="What people call it.")] = "",
    *,
    hr: Annotated[bool, typer.Option("--hr", help="Let it bring and read people as the HR system.")] = False,
) -> None:
    """Register a machine and print its secret, which is shown only now."""
    secret = new_secret()

    async def work(place: Place) -> None:
        async with place.database.write() as tx:
            client = await usecases.clients.register(
                tx,
                place.teller,
                client_id=client_id,
                title=title or client_id,
                kind=ClientKind.MACHINE,
                redirect_uris=[],
                secret=secret,
                plain_issuer=False,
                at=place.at,
            )
            if hr:
                await usecases.appointments.appoint(
                    tx,
                    place.teller,
                    client,
                    role=Role.HR_CLIENT,
                    organisation=None,
                    from_on=place.on,
                    until_on=None,
                    by=client.id,
                    at=place.at,
                )
            await place.note(tx, "client.add", client.id)

    run(work)
    typer.echo(f"client_id      {client_id}\nclient_secret  {secret}")


@app.command("add-browser")
def add_browser(
    client_id: Annotated[str, typer.Argument(help="Its name in OAuth, such as siyou-app.")],
    redirect: Annotated[list[str], typer.Option(help="Where people are sent back to; may be given again.")],
    title: Annotated[str, typer.Option(help="What people call it.")] = "",
) -> None:
    """Register a browser application."""

    async def work(place: Place) -> None:
        async with place.database.write() as tx:
            client = await usecases.clients.register(
                tx,
                place.teller,
                client_id=client_id,
                title=title or client_id,
                kind=ClientKind.BROWSER,
                redirect_uris=redirect,
                secret=None,
                plain_issuer=place.settings.issuer.startswith("http:"),
                at=place.at,
            )
            await place.note(tx, "client.add", client.id)

    run(work)
    typer.echo(f"client_id  {client_id}")


@app.command("list")
def show() -> None:
    """All clients, one a line."""

    async def work(place: Place) -> list[str]:
        async with place.database.read() as view:
            rows = (await view.execute(queries.clients.listed(kind=None))).scalars()
            return [
                f"{row.client_id}\t{row.kind}\t{'disabled' if row.disabled_at else 'enabled'}\t{row.title}"
                for row in rows
            ]

    typer.echo("\n".join(run(work)))


@app.command("disable")
def disable(client_id: Annotated[str, typer.Argument(help="Its name in OAuth.")]) -> None:
    """No more tokens; those it has end within a minute."""

    async def work(place: Place) -> None:
        async with place.database.write() as tx:
            known = await queries.clients.by_name(tx, client_id)
            client = await queries.clients.locked(tx, known.id) if known else None
            if client is None:
                raise ClientMissing
            await usecases.clients.disable(tx, place.teller, client, place.at)
            await place.note(tx, "client.disable", client.id)

    run(work)
    typer.echo(f"{client_id} is disabled.")
