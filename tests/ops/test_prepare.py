"""How .venv comes about: `ops/prepare.sh`, driven through `run` with stand-ins for Python and pip."""

import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("cat", "cp", "date", "dirname", "grep", "mkdir", "mv", "rm", "sed", "sha256sum", "sleep", "tail")
SHELLS = [shell for shell in ("dash", "bash") if shutil.which(shell)] or ["sh"]
LOCK = """\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:4f1d9991f5acc0ca119f9d443620b77f9d6b33703e51011c16baf57afb285fc6
thing==1.0 \\
    --hash=sha256:08695f5cb7ed6e0531a20572697297273c47b8cae5a63ffc6d6ed5c201be6e44
"""

PYTHON_OF_THE_MACHINE = """\
#!/bin/sh
if [ "$1" = -c ]; then
    echo "{version} {module} $0"
else
    mkdir -p "$3/bin"
    cp venv.python "$3/bin/python"
fi
"""
PYTHON_OF_THE_VENV = """\
#!/bin/sh
if [ "$2" = pip ]; then
    echo "$*" >>pip.calls
    . ./pip.does
else
    shift 2
    printf 'launched'
    printf ' <%s>' "$@"
fi
"""


@dataclass
class House:
    """A tree with `run`, `ops/prepare.sh` and a lock of one package; the machine's Pythons are given."""

    root: Path
    tools: Path
    shell: str

    def has_python(self, name: str, version: str, module: str = "venv") -> Path:
        path = self.tools / name
        _script(path, PYTHON_OF_THE_MACHINE.format(version=version.replace(".", " "), module=module))
        return path

    def pip_does(self, script: str) -> None:
        (self.root / "pip.does").write_text(script)

    def pip_calls(self) -> list[str]:
        calls = self.root / "pip.calls"
        return calls.read_text().splitlines() if calls.exists() else []

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.tools / self.shell, self.root / "run", *words],
            cwd="/",
            env={"PATH": str(self.tools), "LC_ALL": "C.UTF-8", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *words: str, **environment: str) -> tuple[int, str, str]:
        process = self.start(*words, **environment)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err


