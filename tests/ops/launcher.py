"""`./run` as a process: one that ends by itself, or one that serves until it is stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from services.directory.demo import DEMO_CLIENTS, DEMO_PEOPLE
from tests.support import logs

ROOT = Path(__file__).parents[2]
READY_SECONDS = 200
_TOLD = {*(each.password for each in DEMO_PEOPLE), *(each.secret for each in DEMO_CLIENTS)}
"""Printed for whoever has started the demo."""


def a_free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def an_environment(var: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIYOU_")}
    return kept | {"SIYOU_VAR": str(var), "PYTHONUNBUFFERED": "1"}


def launch(var: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A launcher that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "ops.launch", *words],
        cwd=ROOT,
        env=an_environment(var),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class Running:
    """A launcher that serves, what it has printed, and its address."""

    def __init__(self, process: subprocess.Popen[str], port: int, log: Path) -> None:
        self.process, self.address, self._log = process, f"http://127.0.0.1:{port}", log

    @property
    def printed(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def wait_until_ready(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while "Siyou is running" not in self.printed:
            assert self.process.poll() is None, self.printed
            assert time.monotonic() < until, self.printed
            time.sleep(0.05)

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


@contextmanager
def running(var: Path, *words: str) -> Iterator[Running]:
    port = a_free_port()
    log = var.with_suffix(".log")
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "ops.launch", "--port", str(port), *words],
            cwd=ROOT,
            env=an_environment(var),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )
    started = Running(process, port, log)
    try:
        started.wait_until_ready()
        yield started
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        logs.keep(started.printed, "launcher", told=_TOLD)
