"""The suite as one process per service and one for the gateway, as `./run --split` starts it.

The parts live as long as the pipe to them: should this process be killed, they see its end and stop too.
"""

import signal
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from pathlib import Path

import suite

from .plan import EVERYWHERE, LOOPBACK, Plan, table
from .steps import Steps
from .var import CannotStart

_PATIENCE_SECONDS = 60.0
_GRACE_SECONDS = 12.0
_OK = 200


def run(plan: Plan, steps: Steps) -> int:
    """Serve until told to stop. Exit code: 0 stopped on request, 1 a part broke."""
    if plan.furnish:
        import_module("ops.together").furnish(plan, steps)
    parts: list[Part] = []
    try:
        parts += [
            Part(each.name, LOOPBACK, each.port, plan.environment(each.name)) for each in suite.SERVICES
        ]
        for part in parts:
            with steps.step(f"{part.name}: {part.address}"):
                part.wait_until_ready()
        with steps.step(f"gateway: {plan.address}"):
            parts.append(Part("gateway", plan.host, plan.port, plan.environment()))
            parts[-1].wait_until_ready()
        print("\n".join(table(plan, plan.var.demo(), steps.seconds)), flush=True)
        return _watch(parts)
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    finally:
        for part in reversed(parts):
            part.stop()
        print("Stopped.", flush=True)


def _watch(parts: "list[Part]") -> int:
    """Wait until a part ends by itself."""
    while all(part.is_alive() for part in parts):
        time.sleep(0.2)
    ended = ", ".join(part.name for part in parts if not part.is_alive())
    print(f"{ended} stopped by itself; stopping the rest.", file=sys.stderr)
    return 1


class Part:
    """One process of the suite."""

    def __init__(self, name: str, host: str, port: int, environment: dict[str, str]) -> None:
        self.name, self._host, self._port = name, host, port
        # In a session of its own: Ctrl-C reaches only the launcher, which stops the parts in their order.
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "ops.serve", name, "--host", host, "--port", str(port)),
                "--until-stdin-closes",
            ],
            env=environment,
            stdin=subprocess.PIPE,
            start_new_session=True,
            cwd=Path(suite.__file__).parent,
        )

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://{self._host}:{self._port}"

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Raises CannotStart if it ends or takes more than a minute."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self._is_ready():
            if not self.is_alive():
                raise CannotStart(f"{self.name} could not start; the lines above say why.")
            if time.monotonic() > until:
                raise CannotStart(f"{self.name} was not ready within a minute; the lines above may say why.")
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        connection = HTTPConnection(
            LOOPBACK if self._host in EVERYWHERE else self._host, self._port, timeout=3
        )
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == _OK
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """Let it finish what it is doing; one that does not is ended."""
        if self.is_alive():
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
