"""`./bench volunteering`: all of it, in the order of the table."""

from argparse import ArgumentParser, Namespace

from .. import parts
from ..report import Measure
from . import cards, checking_in, signing_up


def arguments(parser: ArgumentParser) -> None:
    """What this area may be asked besides."""
    parts.one_of(_PARTS, parser)


def measured(asked: Namespace) -> list[Measure]:
    """The measures of all parts, or of the one that was asked for."""
    return parts.measured(_PARTS, asked)


_PARTS: parts.Parts = {
    "sign-ups": lambda asked: signing_up.measured(asked.rounds),
    "check-ins": lambda asked: checking_in.measured(asked.rounds, asked.seconds),
    "cards": lambda asked: cards.measured(asked.rounds),
}
