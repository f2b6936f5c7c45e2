"""Parts of the suite as the processes they are in a factory, to be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2

ROOT = Path(__file__).parents[2]
SECRETS = {"SIYOU_SERVICE_KEY": "s" * 40, "SIYOU_CURSOR_KEY": "c" * 40, "SIYOU_FIELD_KEYS": "f" * 64}
_PATIENCE_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Process:
    """`python -m ops.serve NAME`. It stops by itself when the tests are gone."""

    def __init__(self, name: str, port: int, **environment: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.port = port
        kept = {key: value for key, value in os.environ.items() if not key.startswith("SIYOU_")}
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "ops.serve", name),
                *("--host", "127.0.0.1", "--port", str(port), "--until-stdin-closes"),
            ],
            env=kept | SECRETS | environment,
            stdin=subprocess.PIPE,
            start_new_session=True,
            cwd=ROOT,
        )

    def wait_until_ready(self) -> None:
        """Raises TimeoutError after a minute, RuntimeError if the process ends."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self._is_ready():
            if not self.is_alive():
                message = f"the process ended with {self._process.returncode}"
                raise RuntimeError(message)
            if time.monotonic() > until:
                raise TimeoutError
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            return httpx2.get(f"{self.address}/readyz", trust_env=False, timeout=3).status_code == 200
        except httpx2.HTTPError:
            return False

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """As a power cut ends it: nothing is said, nothing is finished."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an operator ends it."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)
        self._process.wait(_PATIENCE_SECONDS)
        if self._process.stdin:
            self._process.stdin.close()
