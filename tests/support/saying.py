"""What tests say that they are about: the numbers of business rules and edge cases in their docstrings."""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path


@lru_cache
def rules(folder: Path) -> frozenset[int]:
    """Every rule that a test below the folder names, or the file of tests that it stands in."""
    return frozenset(number for file in folder.rglob("test_*.py") for number in _rules(file))


def _rules(file: Path) -> Iterator[int]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in (tree, *(each for each in ast.walk(tree) if _is_test(each))):
        assert isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef))
        said = re.findall(r"[Rr]ules? (\d+)(?:(?:,| and) (\d+))?", ast.get_docstring(node) or "")
        yield from (int(number) for pair in said for number in pair if number)


@lru_cache
def edge_cases(folder: Path) -> dict[int, frozenset[str]]:
    """The tests that name a case, themselves or by their class; as file::name, with `@both` where they have it."""
    found: dict[int, set[str]] = {}
    for file in sorted(folder.rglob("test_*.py")):
        for number, test in _edge_cases(file):
            found.setdefault(number, set()).add(test)
    return {number: frozenset(tests) for number, tests in found.items()}


def _edge_cases(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        own = _numbers(node) if isinstance(node, ast.ClassDef) else set()
        shared = "@both" if _on_both(node) else ""
        for test in filter(_is_test, ast.walk(node)):
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
