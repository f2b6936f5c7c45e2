"""`./bench activities`: all of it, in the order of the table."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from ..report import Measure
from . import attending, registering


def arguments(parser: ArgumentParser) -> None:
    """What this area may be asked besides."""
    parser.add_argument("--only", choices=_PARTS, help="one part only, to look at; writes no JSON")


def measured(asked: Namespace) -> list[Measure]:
    """The measures of all parts, or of the one that was asked for."""
    found = []
    for name, measure in _PARTS.items():
        if asked.only in {None, name}:
            print(f"{name}:", flush=True)
            found += measure(asked)
    return found


_PARTS: dict[str, Callable[[Namespace], list[Measure]]] = {
    "check-ins": lambda asked: attending.measured(asked.rounds, asked.seconds),
    "registrations": lambda asked: registering.measured(asked.rounds),
}
