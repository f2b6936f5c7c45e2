"""One part of the suite as a process: `python -m ops.serve points`. Its environment says the rest."""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

import uvloop

import suite
from shared.errors import SettingUnusable
from shared.settings import SuiteSettings

from .signals import on_closed_stdin, on_signal


def main(words: Sequence[str] | None = None) -> int:
    """Exit code: 0 stopped on request, 1 it broke, 2 wrongly called or configured."""
    asked = _parse(words)
    logging.basicConfig(level=logging.WARNING, format=f"{asked.name} %(levelname)s %(name)s: %(message)s")
    if missing := _missing(asked.name):
        print(f"{asked.name} cannot start: set {missing}.", file=sys.stderr)
        return 2

    def stop_with(stop: Callable[[], object]) -> None:
        on_signal(stop)
        if asked.until_stdin_closes:
            on_closed_stdin(stop)

    # Each kind loads its own server only: the gateway has no database code, a service no edge.
    if asked.name == "gateway":
        code: int = uvloop.run(import_module("ops.door").serve(asked.host, asked.port, stop_with))
        return code
    try:
        code = uvloop.run(import_module("ops.inner").serve(asked.name, asked.host, asked.port, stop_with))
    except SettingUnusable as error:
        print(f"{asked.name} cannot start: {error}", file=sys.stderr)
        code = 2
    return code


def _missing(name: str) -> str | None:
    """What the environment does not say and this part cannot do without."""
    if name == "gateway":
        settings = SuiteSettings()
        absent = [each.name for each in suite.SERVICES if each.name not in settings.peers]
        return f"SIYOU_PEERS with the addresses of {', '.join(absent)}" if absent else None
    kind = getattr(import_module(f"{suite.service(name).module}.settings"), f"{name.title()}Settings")
    own = kind()
    return ", ".join(f"SIYOU_{each.upper()}" for each in kind.indispensable if not getattr(own, each)) or None


def _parse(words: Sequence[str] | None) -> argparse.Namespace:
    everywhere = "0.0.0.0"  # noqa: S104 - in a container the network decides who can reach it
    parser = argparse.ArgumentParser(prog="python -m ops.serve", description=__doc__)
    parser.add_argument("name", choices=["gateway", *(each.name for each in suite.SERVICES)])
    parser.add_argument("--host", default=everywhere, help="address to listen on (all)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop when the starter is gone")
    return parser.parse_args(words)


if __name__ == "__main__":
    raise SystemExit(main())
