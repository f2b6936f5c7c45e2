"""`./run token LOGIN`: an access token of the running suite, alone on standard output."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from getpass import getpass

import httpx2

from .plan import LOOPBACK, default_port, folder_of, port_of
from .sign_in import METADATA, NotSignedIn, issuer_of, machine_sign_in, sign_in
from .var import CannotStart, Var


def main(words: Sequence[str]) -> int:
    """Exit code: 0 here is the token, 1 there is none."""
    try:
        asked = _parse(words)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1
    address = (asked.address or f"http://{LOOPBACK}:{asked.port}").rstrip("/")
    try:
        with httpx2.Client(base_url=address, trust_env=False) as client:
            print(_token(client, asked.login))
    except (httpx2.TransportError, httpx2.InvalidURL) as error:
        print(
            f"Nothing answers at {address} ({type(error).__name__}): start the suite with ./run, "
            "or say where it is with --port or --address.",
            file=sys.stderr,
        )
        return 1
    except NotSignedIn as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _token(client: httpx2.Client, login: str) -> str:
    issuer_of(client.get(METADATA))  # before anybody is asked for a password
    people, machines = _known()
    given = os.environ.get("SIYOU_PASSWORD", "")
    if login in machines:
        return machine_sign_in(client, login, given or machines[login])
    return sign_in(client, login, given or people.get(login) or _asked(login))


def _known() -> tuple[dict[str, str], dict[str, str]]:
    """People and machines of the demos furnished here, each with password or secret."""
    people: dict[str, str] = {}
    machines: dict[str, str] = {}
    for practice in (False, True):
        told = Var(folder_of(practice=practice)).demo() or {"logins": {}, "clients": []}
        people |= told["logins"]
        machines |= {client["client_id"]: client["secret"] for client in told["clients"]}
    return people, machines


def _asked(login: str) -> str:
    with suppress(EOFError):
        if sys.stdin.isatty():
            return getpass(f"Password of {login}: ", stream=sys.stderr)
    people, machines = _known()
    message = (
        f"{login} is not of the demo furnished here: put the password into SIYOU_PASSWORD. "
        f"(Looked in {folder_of(practice=False)}; if ./run was started with SIYOU_VAR, give it here too; "
        f"demo logins: {', '.join([*people, *machines]) or 'none'}.)"
    )
    raise NotSignedIn(message)


def _parse(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run token",
        description="Prints an access token of the running suite, valid for some minutes.",
        epilog="People and machines of the demo need no password; for others it is asked for, "
        "or taken from SIYOU_PASSWORD.",
    )
    parser.add_argument("login", metavar="LOGIN", help="of a person, or the client_id of a demo machine")
    parser.add_argument("--port", type=port_of, default=default_port(), help="where ./run listens (8000)")
    parser.add_argument("--address", help="where the suite is reached, if not on this machine")
    return parser.parse_args(words)
