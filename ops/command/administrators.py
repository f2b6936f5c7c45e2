"""`./siyou administrator …`: the first person who may let others in."""

import sys
from getpass import getpass
from typing import Annotated

import typer

from services.directory import queries, rules, usecases
from services.directory.settings import DirectorySettings
from services.directory.usecases.passwords import Passwords

from .place import Place, run, secrets, stop

app = typer.Typer(no_args_is_help=True, help="The first person who may let others in.")


@app.command("first")
def first(
    login: Annotated[str, typer.Argument(help="With what he or she signs in.")],
    *,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the initial password from standard input.")
    ] = False,
) -> None:
    """Make a security administrator while nobody can sign in; the password must be changed at the first sign-in."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else getpass("Initial password: ")

    async def work(place: Place) -> bool:
        settings = DirectorySettings(**secrets())
        demands = rules.passwords.DEMANDS[rules.lifetimes.Profile(settings.security_profile)]
        rules.passwords.check(password, login=login, demands=demands)
        async with place.database.read() as view:
            if await queries.accounts.any_at_all(view):
                return False
        passwords = Passwords(memory_kib=settings.password_memory_kib)
        hashed = await passwords.hash(password)
        async with place.database.write() as tx:
            await usecases.beginnings.first_administrator(
                tx, place.teller, login=login, password_hash=hashed, on=place.on, at=place.at
            )
            await place.note(tx, "administrator.first", login)
        return True

    if not run(work):
        stop("Somebody can sign in already: a security administrator opens further accounts.", code=1)
    typer.echo(f"{login} may sign in and must then choose another password.")
