"""`./run`: starts the whole suite on this machine, says where it is, and stops it cleanly.

What can go wrong is looked at before anything heavy is imported, so that its sentence comes at once.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from json import JSONDecodeError

from shared.errors import Refusal, SettingUnusable

from . import shipped
from .plan import LOOPBACK, Plan, check_port, default_port, plan_of, port_of
from .steps import Steps
from .var import CannotStart

_FIRST_DAY, _LAST_DAY = date(2025, 1, 1), date(2099, 12, 31)  # the demo's appointments begin in 2024


def main(words: Sequence[str] | None = None) -> int:
    """Exit code: 0 stopped on request, 1 something broke, 2 it could not start."""
    words = sys.argv[1:] if words is None else words
    if words[:1] == ["token"]:
        code: int = import_module("ops.token").main(words[1:])
        return code
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        asked = _parse(words)
        demo = asked.demo or ("people" if asked.practice else "all")
        plan = plan_of(
            host=asked.host,
            port=asked.port,
            split=asked.split,
            demo=demo != "none",
            empty=demo == "people",
            practice=asked.practice,
        )
        for port in plan.ports:
            check_port(plan.host if port == plan.port else LOOPBACK, port)
        if asked.check:
            print("\n".join(plan.lines()))
            return 0
        with plan.var.taken():
            if asked.reset:
                _reset(plan)
            return _run(plan)
    except (CannotStart, SettingUnusable) as error:
        print(error, file=sys.stderr)
        return 2
    except (Refusal, JSONDecodeError) as error:
        if not (sentence := shipped.wrong(error)):
            raise
        print(sentence, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped before it was ready.")
        return 0


def _run(plan: Plan) -> int:
    steps = Steps(plan.steps)
    if plan.split:
        code: int = import_module("ops.split").run(plan, steps)
    else:
        with steps.step("loading the code"):
            together = import_module("ops.together")
            house = together.build(plan)
        code = together.run(plan, steps, house)
    return code


def _reset(plan: Plan) -> None:
    """Says what goes before it goes; a person at a terminal is asked."""
    contents = plan.var.contents()
    if not contents:
        return
    print(f"Starting over: removing {', '.join(contents)} in {plan.var.folder}")
    if sys.stdin.isatty() and input("Remove them? [y/N] ").strip().lower() not in {"y", "yes"}:
        message = "Nothing was removed. Leave --reset away to go on with the data, or answer y."
        raise CannotStart(message)
    plan.var.clear()


def _day(word: str) -> date:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        day = date.min
    if not _FIRST_DAY <= day <= _LAST_DAY:
        message = f"a day is written {_FIRST_DAY} and lies between this one and {_LAST_DAY}"
        raise argparse.ArgumentTypeError(message)
    return day


def _parse(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run",
        description="Starts Siyou on this machine.",
        epilog="./run token LOGIN prints an access token of the running suite; ./run token --help tells more.",
    )
    parser.add_argument(
        "--port", type=port_of, default=default_port(), help="where the gateway listens (8000)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="on which address (127.0.0.1: this machine only)")
    parser.add_argument("--split", action="store_true", help="one process per service instead of one for all")
    parser.add_argument(
        "--demo",
        choices=["all", "people", "none"],
        help="how much of the demo workshop to begin with; all, but in practice only its people",
    )
    parser.add_argument("--empty", dest="demo", action="store_const", const="people", help="as --demo people")
    parser.add_argument("--no-demo", dest="demo", action="store_const", const="none", help="as --demo none")
    parser.add_argument(
        "--practice",
        type=_day,
        metavar="DAY",
        help="begin on this day, with data of its own and a clock that can be set: for learning and trials",
    )
    parser.add_argument("--reset", action="store_true", help="remove the data of earlier starts first")
    parser.add_argument("--check", action="store_true", help="say what would be done, and do nothing")
    return parser.parse_args(words)


if __name__ == "__main__":
    raise SystemExit(main())
