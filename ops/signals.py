"""When to stop: on SIGINT or SIGTERM, or when whoever started this process is gone."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable

_AT_ONCE = 1


def on_signal(stop: Callable[[], object]) -> None:
    """SIGINT and SIGTERM call `stop`; a second one ends the process at once."""
    loop = asyncio.get_running_loop()
    asked = False

    def heard() -> None:
        nonlocal asked
        if asked:
            os._exit(_AT_ONCE)
        asked = True
        stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, heard)


def on_closed_stdin(stop: Callable[[], object]) -> None:
    """The end of standard input, a pipe whose other end the starter holds, calls `stop`."""
    loop = asyncio.get_running_loop()
    pipe = sys.stdin.fileno()

    def heard() -> None:
        if not os.read(pipe, 1024):
            loop.remove_reader(pipe)
            stop()

    loop.add_reader(pipe, heard)
