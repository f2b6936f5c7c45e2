"""The eleven rules of organisation life each have tests that name them."""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
RULES = range(17, 28)


@lru_cache
def named() -> frozenset[int]:
    """Every rule that a test names, or the file of tests that it stands in."""
    return frozenset(number for file in TESTS.rglob("test_*.py") for number in _named(file))


def _named(file: Path) -> Iterator[int]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    tests = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    for node in (tree, *(each for each in tests if each.name.startswith("test_"))):
        said = re.findall(r"[Rr]ules? (\d+)(?:(?:,| and) (\d+))?", ast.get_docstring(node) or "")
        yield from (int(number) for pair in said for number in pair if number)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_test_that_names_it(rule: int) -> None:
    assert rule in named()


def test_no_test_names_a_rule_that_activities_does_not_have() -> None:
    assert named() <= set(RULES)
