"""Practice: a clock that the whole suite shares and anybody may set forward, there in practice only."""

import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

import suite
from ops.house import House
from ops.plan import Plan, plan_of
from ops.practice import CLOCK, FACTS, ClockBackwards, PracticeClock
from ops.var import CannotStart, Var
from shared.clock import Clock, system_clock
from tests.support.issuer import NOON, Watch

from .launcher import a_free_port, launch, running

DAY = timedelta(days=1)
FACT_ID, WANG = "0190b3a0-0000-7000-8000-000000000001", "0190b3a0-0000-7000-8000-000000000002"


def a_house(folder: Path, clock: Clock) -> House:
    urls = {each.name: f"sqlite+aiosqlite:///{folder}/{each.name}.sqlite" for each in suite.SERVICES}
    return House(urls, clock, service_key="s" * 40, cursor_key="c" * 40, field_keys="f" * 64, var=folder)


def a_fact(kind: str = "attendance.confirmed") -> dict[str, Any]:
    data = {"person_id": WANG, "occurred_on": "2026-09-05", "source_id": "theme", "meeting_kind": "theme_day"}
    return {
        "id": FACT_ID,
        "source": "activities",
        "type": kind,
        "subject": WANG,
        "time": "2026-09-05T18:00:00+08:00",
        "data": data,
    }


def a_client(house: House) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(house.door)
    english = {"Accept-Language": "en"}
    return httpx2.AsyncClient(transport=transport, base_url="http://siyou.example", headers=english)


@pytest.fixture
def kept() -> list[timedelta]:
    return []


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def clock(watch: Watch, kept: list[timedelta]) -> PracticeClock:
    """Ten days ahead of the real time, which is the watch's."""
    return PracticeClock(10 * DAY, kept.append, watch)


class TestClock:
    def test_it_runs_on_from_where_it_was_set(self, clock: PracticeClock, watch: Watch) -> None:
        assert clock() == NOON + 10 * DAY
        clock.set(NOON + 20 * DAY)
        watch.pass_by(minutes=3)
        assert clock() == NOON + 20 * DAY + timedelta(minutes=3)

    def test_it_tells_how_far_it_is_ahead_so_that_a_later_start_goes_on(
        self, clock: PracticeClock, kept: list[timedelta]
    ) -> None:
        clock.set(NOON + 20 * DAY)
        assert kept == [10 * DAY, 20 * DAY]

    def test_it_never_goes_back(self, clock: PracticeClock, kept: list[timedelta]) -> None:
        with pytest.raises(ClockBackwards):
            clock.set(NOON + 10 * DAY - timedelta(seconds=1))
        assert clock() == NOON + 10 * DAY
        assert kept == [10 * DAY]


