"""`docs/first-hour.md`, executed as it is written: each shell block must print the block that follows it."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_PAGE = _ROOT / "docs" / "first-hour.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_END = "== end of block"
_START, *_REST = _BLOCK.findall(_PAGE.read_text("utf-8"))


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """As a reader's shell, but for data and port of the test's own."""
    return os.environ | {"SIYOU_VAR": str(tmp_path / "var"), "SIYOU_PORT": str(_free_port())}


@pytest.fixture
def suite_in_practice(surroundings: dict[str, str]) -> Iterator[None]:
    """The page's first command, in a terminal of its own, until it says that it is ready."""
    language, command = _START
    assert language == "sh"
    with subprocess.Popen(
        ["/bin/sh", "-c", f"exec {command}"],
        cwd=_ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        assert "Ctrl-C" in said[-1], "".join(said)
        yield
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.wait(20) == 0


def test_every_block_is_followed_by_what_it_prints() -> None:
    kinds = [language for language, _ in _REST]
    assert kinds[0::2] == ["sh"] * (len(kinds) // 2)
    assert set(kinds[1::2]) <= {"text", "json"}


@pytest.mark.usefixtures("suite_in_practice")
def test_the_first_hour_goes_as_it_is_told(surroundings: dict[str, str]) -> None:
    blocks = [text for _, text in _REST]
    commands, promised = blocks[0::2], [text.strip() for text in blocks[1::2]]
    script = "".join(f"{command}\necho '{_END}'\n" for command in commands)
    ran = subprocess.run(
        ["bash", "-s"], cwd=_ROOT, env=surroundings, input=script, capture_output=True, text=True, check=False
    )
    printed = [text.strip() for text in ran.stdout.split(_END)[:-1]]
    told = list(zip(commands, printed, strict=False))
    for (command, shown), expected in zip(told, promised, strict=True):
        assert shown == expected, f"{command}\n{ran.stderr}"
