"""The sixteen rules of the points each have tests that name them."""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@lru_cache
def named(folder: str) -> set[tuple[str, int]]:
    """Each test of a folder with each rule that its docstring names."""
    return set(_named(folder))


def _named(folder: str) -> Iterator[tuple[str, int]]:
    for file in sorted((TESTS / folder).glob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_"):
                said = re.findall(r"[Rr]ules? (\d+)(?:(?:,| and) (\d+))?", ast.get_docstring(node) or "")
                yield from ((node.name, int(number)) for pair in said for number in pair if number)


@pytest.mark.parametrize("rule", range(1, 17))
def test_every_rule_has_a_test_that_names_it(rule: int) -> None:
    assert {name for name, number in named("rules") if number == rule}


def test_no_test_names_a_rule_that_points_does_not_have() -> None:
    known = {number for folder in ("rules", "usecases") for _, number in named(folder)}
    assert known == set(range(1, 17))
