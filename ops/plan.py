"""What a start is about to do, and what it tells the person who asked for it. Only the standard library."""

import argparse
import errno
import json
import os
import socket
import unicodedata
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import suite

from .var import CannotStart, Var

DEVELOPMENT_ORIGINS = tuple(
    f"http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in (3000, 4200, 5173, 8080)
)
"""Where the usual tools serve a browser application under development; SIYOU_CORS_ORIGINS replaces them."""

DEFAULT_PORT, _LAST_PORT = 8000, 65535
LOOPBACK = "127.0.0.1"
_MORNING = time(9)
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound


@dataclass(frozen=True)
class Plan:
    """One start of the suite on this machine."""

    host: str
    port: int
    split: bool
    demo: bool
    var: Var
    practice: date | None = None
    empty: bool = False

    @property
    def reached_host(self) -> str:
        """By which name this machine reaches the gateway."""
        return LOOPBACK if self.host in EVERYWHERE else self.host

    @property
    def address(self) -> str:
        """Where this machine reaches the suite."""
        host = self.reached_host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def ports(self) -> list[int]:
        """Every port that must be free."""
        return [self.port, *(each.port for each in suite.SERVICES if self.split)]

    @property
    def urls(self) -> dict[str, str]:
        """Service → database."""
        return {each.name: self.var.url(each.name) for each in suite.SERVICES}

    @property
    def furnish(self) -> bool:
        """Whether the demo is wanted and not there: at the first start, or when a database is gone."""
        gone = any(not self.var.database(each.name).exists() for each in suite.SERVICES)
        return self.demo and (gone or self.var.demo() is None)

    @property
    def furnished(self) -> tuple[str, ...]:
        """Whose demo is wanted: everyone's, or only that of the people."""
        return (suite.ISSUER,) if self.empty else tuple(each.name for each in suite.SERVICES)

    @property
    def steps(self) -> int:
        """How many lines of progress a start takes."""
        services = len(suite.SERVICES)
        if not self.furnish:
            return 1 + services
        opened = 1 + services + len(self.furnished)
        return opened + 1 + services if self.split else opened

    @property
    def begins_at(self) -> datetime:
        """The instant at which practice begins: nine in the morning at the factory, aware."""
        assert self.practice is not None  # noqa: S101 - asked in practice only
        zone = ZoneInfo(os.environ.get("SIYOU_TIME_ZONE", "Asia/Shanghai"))
        return datetime.combine(self.practice, _MORNING, zone)

    @property
    def again(self) -> str:
        """The words that start the same again."""
        return "./run" if self.practice is None else f"./run --practice {self.practice}"

    def ahead(self) -> timedelta:
        """How far practice is from the real time: as far as it was left, or farther if the day asks for it."""
        asked, left = self.begins_at - datetime.now(UTC), self.var.ahead()
        return asked if left is None else max(asked, left)

    def peers(self) -> dict[str, str]:
        """Where the services are, split."""
        return {each.name: f"http://{LOOPBACK}:{each.port}" for each in suite.SERVICES}

    def settings(self) -> dict[str, Any]:
        """What all parts share. The environment decides where it has something to say."""
        shared: dict[str, Any] = {
            "issuer": os.environ.get("SIYOU_ISSUER", self.address),
            "var": self.var.folder,
            **self.var.secrets(),
        }
        if "SIYOU_CORS_ORIGINS" not in os.environ:
            shared["cors_origins"] = DEVELOPMENT_ORIGINS
        return shared

    def environment(self, service: str | None = None) -> dict[str, str]:
        """The same for a process of its own: a service's, or without a name the gateway's."""
        found = {
            **os.environ,
            **{f"SIYOU_{name.upper()}": _as_text(value) for name, value in self.settings().items()},
            "SIYOU_PEERS": json.dumps(self.peers()),
            "SIYOU_JWKS_URL": self.peers()[suite.ISSUER] + suite.JWKS_PATH,
        }
        if service != suite.ISSUER:
            found.pop("SIYOU_FIELD_KEYS", None)  # nobody else keeps what it seals
        return found if service is None else found | {"SIYOU_DATABASE_URL": self.var.url(service)}

    def lines(self) -> list[str]:
        """The plan in words."""
        how = "one process per service" if self.split else "one process"
        places = [f"  {'gateway':<10} {self.address}"]
        for each in suite.SERVICES:
            where = self.peers()[each.name] if self.split else "in the same process"
            places.append(f"  {each.name:<10} {where}, {self.var.database(each.name)}")
        return [f"Siyou starts at {self.address} in {how}.", *places]