class TestDoor:
    async def test_outside_practice_there_is_nothing_at_its_address(self, tmp_path: Path) -> None:
        async with a_client(a_house(tmp_path, system_clock)) as client:
            answers = [await client.request(method, CLOCK, json={}) for method in ("GET", "PUT")]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert [answer.json()["code"] for answer in answers] == ["address_unknown"] * 2

    async def test_it_is_set_for_every_service_at_once(self, tmp_path: Path, clock: PracticeClock) -> None:
        house = a_house(tmp_path, clock)
        async with a_client(house) as client:
            before = await client.get(CLOCK)
            after = await client.put(CLOCK, json={"now": "2027-01-04T09:00:00+08:00"})
        assert before.json() == {"now": "2026-09-25T12:00:00+08:00"}
        assert (after.status_code, after.json()) == (200, {"now": "2027-01-04T09:00:00+08:00"})
        told = {app.state.clock() for app in house.apps.values()}
        assert told == {datetime(2027, 1, 4, 1, tzinfo=UTC)}

    async def test_backwards_is_a_conflict_that_says_what_time_it_is(
        self, tmp_path: Path, clock: PracticeClock
    ) -> None:
        async with a_client(a_house(tmp_path, clock)) as client:
            answer = await client.put(CLOCK, json={"now": "2026-09-25T11:59:59+08:00"})
        assert (answer.status_code, answer.json()["code"]) == (409, "clock_backwards")
        assert answer.json()["detail"] == "It is 2026-09-25T12:00:00+08:00 already"

    @pytest.mark.parametrize(
        "body", [b"x", b"{}", b'{"now": "2027-01-04"}', b'{"now": "2027-01-04T09:00:00"}', b'{"now": null}']
    )
    async def test_what_is_no_instant_is_malformed(
        self, tmp_path: Path, clock: PracticeClock, body: bytes
    ) -> None:
        async with a_client(a_house(tmp_path, clock)) as client:
            answer = await client.put(CLOCK, content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed")

    async def test_a_century_is_too_far(self, tmp_path: Path, clock: PracticeClock) -> None:
        async with a_client(a_house(tmp_path, clock)) as client:
            answer = await client.put(CLOCK, json={"now": "2100-01-01T00:00:00Z"})
        assert answer.json()["errors"][0]["message"] == "must be less than 2100-01-01T00:00:00Z"

    async def test_in_practice_it_stands_in_the_description(
        self, tmp_path: Path, clock: PracticeClock
    ) -> None:
        house = a_house(tmp_path, clock)
        async with house.running(), a_client(house) as client:
            described = (await client.get("/openapi.json")).json()["paths"]
            ready = (await client.get("/readyz")).json()
        assert (list(described[CLOCK]), list(described[FACTS])) == (["get", "put"], ["post"])
        assert ready["services"]["practice"] == "ok"


class TestFacts:
    async def test_outside_practice_nobody_may_tell_them(self, tmp_path: Path) -> None:
        async with a_client(a_house(tmp_path, system_clock)) as client:
            answer = await client.post(FACTS, json={"facts": [a_fact()]})
        assert (answer.status_code, answer.json()["code"]) == (404, "address_unknown")

    async def test_one_reaches_points_and_counts_once(self, tmp_path: Path, clock: PracticeClock) -> None:
        """Nobody is known here, so points keeps it until the person is: that is an outcome too."""
        house = a_house(tmp_path, clock)
        async with house.running(), a_client(house) as client:
            told = [(await client.post(FACTS, json={"facts": [a_fact()]})).json() for _ in range(2)]
        assert told == [
            {"results": [{"id": FACT_ID, "outcome": outcome, "code": code}]}
            for outcome, code in (("parked", "member_missing"), ("duplicate", None))
        ]

    @pytest.mark.parametrize("kind", suite.ROSTER)
    async def test_who_people_are_is_not_told_so(
        self, tmp_path: Path, clock: PracticeClock, kind: str
    ) -> None:
        async with a_client(a_house(tmp_path, clock)) as client:
            answer = await client.post(FACTS, json={"facts": [a_fact(kind)]})
        assert (answer.status_code, answer.json()["code"]) == (422, "fact_not_practised")


class TestPlan:
    @pytest.fixture
    def plan(self, tmp_path: Path) -> Callable[[str], Plan]:
        def made(day: str) -> Plan:
            return Plan("127.0.0.1", 8000, split=False, demo=True, var=Var(tmp_path), practice=_day(day))

        return made

    def test_it_begins_at_nine_in_the_factory(self, plan: Callable[[str], Plan]) -> None:
        assert plan("2026-12-28").begins_at.isoformat() == "2026-12-28T09:00:00+08:00"

    def test_a_later_start_goes_on_where_the_clock_was_left(self, plan: Callable[[str], Plan]) -> None:
        """Or on the day that was asked for, if that is later: time never goes back."""
        kept = plan("2026-12-28").ahead() + 30 * DAY
        plan("2026-12-28").var.keep_ahead(kept)
        assert plan("2026-12-28").ahead() == kept
        assert plan("2027-06-01").ahead() > kept

    def test_its_data_lie_apart(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("SIYOU_VAR", str(tmp_path))
        made = plan_of(host="127.0.0.1", port=8000, demo=True, practice=_day("2026-12-28"))
        assert made.var.folder == tmp_path / "practice"

    def test_it_begins_with_the_people_of_the_demo_and_nothing_else(
        self, plan: Callable[[str], Plan]
    ) -> None:
        people = replace(plan("2026-12-28"), empty=True)
        assert (people.furnished, people.steps) == (("directory",), 6)
        assert (plan("2026-12-28").furnished, plan("2026-12-28").steps) == (
            ("directory", "activities", "volunteering", "points"),
            9,
        )

    def test_split_it_cannot_be(self) -> None:
        with pytest.raises(CannotStart, match="leave --split away"):
            plan_of(host="127.0.0.1", port=8000, split=True, demo=True, practice=_day("2026-12-28"))

    @pytest.mark.parametrize("word", ["28.12.2026", "2024-12-31", "2100-01-01", "today"])
    def test_what_is_no_day_is_said_so(self, tmp_path: Path, word: str) -> None:
        done = launch(tmp_path, "--practice", word)
        assert done.returncode == 2
        assert "a day is written 2025-01-01 and lies between this one and 2099-12-31" in done.stderr


def _day(word: str) -> date:
    return date.fromisoformat(word)


@pytest.mark.slow
def test_a_second_start_goes_on_and_a_reset_starts_over(tmp_path: Path) -> None:
    var, words = tmp_path / "var", ("--practice", "2026-12-28", "--no-demo")
    with running(var, *words) as first:
        assert "it is 2026-12-28 09:0" in first.printed
        body = {"now": "2027-03-01T08:00:00+08:00"}
        assert httpx2.put(first.address + CLOCK, json=body, trust_env=False).status_code == 200
        assert first.stop(signal.SIGINT) == 0
    with running(var, *words) as second:
        assert "it is 2027-03-01 08:0" in second.printed
        assert second.stop(signal.SIGINT) == 0
    ordinary = launch(var, "--check", "--reset", "--port", str(a_free_port()))
    assert ordinary.returncode == 0
    with running(var, *words, "--reset") as third:
        assert "Starting over: removing activities.sqlite, clock.json, directory.sqlite" in third.printed
        assert "it is 2026-12-28 09:0" in third.printed
        assert third.stop(signal.SIGINT) == 0
