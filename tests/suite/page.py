"""A page of `docs/` that is executed as it is written: the first block starts the suite, the rest goes on."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.support import logs

_ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_END = "== end of block"


class Page(NamedTuple):
    """Its blocks in order: the language and the text of each."""

    start: tuple[str, str]
    rest: list[tuple[str, str]]


def read(name: str) -> Page:
    start, *rest = _BLOCK.findall((_ROOT / "docs" / name).read_text("utf-8"))
    return Page(start, rest)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def place(folder: Path) -> dict[str, str]:
    """As a reader's shell, but for data and port of the test's own."""
    return os.environ | {"SIYOU_VAR": str(folder / "var"), "SIYOU_PORT": str(free_port())}


def check_shape(page: Page) -> None:
    """Every block of commands is followed by what it prints."""
    kinds = [language for language, _ in page.rest]
    assert kinds[0::2] == ["sh"] * (len(kinds) // 2)
    assert set(kinds[1::2]) <= {"text", "json"}


@contextmanager
def running(page: Page, surroundings: dict[str, str]) -> Iterator[None]:
    """The page's first command, in a terminal of its own, until it says that it is ready."""
    language, command = page.start
    assert language == "sh"
    with subprocess.Popen(
        ["bash", "-c", _as_one(command)], cwd=_ROOT, env=surroundings, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        assert "Ctrl-C" in said[-1], "".join(said)
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)
            logs.keep(process.stdout.read(), "page")
        assert process.wait(20) == 0


def _as_one(command: str) -> str:
    """The command in place of its shell, so that a signal reaches it; what it sets in front becomes `env`'s."""
    return f"exec env {command}"


def follow(page: Page, surroundings: dict[str, str]) -> None:
    """All other blocks in one shell; each prints what the page says."""
    blocks = [text for _, text in page.rest]
    commands, promised = blocks[0::2], [text.strip() for text in blocks[1::2]]
    script = "".join(f"{command}\necho '{_END}'\n" for command in commands)
    ran = subprocess.run(
        ["bash", "-s"], cwd=_ROOT, env=surroundings, input=script, capture_output=True, text=True, check=False
    )
    printed = [text.strip() for text in ran.stdout.split(_END)[:-1]]
    told = list(zip(commands, printed, strict=False))
    for (command, shown), expected in zip(told, promised, strict=True):
        assert shown == expected, f"{command}\n{ran.stderr}"
