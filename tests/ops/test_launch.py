"""`./run`: what stands in its way it says in a sentence; it starts, keeps its data, and stops cleanly."""

import json
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from ops.plan import Plan, check_port, table
from ops.var import CannotStart, Var

from .launcher import ROOT, a_free_port, an_environment, launch, running

SERVICES = ["directory", "activities", "volunteering", "points"]


class TestWhatStandsInTheWay:
    def test_a_taken_port_is_one_sentence_with_its_cure(self, tmp_path: Path) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as taken:
            port = taken.getsockname()[1]
            done = launch(tmp_path / "var", "--port", str(port))
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr == (
            f"Port {port} on 127.0.0.1 is taken: stop what listens there, "
            "or choose another, as in ./run --port 8080.\n"
        )
        assert not (tmp_path / "var").exists()

    def test_an_address_of_another_machine_is_one_sentence(self) -> None:
        with pytest.raises(
            CannotStart, match=r"^This machine has no address 192\.0\.2\.1 .*: leave --host away"
        ):
            check_port("192.0.2.1", a_free_port())

    def test_a_folder_that_cannot_be_written_is_one_sentence_with_its_cure(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        done = launch(tmp_path / "file" / "var", "--port", str(a_free_port()))
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(r"Siyou keeps its data in .* cannot be written .*with SIYOU_VAR\.\n", done.stderr)

    def test_two_launchers_never_share_a_folder(self, tmp_path: Path) -> None:
        with (
            Var(tmp_path).taken(),
            pytest.raises(CannotStart, match=r"Another \./run is using"),
            Var(tmp_path).taken(),
        ):
            pass

    @pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
    def test_what_is_no_port_is_said_so(self, tmp_path: Path, port: str) -> None:
        done = launch(tmp_path, f"--port={port}")
        assert done.returncode == 2
        assert "a port is a number from 1 to 65535" in done.stderr


class TestPlan:
    def test_check_says_what_would_be_done_and_does_nothing(self, tmp_path: Path) -> None:
        port = a_free_port()
        done = launch(tmp_path / "var", "--check", "--port", str(port))
        assert (done.returncode, done.stderr) == (0, "")
        first, gateway, *services = done.stdout.splitlines()
        assert first == f"Siyou starts at http://127.0.0.1:{port} in one process."
        assert gateway.split() == ["gateway", f"http://127.0.0.1:{port}"]
        assert [line.split()[0] for line in services] == SERVICES
        assert not (tmp_path / "var").exists()

    def test_check_is_quick_because_it_loads_nothing(self, tmp_path: Path) -> None:
        code = "import sys; from ops import launch; launch.main(['--check', '--port', sys.argv[1]]); "
        code += (
            "print(sorted({'fastapi', 'sqlalchemy', 'granian', 'starlette', 'pydantic'} & set(sys.modules)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(a_free_port())],
            cwd=ROOT,
            env=an_environment(tmp_path),
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.splitlines()[-1] == "[]"

    def test_parts_are_told_everything_by_the_environment(self, tmp_path: Path) -> None:
        everywhere = "0.0.0.0"  # noqa: S104 - nothing is bound here
        plan = Plan(host=everywhere, port=8000, split=True, demo=True, var=Var(tmp_path))
        told, gateway = plan.environment("points"), plan.environment()
        sealing = [each for each in SERVICES if "SIYOU_FIELD_KEYS" in plan.environment(each)]
        assert (sealing, "SIYOU_FIELD_KEYS" in gateway) == (["directory"], False)
        assert told["SIYOU_DATABASE_URL"] == f"sqlite+aiosqlite:///{tmp_path}/points.sqlite"
        assert told["SIYOU_ISSUER"] == "http://127.0.0.1:8000"
        assert told["SIYOU_JWKS_URL"] == "http://127.0.0.1:8101/oauth2/jwks"
        assert json.loads(told["SIYOU_PEERS"])["points"] == "http://127.0.0.1:8102"
        assert (
            told["SIYOU_SERVICE_KEY"]
            == gateway["SIYOU_SERVICE_KEY"]
            == Var(tmp_path).secrets()["service_key"]
        )
        assert "SIYOU_DATABASE_URL" not in gateway

    def test_the_table_says_where_and_as_whom(self, tmp_path: Path) -> None:
        plan = Plan(host="127.0.0.1", port=8000, split=False, demo=True, var=Var(tmp_path))
        people = [
            {"login": "member", "password": "p", "name": "王建国", "role_zh": "党员", "role_en": "member"},
            {
                "login": "leader",
                "password": "p",
                "name": "周启明",
                "role_zh": "党小组长",
                "role_en": "group leader",
            },
        ]
        told = {"people": people, "clients": [{"client_id": "siyou-hr", "secret": "s"}]}
        lines = table(plan, told, 1.234)
        assert "Siyou is running · 四有已启动 (1.2 s)" in lines
        assert "  Documentation   http://127.0.0.1:8000/docs" in lines
        assert "  member  p         王建国 党员      member" in lines
        assert "  leader  p         周启明 党小组长  group leader" in lines
        assert (
            "  curl -s -u siyou-hr:s -d grant_type=client_credentials http://127.0.0.1:8000/oauth2/token"
            in lines
        )

    @pytest.mark.parametrize(
        ("siyou_port", "port", "command"),
        [
            ("", 8000, "  ./run token member"),
            ("", 8080, "  ./run token member --port 8080"),
            ("8080", 8080, "  ./run token member --port 8080"),
            ("8080", 8000, "  ./run token member --port 8000"),
        ],
    )
    def test_the_command_for_a_token_holds_in_any_other_shell(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, siyou_port: str, port: int, command: str
    ) -> None:
        monkeypatch.setenv("SIYOU_PORT", siyou_port)
        plan = Plan(host="127.0.0.1", port=port, split=False, demo=True, var=Var(tmp_path))
        told = {"people": [], "clients": [{"client_id": "siyou-hr", "secret": "s"}]}
        assert command in table(plan, told, 1.234)


class TestVar:
    def test_secrets_are_made_once_and_are_their_owners_alone(self, tmp_path: Path) -> None:
        first = Var(tmp_path).secrets()
        assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
        assert Var(tmp_path).secrets() == first
        assert sorted(first) == ["cursor_key", "field_keys", "service_key"]
        assert min(map(len, first.values())) >= 32
        assert len(set(first.values())) == 3

    def test_a_secret_that_a_later_release_wants_is_added_to_those_that_are_there(
        self, tmp_path: Path
    ) -> None:
        (tmp_path / "secrets.json").write_text('{"service_key": "s", "cursor_key": "c"}')
        found = Var(tmp_path).secrets()
        assert (found["service_key"], found["cursor_key"]) == ("s", "c")
        assert len(found["field_keys"]) == 64
        assert Var(tmp_path).secrets() == found

    def test_a_reset_says_what_it_removes_and_spares_measurements(self, tmp_path: Path) -> None:
        for name in ("points.sqlite", "points.sqlite-wal", "secrets.json", "demo.json"):
            (tmp_path / name).touch()
        (tmp_path / "files" / "a").mkdir(parents=True)
        (tmp_path / "bench").mkdir()
        assert Var(tmp_path).contents() == [
            *("demo.json", "files", "points.sqlite", "points.sqlite-wal", "secrets.json")
        ]
        Var(tmp_path).clear()
        assert [entry.name for entry in tmp_path.iterdir()] == ["bench"]

    def test_the_demo_is_wanted_at_the_first_start_and_when_a_database_is_gone(self, tmp_path: Path) -> None:
        var = Var(tmp_path)

        def wanted(*, demo: bool = True) -> bool:
            return Plan(host="127.0.0.1", port=8000, split=False, demo=demo, var=var).furnish

        assert wanted()
        assert not wanted(demo=False)
        for service in SERVICES:
            var.database(service).touch()
        assert wanted()
        var.keep_demo({"people": [], "clients": []})
        assert not wanted()
        var.database("points").unlink()
        assert wanted()


class TestStarting:
    def test_it_starts_serves_stops_and_keeps_its_data(self, tmp_path: Path) -> None:
        var = tmp_path / "var"
        with running(var, "--no-demo") as first:
            answer = httpx2.get(f"{first.address}/readyz", trust_env=False)
            assert answer.json() == {"status": "ok", "services": dict.fromkeys(SERVICES, "ok")}
            keys = httpx2.get(f"{first.address}/oauth2/jwks", trust_env=False).json()
            again = launch(var, "--port", str(a_free_port()))
            assert (again.returncode, again.stdout) == (2, "")
            assert "Another ./run is using" in again.stderr
            assert first.stop(signal.SIGINT) == 0
            assert first.printed.endswith("Stopping …\nStopped.\n")
            assert "Traceback" not in first.printed
        with running(var, "--no-demo") as second:
            assert httpx2.get(f"{second.address}/oauth2/jwks", trust_env=False).json() == keys
            assert second.stop(signal.SIGTERM) == 0
            assert "Traceback" not in second.printed
        with running(var, "--no-demo", "--reset") as third:
            assert "Starting over: removing activities.sqlite, directory.sqlite" in third.printed
            assert httpx2.get(f"{third.address}/oauth2/jwks", trust_env=False).json() != keys
            assert third.stop(signal.SIGINT) == 0

    @pytest.mark.slow
    def test_a_body_that_never_comes_does_not_keep_it(self, tmp_path: Path) -> None:
        with running(tmp_path / "var", "--no-demo") as started:
            port = int(started.address.rpartition(":")[2])
            with closing(socket.create_connection(("127.0.0.1", port))) as client:
                client.sendall(b"POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
                time.sleep(0.2)
                assert started.stop(signal.SIGINT) == 0
            assert started.printed.endswith("Stopped.\n")
            assert "Traceback" not in started.printed

    @pytest.mark.slow
    @pytest.mark.timeout(300)
    def test_split_it_is_the_same_suite(self, tmp_path: Path) -> None:
        """Slow, and it needs the suite's own ports."""
        with running(tmp_path / "var", "--split") as started:
            answer = httpx2.get(f"{started.address}/readyz", trust_env=False)
            assert answer.json() == {"status": "ok", "services": dict.fromkeys(SERVICES, "ok")}
            token = httpx2.post(
                f"{started.address}/oauth2/token",
                data={"grant_type": "client_credentials"},
                auth=("siyou-safety", "demo-safety-secret"),
                trust_env=False,
            ).json()["access_token"]
            asked = httpx2.get(
                f"{started.address}/v1/schemes", headers={"Authorization": f"Bearer {token}"}, trust_env=False
            )
            assert asked.status_code == 200
            assert started.stop(signal.SIGINT) == 0
            assert started.printed.endswith("Stopping …\nStopped.\n")
            assert "Traceback" not in started.printed
