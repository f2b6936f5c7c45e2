"""The nastiest cases of places, spans and hours, by number: each has tests that name it."""

from pathlib import Path

import pytest

from tests.support.saying import edge_cases

TESTS = Path(__file__).parents[1]
CASES = {
    1: "the last place: fifty at once for ten places give ten, and a recount equals the counter",
    2: "guests: a party takes all its places or none",
    9: "one person scanned twice at once leaves one record with the first time",
    10: "the same request five times gives one row and five equal answers; another body under its key is refused",
    11: "offline batches come to the same in any order; a clock five minutes wrong counts nothing",
    13: "one volunteer at once in two shifts that overlap gets one; touching ones are allowed; nobody deadlocks",
    14: "across midnight: 480 minutes, the day of the beginning, an end at 00:00 is the next day",
    15: "minutes within a night window are those of the intersection, counted once",
    16: "a forgotten check-out closes flagged and credits nothing until it is confirmed; too early is no check-in",
    17: "the code on the spot dies soon, cannot be made up, and tells two on one device",
    18: "spans keep their length where clocks change",
    20: "what has a deadline happens once, whoever is late and however many processes look",
}
RACES = frozenset({1, 9, 10, 13, 20})
"""These need many at once, on both databases."""


@pytest.mark.parametrize("case", CASES)
def test_every_edge_case_has_a_test_that_names_it(case: int) -> None:
    assert edge_cases(TESTS).get(case), CASES[case]


@pytest.mark.parametrize("case", sorted(RACES))
def test_every_race_is_run_by_many_at_once_on_both_databases(case: int) -> None:
    assert [
        test for test in edge_cases(TESTS)[case] if test.startswith("usecases/") and test.endswith("@both")
    ]


def test_no_test_names_an_edge_case_that_is_not_listed() -> None:
    assert set(edge_cases(TESTS)) == set(CASES)
