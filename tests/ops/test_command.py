"""What administrators do from a shell does what it says, leaves its trace, and refuses in one sentence."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from shared.clock import system_clock
from shared.db import connect
from tests.directory.house import keeping_house

from .shell import rows, siyou

ONE_DATABASE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def url(migrated: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> str:
    """A directory in which nobody is known, and which the commands find."""
    made = migrated("directory")
    monkeypatch.setenv("SIYOU_DATABASE_URL", made)
    monkeypatch.setenv("SIYOU_PASSWORD_MEMORY_KIB", "64")
    return made


def test_without_a_database_it_says_how_to_come_to_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIYOU_VAR", str(tmp_path))
    done = siyou("client", "list")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("There is no database of directory: start ./run once")


@ONE_DATABASE
def test_a_database_of_an_older_schema_is_not_touched(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIYOU_DATABASE_URL", database_url)
    done = siyou("client", "list")
    assert (done.exit_code, done.stderr.split(":")[0]) == (
        2,
        "The database of directory has not the newest schema",
    )


@ONE_DATABASE
class TestFirstAdministrator:
    def test_a_weak_password_is_refused_in_both_languages(self, url: str) -> None:
        done = siyou("administrator", "first", "tang", "--password-stdin", typed="tang\n")
        assert done.exit_code == 1
        assert done.stderr.startswith("The password does not meet the requirements · 密码不符合要求")
        assert rows(url, "SELECT login FROM account") == []

    def test_there_is_one_and_no_second(self, url: str) -> None:
        first = siyou("administrator", "first", "tang", "--password-stdin", typed="Taller-Trees-209\n")
        second = siyou("administrator", "first", "song", "--password-stdin", typed="Taller-Trees-208\n")
        assert (first.exit_code, second.exit_code) == (0, 1), first.stderr
        assert rows(url, "SELECT login FROM account") == [("tang",)]
        assert rows(url, "SELECT role FROM appointment") == [("security_administrator",)]

    def test_the_audit_names_the_shell(self, url: str) -> None:
        siyou("administrator", "first", "tang", "--password-stdin", typed="Taller-Trees-209\n")
        [(act, client, outcome)] = rows(url, "SELECT act, client_id, outcome FROM audit")
        assert (act, client.split(":")[0], outcome) == ("command.administrator.first", "shell", "done")


@ONE_DATABASE
class TestClients:
    def test_a_name_that_is_taken_is_refused(self, url: str) -> None:
        first, second = (siyou("client", "add-machine", "siyou-hr") for _ in range(2))
        assert (first.exit_code, second.exit_code) == (0, 1)
        assert second.stderr == "This client_id is taken · 该 client_id 已存在\n"
        assert rows(url, "SELECT count(*) FROM client") == [(1,)]

    def test_an_unsafe_address_is_refused(self, url: str) -> None:
        done = siyou("client", "add-browser", "app", "--redirect", "ftp://somewhere")
        assert (done.exit_code, rows(url, "SELECT count(*) FROM client")) == (1, [(0,)])

    def test_hr_signs_in_with_the_secret_that_was_printed_once(self, url: str) -> None:
        done = siyou("client", "add-machine", "siyou-hr", "--hr", "--title", "人力资源系统")
        secret = done.stdout.split()[-1]
        assert secret not in str(rows(url, "SELECT * FROM client"))
        assert asyncio.run(_opens(url, secret))
        assert siyou("client", "list").stdout == "siyou-hr\tmachine\tenabled\t人力资源系统\n"

    def test_one_that_is_disabled_gets_no_token(self, url: str) -> None:
        secret = siyou("client", "add-machine", "siyou-hr", "--hr").stdout.split()[-1]
        assert siyou("client", "disable", "siyou-hr").exit_code == 0
        assert not asyncio.run(_opens(url, secret))
        assert siyou("client", "disable", "nobody").stderr.startswith("No such client")


async def _opens(url: str, secret: str) -> bool:
    """Whether HR gets a token with it, and may do with that what HR does."""
    async with keeping_house(url) as house:
        house.watch.at = system_clock()
        await house.app.state.relay.deliver_due()  # the other services are not there to be told
        answer = await house.client.post(
            "/oauth2/token",
            data={"grant_type": "client_credentials"},
            auth=httpx2.BasicAuth("siyou-hr", secret),
        )
        if answer.status_code != httpx2.codes.OK:
            return False
        token = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        return (await house.client.get("/v1/persons", headers=token)).status_code == httpx2.codes.OK


@ONE_DATABASE
class TestFacts:
    def test_what_was_told_can_be_told_again(self, url: str) -> None:
        siyou("client", "add-machine", "siyou-hr")
        told = "SELECT count(*) FROM delivery WHERE hearer = 'points' AND delivered_at IS NULL"
        assert rows(url, told) == [(1,)]
        asyncio.run(_delivered(url))
        assert rows(url, told) == [(0,)]
        yesterday = (system_clock() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")
        done = siyou("facts", "replay", "directory", "points", "--since", yesterday)
        assert done.stdout == "1 facts will be told to points again.\n"
        assert rows(url, told) == [(1,)]
        assert siyou("facts", "waiting", "directory").stdout.split("\n")[1].startswith("points\t1\t")

    def test_a_service_that_does_not_exist_is_named(self, url: str) -> None:
        del url
        assert siyou("facts", "waiting", "accounting").stderr.startswith("There is no service accounting")


async def _delivered(url: str) -> None:
    database = connect(url, pool_size=1)
    async with database.write() as tx:
        await tx.execute(text("UPDATE delivery SET delivered_at = next_at"))
    await database.close()


@ONE_DATABASE
def test_the_doctor_names_what_is_not_well(url: str) -> None:
    done = siyou("doctor", "directory")
    assert done.exit_code == 1
    assert "BAD  directory: nobody can sign in; see ./siyou administrator first" in done.stdout
    assert "ok   directory: sound file, newest schema" in done.stdout
    assert rows(url, "SELECT count(*) FROM audit") == [(0,)]


@ONE_DATABASE
class TestReseal:
    def test_without_keys_nothing_is_touched(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        del url
        monkeypatch.setenv("SIYOU_FIELD_KEYS", "no key")
        done = siyou("reseal")
        assert (done.exit_code, "no key" in done.stderr) == (1, False)
        assert done.stderr.startswith("SIYOU_FIELD_KEYS holds no usable keys")

    def test_it_says_how_much_was_sealed_again_and_leaves_its_trace(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SIYOU_FIELD_KEYS", f"{'2e' * 32},{'f' * 64}")
        done = siyou("reseal")
        assert (done.exit_code, done.stdout.split(" under ")[0]) == (0, "0 fields sealed again")
        assert rows(url, "SELECT act FROM audit") == [("command.reseal",)]
