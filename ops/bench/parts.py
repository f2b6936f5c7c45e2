"""An area in parts: all are measured, in order, or the one that was asked for."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping

from .report import Measure

Parts = Mapping[str, Callable[[Namespace], list[Measure]]]


def one_of(parts: Parts, parser: ArgumentParser) -> None:
    """Let one be asked for."""
    parser.add_argument("--only", choices=parts, help="one part only, to look at; writes no JSON")


def measured(parts: Parts, asked: Namespace) -> list[Measure]:
    """The measures of all parts, or of the one that was asked for."""
    found = []
    for name, measure in parts.items():
        if asked.only in {None, name}:
            print(f"{name}:", flush=True)
            found += measure(asked)
    return found
