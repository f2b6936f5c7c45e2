"""The logs of the whole run, and what may not stand in them.

Every process of tests keeps what is logged in it, and what it and its children print, in a folder of the run; when the
run is over whoever steers it searches all of it for canaries, and a single one fails the run.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from . import canaries

OURS = ("gateway", "ops", "services", "shared")
_kept = count(1)
_run: list["Logs"] = []


class Logs:
    """A plugin: one for each process of a run. `folder` is everybody's."""

    def __init__(self, folder: Path | None) -> None:
        """Steers the run unless somebody else has made the folder."""
        self.steers = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="siyou-logs-"))
        self.hits: list[str] = []
        self._handler = logging.FileHandler(
            self.folder / f"{os.getpid()}.log", encoding="utf-8", errors="backslashreplace", delay=True
        )
        self._handler.setFormatter(logging.Formatter("%(test)s: %(levelname)s %(name)s: %(message)s"))
        self._handler.addFilter(_kept_in_a_factory)

    def begin(self) -> None:
        """Take in all that services log; of libraries what they log in a factory, where the level is WARNING."""
        logging.getLogger().addHandler(self._handler)
        for each in OURS:
            logging.getLogger(each).setLevel(logging.DEBUG)
        _run.append(self)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """The other processes write into the same folder."""
        node.workerinput["siyou_logs"] = str(self.folder)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What was printed on the way, by the test's process or by one that it has started."""
        if not self.steers or report.when != "teardown":
            return
        printed = [text for title, text in report.sections if title.startswith("Captured std")]
        if printed:
            with (self.folder / "printed.log").open("a", encoding="utf-8", errors="backslashreplace") as out:
                out.write("\n".join((f"== {report.nodeid}", *printed, "")))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """All have ended by now, since whoever steers the others is done with them first."""
        if not self.steers:
            return
        self.hits = searched(self.folder)
        if self.hits:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_unconfigure(self) -> None:
        """What was found remains to be looked at."""
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()
        _run.remove(self)
        if self.steers and not self.hits:
            shutil.rmtree(self.folder)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """File, line and what it is, to be followed."""
        if self.hits:
            terminalreporter.section("canaries in the logs", red=True)
            for hit in self.hits:
                terminalreporter.line(hit)


def begin(config: pytest.Config) -> None:
    """Keep the logs of this process from now on."""
    given = getattr(config, "workerinput", {}).get("siyou_logs")
    logs = Logs(Path(given) if given else None)
    logs.begin()
    config.pluginmanager.register(logs, "siyou-logs")


def keep(text: str, name: str, *, told: Iterable[str] = ()) -> None:
    """What a program wrote whose output a test has read itself; `told` is what it is there to tell everybody."""
    for word in told:
        text = text.replace(word, "(told)")
    for logs in _run:
        (logs.folder / f"{name}-{os.getpid()}-{next(_kept)}.log").write_text(
            text, encoding="utf-8", errors="backslashreplace"
        )


def written() -> str:
    """All that this process has logged."""
    own = [logs.folder / f"{os.getpid()}.log" for logs in _run]
    return "".join(file.read_text(encoding="utf-8") for file in own if file.exists())


def searched(folder: Path) -> list[str]:
    """Every canary in the files of a folder as `FILE:LINE: KIND: WORDS`."""
    texts = {
        file: file.read_text(encoding="utf-8", errors="backslashreplace")
        for file in sorted(folder.rglob("*.log"))
    }
    return [
        f"{file}:{each.line}: {each.kind}: {each.words}"
        for file, text in texts.items()
        for each in canaries.found(text)
    ]


def _kept_in_a_factory(record: logging.LogRecord) -> bool:
    """Whether a factory would log it, where libraries may warn and no more; with the test that is running."""
    record.test = os.environ.get("PYTEST_CURRENT_TEST", "between tests")
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in OURS
