"""All commands in one list. `./siyou --help` shows it."""

from typing import Annotated

import typer

from ops import keys, token

from . import administrators, clients, facts, hr, ledger, webhooks
from .doctor import doctor
from .reseal import reseal

app = typer.Typer(
    name="./siyou",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="What administrators of Siyou do from a shell.",
)
app.add_typer(administrators.app, name="administrator")
app.add_typer(clients.app, name="client")
app.add_typer(facts.app, name="facts")
app.add_typer(hr.app, name="hr")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(ledger.app, name="ledger")
app.command("doctor")(doctor)
app.command("reseal")(reseal)


@app.command("token")
def access_token(
    login: Annotated[str, typer.Argument(help="Of a person, or the client_id of a machine of the demo.")],
) -> None:
    """Print an access token of the running suite, for scripts in development; as ./run token."""
    raise typer.Exit(token.main([login]))


@app.command("rotate-keys")
def rotate_keys(
    *,
    now: Annotated[bool, typer.Option("--now", help="After a leak: everybody signs in anew.")] = False,
) -> None:
    """Sign tokens with a new key from now on."""
    raise typer.Exit(keys.main(["--now"] if now else []))


if __name__ == "__main__":
    app()