def folder_of(*, practice: bool) -> Path:
    """Data lies in `var/` beside `run`, or where SIYOU_VAR says; what is practised lies apart in it."""
    folder = Path(os.environ.get("SIYOU_VAR") or Path(suite.__file__).parent / "var")
    return folder / "practice" if practice else folder


def plan_of(*, split: bool = False, practice: date | None = None, **more: Any) -> Plan:
    """`more` are the other fields of a plan. Raises CannotStart for what cannot be had together."""
    if split and practice:
        message = "Practice needs all services in one process: leave --split away."
        raise CannotStart(message)
    var = Var(folder_of(practice=practice is not None))
    return Plan(split=split, practice=practice, var=var, **more)


def default_port() -> int:
    """Where the gateway listens on this machine: SIYOU_PORT, or 8000. Raises CannotStart."""
    try:
        return port_of(os.environ.get("SIYOU_PORT") or str(DEFAULT_PORT))
    except argparse.ArgumentTypeError as error:
        message = f"SIYOU_PORT must be another: {error}."
        raise CannotStart(message) from error


def _as_text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, tuple) else str(value)


def port_of(word: str) -> int:
    """Raises ArgumentTypeError."""
    if not word.isdecimal() or not 0 < int(word) <= _LAST_PORT:
        message = f"a port is a number from 1 to {_LAST_PORT}"
        raise argparse.ArgumentTypeError(message)
    return int(word)


def check_port(host: str, port: int) -> None:
    """Raises CannotStart if the port cannot be had; granian itself would share it with another granian."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(_port_sentence(host, port, error)) from error


def _port_sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken: stop what listens there, "
            "or choose another, as in ./run --port 8080."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs special rights: choose one above 1023, as in ./run --port 8080."
    return (
        f"This machine has no address {host} ({error.strerror}): leave --host away, or name one that it has."
    )


def table(plan: Plan, told: dict[str, Any] | None, seconds: float) -> list[str]:
    """What somebody who has just started the suite needs to know."""
    lines = [
        "",
        f"Siyou is running · 四有已启动 ({seconds:.1f} s)",
        "",
        f"  API             {plan.address}",
        f"  Documentation   {plan.address}/docs",
    ]
    if plan.practice:
        now = (datetime.now(UTC) + plan.ahead()).astimezone(plan.begins_at.tzinfo)
        lines.append(
            f"  Practice        it is {now:%Y-%m-%d %H:%M}; PUT {plan.address}/v1/practice-clock sets it"
        )
    if told:
        lines += ["", "  Sign in: open the documentation, press Authorize, and be one of these people:", ""]
        people = [
            (person["login"], person["password"], f"{person['name']} {person['role_zh']}", person["role_en"])
            for person in told["people"]
        ]
        lines += _columns([("login", "password", "who", ""), *people])
        client = told["clients"][0]
        script = f"curl -s -u {client['client_id']}:{client['secret']} -d grant_type=client_credentials"
        lines += ["", "  A script signs in as a machine:", f"  {script} {plan.address}/oauth2/token"]
        port = "" if plan.port == default_port() == DEFAULT_PORT else f" --port {plan.port}"
        lines += ["", "  An access token for curl, for any of them:", f"  ./run token member{port}"]
    stays = f"Ctrl-C stops. The data stays in {plan.var.folder}; {plan.again} --reset starts over."
    return [*lines, "", stays, ""]


def _columns(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  " + "  ".join(_padded(row, widths)).rstrip() for row in rows]


def _padded(row: Iterable[str], widths: list[int]) -> list[str]:
    return [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
