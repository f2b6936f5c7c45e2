"""The nastiest cases of places, check-ins, clocks and votes, by number: each has tests that name it.

Cases 13 (overlapping shifts of one volunteer) and 15 (minutes within a night window) are those of volunteering, and
nothing here is about them.
"""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

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


@lru_cache
def named() -> dict[int, frozenset[str]]:
    """The tests that name a case, themselves or by their class; as file::name, with `@both` where they have it."""
    found: dict[int, set[str]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        for number, test in _named(file):
            found.setdefault(number, set()).add(test)
    return {number: frozenset(tests) for number, tests in found.items()}


def _named(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        tests = [each for each in ast.walk(node) if _is_test(each)]
        own = _numbers(node) if isinstance(node, ast.ClassDef) else set()
        shared = "@both" if _on_both(node) else ""
        for test in tests:
            assert isinstance(test, (ast.FunctionDef, ast.AsyncFunctionDef))
            mark = shared or ("@both" if _on_both(test) else "")
            yield from ((number, f"{file.parent.name}/{test.name}{mark}") for number in own | _numbers(test))


def _is_test(node: ast.AST) -> bool:
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_")


def _numbers(node: ast.AST) -> set[int]:
    if not isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return set()
    said = re.findall(r"[Ee]dge cases? (\d+)(?: and (\d+))?", ast.get_docstring(node) or "")
    return {int(number) for pair in said for number in pair if number}


def _on_both(node: ast.AST) -> bool:
    marks = getattr(node, "decorator_list", [])
    return any(isinstance(mark, ast.Name) and mark.id == "both" for mark in marks)


@pytest.mark.parametrize("case", CASES)
def test_every_edge_case_has_a_test_that_names_it(case: int) -> None:
    assert named().get(case), CASES[case]


@pytest.mark.parametrize("case", sorted(RACES))
def test_every_race_is_run_by_many_at_once_on_both_databases(case: int) -> None:
    assert [test for test in named()[case] if test.startswith("usecases/") and test.endswith("@both")]


def test_no_test_names_an_edge_case_that_is_not_listed() -> None:
    assert set(named()) == set(CASES)
