"""The search through the logs of the whole run finds what it is made for, in whichever process it was written."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import logs
from tests.support.canaries import FORMS, carried, found

_ROOT = Path(__file__).parents[2]
_SINGING = {
    "telephone number": ["13987600001", "+8613987600001", "'phone': '13812345678'"],
    "address": ["canary1@factory.example", "mail to n1@a.example failed"],
    "birthday": ["1961-02-03", "datetime.date(1961, 2, 3)"],
    "political status": ['"political_status": "01"', "politicalStatus='03'", "中共预备党员", "1987-06-05"],
    "stage of development": ["development_stage='activist'"],
    "discipline": ["川烟纪处〔2026〕3号"],
    "identity card": ["11010519491231002X"],
    "token": ["Bearer eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJodHRwcyJ9.c2ln"],
    "webhook secret": ["whsec_MfKQ9r8GKYqrTwjU"],
    "password": ["Correct-horse-7"],
    "secret": ["machine-secret-of-tests", "$argon2id$v=19$m=64"],
}
_SILENT = """
directory WARNING services.directory: message delivery 01a20b4c-3480-72be-8b51-868e40142822 was not sent: 138****5678
trace 0123456789abcdef13812345678abcde broke at 2026-09-15T04:00:00Z in 1763948400123 ms, political_status unknown
"""
_CONFTEST = """
from tests.support import logs
def pytest_configure(config):
    logs.begin(config)
"""
_TESTS = """
import logging, subprocess
def test_a_service_logs():
    logging.getLogger("services.directory").debug("telling 13987600001")
def test_a_child_prints():
    subprocess.run(["echo", "born 1961-02-03"], check=True)
"""


def test_every_form_is_known_where_it_stands_and_nothing_else_is() -> None:
    assert set(_SINGING) == set(FORMS)
    for kind, samples in _SINGING.items():
        assert [[each.kind for each in found(sample)] for sample in samples] == [[kind]] * len(samples)
    assert found(_SILENT) == []


def test_everybody_carries_what_can_be_found() -> None:
    for number in range(400):
        assert [each.kind for each in found(repr(carried(number)))] == [
            *("telephone number", "address", "birthday", "political status"),
        ]


def test_what_is_logged_here_is_kept_for_the_end() -> None:
    logging.getLogger("services.directory").debug("a heron went by")
    logging.getLogger("aiosqlite").debug("and a stork")
    assert "a heron went by" in logs.written()
    assert "a stork" not in logs.written()


def test_what_a_program_wrote_is_searched_but_for_what_it_is_there_to_tell(tmp_path: Path) -> None:
    """Nothing may sing in the logs of this run: the words stand in a folder of their own."""
    apart = logs.Logs(tmp_path)
    apart.begin()
    try:
        logs.keep("password Siyou-demo-2026", "launcher", told=["Siyou-demo-2026"])
        [kept] = list(tmp_path.rglob("launcher*.log"))
        assert kept.read_text() == "password (told)"
        kept.write_text("a line\nto 13987600001\n")
        assert logs.searched(tmp_path) == [f"{kept}:2: telephone number: 13987600001"]
    finally:
        apart.pytest_unconfigure()


@pytest.mark.slow  # it starts a run of its own
def test_one_canary_in_a_worker_or_its_child_fails_a_run_in_which_all_tests_pass(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(_CONFTEST)
    (tmp_path / "test_singing.py").write_text(_TESTS)
    words = ["-q", "-n", "1", "-c", os.devnull, "--rootdir", str(tmp_path), "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *words, str(tmp_path)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(_ROOT), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "2 passed" in ran.stdout
    assert ran.returncode == 1, ran.stdout
    hits = [line.split(": ", 1)[1] for line in ran.stdout.splitlines() if line.startswith(str(tmp_path))]
    assert hits == ["telephone number: 13987600001", "birthday: 1961-02-03"]
