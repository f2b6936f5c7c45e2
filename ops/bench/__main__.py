"""`./bench AREA`: prints a table and writes var/bench/AREA.json."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import suite

from . import report

AREAS = ("points", "activities", "volunteering")
_FEWEST_ROUNDS = 3


def main(words: Sequence[str] | None = None) -> int:
    """Exit code: 0 every goal holds, 1 one is missed, 2 wrongly called."""
    words = sys.argv[1:] if words is None else words
    if not words or words[0] not in AREAS:
        print(f"Name an area: ./bench {{{','.join(AREAS)}}}", file=sys.stderr)
        return 2
    area = import_module(f"ops.bench.{words[0]}.area")
    parser = argparse.ArgumentParser(prog=f"./bench {words[0]}", description=area.__doc__)
    parser.add_argument(
        "--rounds", type=_rounds, default=_FEWEST_ROUNDS, help="of which the median counts (3)"
    )
    parser.add_argument("--seconds", type=float, default=4.0, help="of each visit (4)")
    area.arguments(parser)
    asked = parser.parse_args(words[1:])
    measures = area.measured(asked)
    print("", *report.table(measures), sep="\n")
    if asked.only is None:
        path = _folder() / f"{words[0]}.json"
        report.write(measures, path)
        print(f"\nwritten to {path}")
    return 0 if all(each.holds is not False for each in measures) else 1


def _rounds(word: str) -> int:
    number = int(word)
    if number < _FEWEST_ROUNDS:
        message = f"a median of fewer than {_FEWEST_ROUNDS} says little"
        raise argparse.ArgumentTypeError(message)
    return number


def _folder() -> Path:
    return Path(os.environ.get("SIYOU_VAR") or Path(suite.__file__).parent / "var") / "bench"


if __name__ == "__main__":
    raise SystemExit(main())
