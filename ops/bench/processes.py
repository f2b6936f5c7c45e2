"""Parts of the suite as processes of their own, as `./run --split` and the containers start them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException

_PATIENCE_SECONDS = 60.0
_TICK = os.sysconf("SC_CLK_TCK")


class Part:
    """One running part: where it listens and what CPU time it has used."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.address = ("127.0.0.1", port)
        self.process = process

    def cpu(self) -> float:
        """Seconds of CPU used so far, its threads included; 0 where the system does not tell."""
        try:
            with open(f"/proc/{self.process.pid}/stat") as file:  # noqa: PTH123 - a line of the kernel, no path to handle
                words = file.read().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(words[11]) + int(words[12])) / _TICK


def free_port() -> int:
    """A port that nobody listens on at present."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def part(name: str, environment: Mapping[str, str]) -> Iterator[Part]:
    """`python -m ops.serve name`, ready, until the block ends. It also ends with us, by its standard input."""
    port = free_port()
    words = [sys.executable, "-m", "ops.serve", name, "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [*words, "--until-stdin-closes"], stdin=subprocess.PIPE, env={**os.environ, **environment}
    )
    running = Part(port, process)
    try:
        _await_ready(running)
        yield running
    finally:
        assert process.stdin  # noqa: S101 - asked for above
        process.stdin.close()
        process.wait(_PATIENCE_SECONDS)


def _await_ready(running: Part) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        if running.process.poll() is not None or time.monotonic() > until:
            message = f"{running.process.args!r} did not start"
            raise RuntimeError(message)
        try:
            connection = HTTPConnection(*running.address, timeout=2)
            connection.request("GET", "/livez")
            if connection.getresponse().status == 200:  # noqa: PLR2004 - HTTP's word for well
                return
        except (OSError, HTTPException):
            time.sleep(0.05)
