"""`./bench points`: all of it, in the order of the table."""

from argparse import ArgumentParser, Namespace

from .. import parts
from ..report import Measure
from . import closing, posting, scores


def arguments(parser: ArgumentParser) -> None:
    """What this area may be asked besides."""
    parser.add_argument(
        "--large", action="store_true", help="scores also among ten million entries (some minutes, 8 GB)"
    )
    parts.one_of(_PARTS, parser)


def measured(asked: Namespace) -> list[Measure]:
    """The measures of all parts, or of the one that was asked for."""
    return parts.measured(_PARTS, asked)


_PARTS: parts.Parts = {
    "posts": lambda asked: posting.on_postgresql(asked.rounds, asked.seconds),
    "sqlite": lambda asked: posting.on_sqlite(asked.rounds, asked.seconds),
    "scores": lambda asked: scores.measured(asked.rounds, asked.seconds, large=asked.large),
    "closing": lambda _asked: closing.measured(),
}
