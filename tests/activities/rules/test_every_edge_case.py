"""The nastiest cases of places, check-ins, clocks and votes, by number: each has tests that name it.

Cases 13 (overlapping shifts of one volunteer) and 15 (minutes within a night window) are those of volunteering, and
nothing here is about them.
"""

from pathlib import Path

import pytest

from tests.support.saying import edge_cases

TESTS = Path(__file__).parents[1]
CASES = {
    1: "the last place: fifty at once for ten places give ten, and a recount equals the counter",
    2: "guests: a party takes all its places or none",
    3: "capacity null admits all, zero nobody, and never goes below the places held, while people register too",
    4: "freed places are offered once, whatever frees them at the same time",
    5: "every path that frees a place leads to the same offer, and its notice cannot be lost apart from it",
    6: "a party that does not fit holds up the queue under strict and is passed by under fill",
    7: "who took an offer and cancels is not offered again, and the old offer is worth nothing",
    8: "no offer after registration has closed or beyond the beginning, none for places that never were",
    9: "one person scanned twice at once leaves one attendance with the first time; coming back lets in again",
    10: "the same request five times gives one row and five equal answers; another body under its key is refused",
    11: "offline batches come to the same in any order; a clock five minutes wrong counts nothing",
    12: "a batch that says both present and absent is malformed and writes nothing",
    14: "across midnight: 480 minutes, the day of the beginning, an end at 00:00 is the next day",
    16: "a forgotten check-out credits nothing; too early or too late is no check-in, five minutes late is one",
    17: "the room's code outlives a sign-in, dies soon after, cannot be made up, and tells two on one device",
    18: "recurrence keeps its hour where clocks change, has no month without a day, and revives nothing",
    19: "the meter moves at once, a closed motion never; boundaries are whole numbers",
    20: "what has a deadline happens once, whoever is late and however many processes look",
}
RACES = frozenset({1, 2, 3, 4, 9, 10, 11, 20})
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
