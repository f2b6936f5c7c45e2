"""HR's lists and webhooks from a shell: tried, compared by a timer, applied, looked at, and pushed again."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from typer.testing import Result

from ops.command.hr import DIFFERS, WAITS
from services.directory.models import WebhookEndpoint
from services.directory.usecases import hr_files
from shared.clock import system_clock
from shared.db import connect
from tests.directory.house import keeping_house

from .shell import rows, siyou

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
HEADS = "人员ID,工号,姓名,部门/车间"
SEVEN = [f"H{number},{number:04},张{chr(0x4E00 + number)}," for number in range(7)]


@pytest.fixture
def url(migrated: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A directory in which nobody is known, and which the commands find."""
    made = migrated("directory")
    around = {"DATABASE_URL": made, "FIELD_KEYS": "f" * 64, "CURSOR_KEY": "c" * 40, "VAR": str(tmp_path)}
    for name, value in around.items():
        monkeypatch.setenv(f"SIYOU_{name}", value)
    return made


@pytest.fixture
def people(tmp_path: Path) -> Callable[[list[str]], str]:
    """Writes a list; gives where it is."""

    def write(lines: list[str]) -> str:
        file = tmp_path / "people.csv"
        file.write_text("\n".join([HEADS, *lines]), encoding="gb18030")
        return str(file)

    return write


def taken_in(file: str, *how: str) -> Result:
    return siyou("hr", "import", file, *how)


def names(url: str) -> int:
    return int(rows(url, "SELECT count(*) FROM person WHERE active")[0][0])


class TestImport:
    def test_a_list_without_what_it_needs_leaves_no_trace(self, url: str, tmp_path: Path) -> None:
        file = tmp_path / "people.csv"
        file.write_text("工号,岗位\n1,操作工", encoding="utf-8")
        done = taken_in(str(file))
        assert (done.exit_code, " · " in done.stderr) == (1, True)
        assert rows(url, "SELECT count(*) FROM hr_file") == [(0,)]

    def test_a_dry_run_says_by_its_code_whether_anything_differs_and_changes_nothing(
        self, url: str, people: Callable[[list[str]], str]
    ) -> None:
        tried = taken_in(people(SEVEN), "--full", "--dry-run")
        assert (tried.exit_code, names(url)) == (DIFFERS, 0)
        assert "create\t7\t新增" in tried.stdout
        assert taken_in(people(SEVEN), "--full").exit_code == 0
        assert names(url) == 7
        compared = taken_in(people([*SEVEN, ""]), "--full", "--dry-run")
        assert (compared.exit_code, compared.stdout.split("\n")[1]) == (0, "unchanged\t7\t不变")

    def test_the_same_list_is_the_same_run(self, url: str, people: Callable[[list[str]], str]) -> None:
        first, second = (taken_in(people(SEVEN)).stdout for _ in range(2))
        assert first == second
        assert rows(url, "SELECT count(*) FROM hr_sync_run") == [(1,)]

    def test_more_leavers_than_go_unasked_wait_for_their_number(
        self, url: str, people: Callable[[list[str]], str]
    ) -> None:
        taken_in(people(SEVEN), "--full")
        asked = taken_in(people(SEVEN[:1]), "--full")
        assert (asked.exit_code, names(url)) == (WAITS, 7)
        assert "--confirm 6" in asked.stdout
        wrong = taken_in(people(SEVEN[:1]), "--full", "--confirm", "5")
        assert (wrong.exit_code, names(url)) == (1, 7)
        assert "By the plan 6 leave · 计划中有 6 人离开" in wrong.stderr
        assert taken_in(people(SEVEN[:1]), "--full", "--confirm", "6").exit_code == 0
        assert names(url) == 1

    def test_a_dry_run_lets_nobody_go(self, url: str, people: Callable[[list[str]], str]) -> None:
        del url
        assert taken_in(people(SEVEN), "--dry-run", "--confirm", "1").exit_code == 2

    def test_the_audit_names_the_shell(self, url: str, people: Callable[[list[str]], str]) -> None:
        taken_in(people(SEVEN))
        told = rows(url, "SELECT act, client_id LIKE 'shell:%' FROM audit WHERE act LIKE 'command.%'")
        assert told == [("command.hr.import", 1)]

    async def test_while_the_suite_runs_one_of_both_does_it_once(
        self, url: str, people: Callable[[list[str]], str]
    ) -> None:
        async with keeping_house(url) as house:
            house.watch.at = system_clock()
            done = await asyncio.to_thread(taken_in, people(SEVEN))
            assert (done.exit_code, "create\t7" in done.stdout) == (0, True)
            async with house.database.read() as view:
                found = await view.connection()
                count = await found.exec_driver_sql("SELECT count(*) FROM person")
                assert count.scalar_one() == 7