@pytest.fixture(params=SHELLS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    root, tools = tmp_path / "a house with spaces 四有", tmp_path / "tools"
    (root / "ops").mkdir(parents=True)
    tools.mkdir()
    shutil.copy(ROOT / "run", root)
    shutil.copy(ROOT / "ops" / "prepare.sh", root / "ops")
    (root / "requirements.lock").write_text(LOCK)
    _script(root / "venv.python", PYTHON_OF_THE_VENV)
    for tool in (*TOOLS, request.param):
        found = shutil.which(tool)
        assert found, f"{tool} is missing on this machine"
        (tools / tool).symlink_to(found)
    house = House(root, tools, request.param)
    house.pip_does("echo 'Collecting thing'")
    return house


def _script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def _without_seconds(text: str) -> str:
    return re.sub(r"\d+ s\n", "N s\n", text)


def test_a_cold_start_tells_each_step_and_then_launches(house: House) -> None:
    python = house.has_python("python3", "3.11.7")
    code, out, err = house.run("--port", "80 80")
    assert (code, err) == (0, "")
    assert _without_seconds(out) == (
        f"[1/3] Python 3.11.7 found ({python})\n"
        "[2/3] making .venv\n"
        "[3/3] installing 1 packages … N s\n"
        "launched <--port> <80 80>"
    )


def test_packages_are_taken_only_as_wheels_with_the_hashes_of_the_lock(house: House) -> None:
    house.has_python("python3", "3.11.7")
    house.run()
    (call,) = house.pip_calls()
    assert call.startswith("-m pip install ")
    assert call.endswith(" --require-hashes --only-binary :all: -r requirements.lock")


def test_a_warm_start_says_nothing_and_asks_no_python(house: House) -> None:
    python = house.has_python("python3", "3.11.7")
    house.run()
    python.unlink()
    assert house.run("again") == (0, "launched <again>", "")
    assert len(house.pip_calls()) == 1


def test_a_changed_lock_is_installed_anew_and_leaves_nothing_of_the_old_one(house: House) -> None:
    house.has_python("python3", "3.11.7")
    house.run()
    (house.root / ".venv" / "of-the-old-lock").touch()
    (house.root / "requirements.lock").write_text(LOCK.replace("1.0", "1.1"))
    assert "[2/3] making .venv anew (it does not match requirements.lock)\n[3/3]" in house.run()[1]
    assert not (house.root / ".venv" / "of-the-old-lock").exists()
    assert house.run("warm") == (0, "launched <warm>", "")


def test_a_venv_whose_python_was_removed_is_made_anew(house: House) -> None:
    house.has_python("python3", "3.11.7")
    house.run()
    python = house.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/no/longer/there")
    assert "[2/3] making .venv" in house.run()[1]


def test_a_python_that_is_too_old_gets_one_sentence_with_the_cure(house: House) -> None:
    house.has_python("python3", "3.10.13")
    code, out, err = house.run()
    assert (code, out) == (2, "")
    assert err == (
        "Siyou needs Python 3.11 or newer, but python3 is 3.10.13: install one "
        "(on Debian: apt install python3 python3-venv) or name it with PYTHON=/path/to/python3.\n"
    )


def test_a_python_of_another_age_is_too_old_as_well(house: House) -> None:
    house.has_python("python3", "2.7.18")
    code, _, err = house.run()
    assert (code, err.count("\n")) == (2, 1)
    assert "but python3 is 2.7.18" in err


def test_a_machine_without_python_gets_one_sentence(house: House) -> None:
    code, out, err = house.run()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("Siyou needs Python 3.11 or newer, but there is none: install one")


@pytest.mark.parametrize(
    ("name", "package"), [("python3", "python3-venv"), ("python3.12", "python3.12-venv")]
)
def test_a_missing_venv_module_gets_one_sentence_with_the_package(
    house: House, name: str, package: str
) -> None:
    python = house.has_python(name, "3.12.1", module="bare")
    assert house.run() == (
        2,
        "",
        f"Python 3.12.1 ({python}) lacks its venv module: install it (on Debian: apt install {package}).\n",
    )


def test_a_newer_python_is_found_beside_ones_that_will_not_do(house: House) -> None:
    house.has_python("python3", "3.9.18")
    house.has_python("python3.13", "3.13.0", module="bare")
    house.has_python("python3.12", "3.12.1")
    assert "[1/3] Python 3.12.1 found" in house.run()[1]


def test_the_python_that_is_named_comes_first(house: House) -> None:
    house.has_python("python3", "3.11.7")
    named = house.has_python("my own python", "3.14.0")
    assert f"[1/3] Python 3.14.0 found ({named})" in house.run(PYTHON=str(named))[1]


def test_an_install_killed_half_way_heals_itself(house: House) -> None:
    house.has_python("python3", "3.11.7")
    house.pip_does("touch .venv/half-installed; kill -9 $PPID")
    assert house.run()[0] == -signal.SIGKILL
    house.pip_does("")
    code, out, _ = house.run()
    assert code == 0
    assert "[3/3] installing" in out
    assert not (house.root / ".venv" / "half-installed").exists()
    assert house.run("warm") == (0, "launched <warm>", "")


def test_a_stop_takes_pip_along_and_the_next_start_begins_anew(house: House) -> None:
    house.has_python("python3", "3.11.7")
    house.pip_does("echo $$ >pip.pid; exec sleep 50")
    process = house.start()
    pip = _number_in(house.root / "pip.pid")
    process.terminate()
    _, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert err == "\nStopped while preparing .venv; the next start begins it anew.\n"
    assert _is_gone(pip)
    house.pip_does("")
    assert "[2/3] making .venv" in house.run()[1]


def test_two_starts_at_once_install_once(house: House) -> None:
    house.has_python("python3", "3.11.7")
    house.pip_does("sleep 1")
    first, second = house.start("one"), house.start("two")
    assert first.communicate(timeout=30)[0].endswith("launched <one>")
    assert second.communicate(timeout=30)[0].endswith("launched <two>")
    assert len(house.pip_calls()) == 1


def test_without_a_network_one_sentence_says_what_helps(house: House) -> None:
    house.has_python("python3", "3.11.7")
    house.pip_does(
        "echo \"WARNING: Retrying after connection broken by 'NewConnectionError'\";"
        "echo 'ERROR: No matching distribution found for thing==1.0'; exit 1"
    )
    code, _, err = house.run()
    assert code == 2
    assert err == (
        "No package index can be reached: connect this machine, set PIP_INDEX_URL to the index of your site, "
        "or put the wheels into wheelhouse/ (details in .venv/install.log).\n"
    )


def test_any_other_failure_is_told_in_the_last_words_of_pip(house: House) -> None:
    house.has_python("python3", "3.11.7")
    house.pip_does("echo 'ERROR: first'; echo 'ERROR: No space left on device'; exit 1")
    code, _, err = house.run()
    assert (code, err) == (
        2,
        "pip could not install requirements.lock: No space left on device (details in .venv/install.log).\n",
    )


@pytest.mark.parametrize(
    ("complete", "asked"),
    [
        (True, ["--no-index --find-links wheelhouse"]),
        (False, ["--no-index --find-links wheelhouse", "--find-links wheelhouse"]),
    ],
)
def test_the_network_is_asked_only_for_what_the_wheelhouse_lacks(
    house: House, complete: bool, asked: list[str]
) -> None:
    house.has_python("python3", "3.11.7")
    (house.root / "wheelhouse").mkdir()
    house.pip_does("" if complete else 'case "$*" in *--no-index*) exit 1 ;; esac')
    assert house.run()[0] == 0
    assert [call.partition("requirements.lock ")[2] for call in house.pip_calls()] == asked


def _number_in(path: Path) -> int:
    """Waits up to ten seconds for the file to be written."""
    for _ in range(100):
        if path.exists() and (text := path.read_text()).endswith("\n"):
            return int(text)
        time.sleep(0.1)
    raise TimeoutError(path)


def _is_gone(pid: int) -> bool:
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
