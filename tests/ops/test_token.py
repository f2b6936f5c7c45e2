"""`./run token LOGIN`: a token alone on standard output, or one sentence why there is none."""

import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from ops.practice import CLOCK
from tests.support.serving import serving

from .launcher import ROOT, a_free_port, an_environment, launch, running


def test_a_suite_that_does_not_run_is_one_sentence_with_its_cure(tmp_path: Path) -> None:
    port = str(a_free_port())
    done = launch(tmp_path, "token", "member", "--port", port)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Nothing answers at http://127.0.0.1:{port} (ConnectError): start the suite with ./run, "
        "or say where it is with --port or --address.\n"
    )


@pytest.mark.parametrize("address", ["http://", "nowhere", "ftp://127.0.0.1"])
def test_what_is_no_address_is_one_sentence(tmp_path: Path, address: str) -> None:
    done = launch(tmp_path, "token", "member", "--address", address)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("Nothing answers at ")


def test_another_program_at_the_address_is_one_sentence(tmp_path: Path) -> None:
    with serving(Starlette()) as address:
        done = launch(tmp_path, "token", "member", "--address", address)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"What answers at {address}/ is not Siyou, or is not ready.\n"


def test_without_a_terminal_nobody_is_asked_for_a_password(tmp_path: Path) -> None:
    metadata = Route(
        "/.well-known/oauth-authorization-server", lambda _request: JSONResponse({"issuer": "http://x"})
    )
    with serving(Starlette(routes=[metadata])) as address:
        done = launch(tmp_path, "token", "wang", "--address", address)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "wang is not of the demo furnished here: put the password into SIYOU_PASSWORD. "
        f"(Looked in {tmp_path}; if ./run was started with SIYOU_VAR, give it here too; demo logins: none.)\n"
    )


@pytest.mark.slow
def test_people_and_machines_of_the_demo_get_theirs_until_the_practice_clock_jumps(tmp_path: Path) -> None:
    var = tmp_path / "var"

    def token(login: str, port: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ops.launch", "token", login, "--port", port],
            cwd=ROOT,
            env=an_environment(var) | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    with running(var, "--practice", "2026-12-28") as started:
        port = started.address.rpartition(":")[2]
        schemes = started.address + "/v1/schemes"
        for login in ("member", "secretary", "auditor", "siyou-safety"):
            done = token(login, port)
            assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
        bearer = {"Authorization": f"Bearer {token('member', port).stdout.strip()}"}
        assert httpx2.get(schemes, headers=bearer, trust_env=False).status_code == 200
        wrong = token("member", port, SIYOU_PASSWORD="wrong")
        assert (wrong.returncode, wrong.stdout) == (1, "")
        assert wrong.stderr == (
            "Login or password is wrong, or the account is locked or needs a new password first.\n"
        )
        jump = {"now": "2027-01-11T09:00:00+08:00"}
        assert httpx2.put(started.address + CLOCK, json=jump, trust_env=False).status_code == 200
        assert httpx2.get(schemes, headers=bearer, trust_env=False).status_code == 401
        anew = {"Authorization": f"Bearer {token('member', port).stdout.strip()}"}
        assert httpx2.get(schemes, headers=anew, trust_env=False).status_code == 200
        assert started.stop(signal.SIGINT) == 0
        assert "Traceback" not in started.printed
