"""`./bench`: what the table and the JSON say, how a ratio is made, and that the load counts what it is answered."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from ops.bench import __main__ as bench
from ops.bench import report
from ops.bench.load import all_of, beside, drive
from ops.bench.stage import interleaved


class TestRatio:
    def test_a_ratio_is_the_median_of_the_rounds_own_ratios(self) -> None:
        """A round in which the whole machine was slow says as much as the others."""
        found = report.at_least("posts", [50.0, 10.0, 80.0], [100.0, 10.0, 100.0], "1/s", 0.7)
        assert (found.value, found.reference, found.ratio, found.holds) == (50.0, 100.0, 0.8, True)

    def test_exactly_the_goal_holds(self) -> None:
        assert report.at_least("posts", [60.0], [100.0], "1/s", 0.6).holds is True
        assert report.at_most("read", [12.0], [10.0], "ms", 1.2).holds is True

    def test_below_the_least_and_above_the_most_is_missed(self) -> None:
        assert report.at_least("posts", [59.0], [100.0], "1/s", 0.6).holds is False
        assert report.at_most("read", [12.1], [10.0], "ms", 1.2).holds is False

    def test_a_limit_of_its_own_needs_no_reference(self) -> None:
        found = report.below("read", [9.0, 30.0, 8.0], "ms", 10)
        assert (found.value, found.reference, found.ratio) == (9.0, None, None)
        assert (found.goal, found.holds) == ("< 10 ms", True)
        assert report.below("read", [10.0], "ms", 10).holds is False

    def test_a_rate_may_just_reach_its_limit(self) -> None:
        assert report.above("registrations", [1500.0], "1/min", 1500).holds is True
        assert report.above("registrations", [1499.0], "1/min", 1500).holds is False

    def test_what_has_no_goal_is_neither_held_nor_missed(self) -> None:
        assert report.told("CPU", [200.0], "µs").holds is None


class TestReport:
    MEASURES = (
        report.at_least("posts", [3000.0], [4000.0], "1/s", 0.6),
        report.below("read", [12.0], "ms", 10),
        report.told("CPU", [200.0], "µs"),
    )

    def test_the_json_is_a_list_of_measures_with_these_seven_fields(self, tmp_path: Path) -> None:
        report.write(self.MEASURES, tmp_path / "bench" / "points.json")
        found = json.loads((tmp_path / "bench" / "points.json").read_text())
        assert found == [asdict(each) for each in self.MEASURES]
        assert list(found[0]) == ["measure", "value", "unit", "reference", "ratio", "goal", "holds"]

    def test_the_table_has_a_line_for_each_and_says_what_holds(self) -> None:
        _, *lines = report.table(self.MEASURES)
        assert [line.split() for line in lines] == [
            ["posts", "3000", "1/s", "4000", "0.75", "≥", "0.6", "holds"],
            ["read", "12", "ms", "<", "10", "ms", "MISSED"],
            ["CPU", "200", "µs"],
        ]


def test_each_second_round_goes_the_other_way_round() -> None:
    visited: list[str] = []

    def visit(name: str) -> float:
        visited.append(name)
        return float(len(visited))

    found = interleaved({"a": lambda: visit("a"), "b": lambda: visit("b")}, 3)
    assert visited == ["a", "b", "b", "a", "a", "b"]
    assert found == {"a": [1.0, 4.0, 5.0], "b": [2.0, 3.0, 6.0]}


@pytest.mark.parametrize("words", [[], ["weather"]])
def test_an_area_that_is_not_there_is_said_with_those_that_are(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(words) == 2
    assert "./bench {points,activities,volunteering}" in capsys.readouterr().err


def test_fewer_than_three_rounds_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["points", "--rounds", "2"])
    assert "median" in capsys.readouterr().err


async def answering(status: bytes) -> tuple[asyncio.Server, tuple[str, int]]:
    """A server that gives everybody this status, its answer in two pieces."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Le")
            await writer.drain()
            await asyncio.sleep(0.001)
            writer.write(b"ngth: 4\r\n\r\ndone")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()


async def test_the_load_counts_good_answers_also_when_they_come_in_pieces() -> None:
    server, address = await answering(b"201 Created")
    async with server:
        load = await drive(address, lambda _: b"ask\n", connections=3, seconds=0.2, warm_seconds=0.05)
    assert load.latencies
    assert load.refused == {}
    assert load.sent >= len(load.latencies)


async def test_a_load_that_is_refused_is_no_measurement() -> None:
    server, address = await answering(b"503 Service Unavailable")
    async with server:
        with pytest.raises(RuntimeError, match="no success"):
            await drive(address, lambda _: b"ask\n", connections=1, seconds=0.1, warm_seconds=0.05)


async def test_each_of_a_list_is_sent_once_and_nothing_is_raised() -> None:
    server, address = await answering(b"201 Created")
    async with server:
        load = await all_of(address, [b"ask\n"] * 7, connections=3)
    assert (len(load.latencies), load.sent, load.refused) == (7, 7, {})
    server, address = await answering(b"409 Conflict")
    async with server:
        load = await all_of(address, [b"ask\n"] * 7, connections=9)
    assert (len(load.latencies), load.refused) == (0, {b"409": 7})


async def test_others_read_while_the_work_lasts_and_what_they_are_refused_is_counted() -> None:
    server, address = await answering(b"201 Created")
    broken, elsewhere = await answering(b"503 Service Unavailable")
    async with server, broken:
        work = drive(address, lambda _: b"ask\n", connections=1, seconds=0.3, warm_seconds=0.0)
        done, reading = await beside(work, elsewhere, lambda _: b"read\n", per_second=50)
    assert done.latencies
    assert set(reading.refused) == {b"503"}
    assert 3 <= reading.refused[b"503"] <= 20