class TestRuns:
    def test_one_that_does_not_exist_is_named(self, url: str) -> None:
        del url
        done = siyou("hr", "run", str(uuid4()))
        assert (done.exit_code, done.stderr) == (1, "No such sync run · 同步任务不存在\n")

    def test_what_was_wrong_is_told_and_comes_back_beside_its_row(
        self, url: str, people: Callable[[list[str]], str], tmp_path: Path
    ) -> None:
        bad = "H8,0008,李明,不存在的车间"
        run_id = taken_in(people([*SEVEN, bad])).stdout.split("\t")[0]
        assert names(url) == 7
        assert siyou("hr", "runs").stdout.startswith(f"{run_id}\t")
        report = tmp_path / "report.xlsx"
        done = siyou("hr", "run", run_id, "--report", str(report))
        assert "9 workplace\tworkplace_unknown\t" in done.stdout
        assert report.stat().st_mode & 0o077 == 0
        marked = asyncio.run(hr_files.read(report.read_bytes(), "report.xlsx", full=False, width=None))
        assert len(marked.records) == 8
        acts = "SELECT count(*) FROM audit WHERE act = 'command.hr.report'"
        assert rows(url, acts) == [(1,)]


class TestWebhooks:
    def test_one_that_does_not_exist_is_named(self, url: str) -> None:
        del url
        assert siyou("webhooks", "list").stdout.startswith("There are no endpoints.")
        assert siyou("webhooks", "replay", str(uuid4())).exit_code == 1

    def test_what_changed_is_queued_again_once(self, url: str, people: Callable[[list[str]], str]) -> None:
        endpoint_id = asyncio.run(with_an_endpoint(url))
        taken_in(people(SEVEN))
        asyncio.run(heard(url))
        for _ in range(2):
            done = siyou("webhooks", "replay", str(endpoint_id))
            assert (done.exit_code, done.stdout.split(" ")[0]) == (0, "7"), done.stderr
        assert rows(url, "SELECT count(*), max(attempts) FROM webhook_delivery") == [(7, 0)]
        assert "enabled 启用\twaiting=7" in siyou("webhooks", "list").stdout
        assert siyou("webhooks", "replay", str(endpoint_id), "--since", "2126-01-01").stdout[0] == "0"


async def with_an_endpoint(url: str) -> UUID:
    database = connect(url, pool_size=1)
    row = WebhookEndpoint(
        title="HR",
        url="https://hr.example/siyou",
        event_types=["person.changed"],
        owner_id=uuid4(),
        made_by=uuid4(),
        made_at=system_clock(),
    )
    try:
        async with database.write() as tx:
            tx.add(row)
            await tx.flush()
            return row.id
    finally:
        await database.close()


async def heard(url: str) -> None:
    """The directory has told itself what is new, and given it places in the feed."""
    async with keeping_house(url) as house:
        house.watch.at = system_clock()
        await house.app.state.relay.deliver_due()  # the other services are not there to be told
        await house.app.state.feed_desk.catch_up()
