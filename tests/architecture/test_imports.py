"""Borders that a reader relies on, and that no single file can show."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("shared", "gateway", "services", "ops")
LONGEST = 350

# Whoever asks for the time of day beside the clock, and why.
TELLS_TIME_ITSELF = {
    "shared/clock.py": "the clock itself",
}


def python_files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in [*sorted(ROOT.glob("*.py")), *found] if "__pycache__" not in path.parts]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, by its full name; relative ones resolved."""
    package = name(path).removesuffix(".py").split("/")[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            yield ".".join([*above, *([node.module] if node.module else [])])


def calls(path: Path) -> Iterator[str]:
    """Every dotted name that a file calls: `datetime.now`, `time.time`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


CODE, EVERYTHING = python_files(*OURS), python_files(*OURS, "tests")


@pytest.mark.parametrize("path", CODE, ids=name)
def test_only_one_file_reads_and_writes_tokens(path: Path) -> None:
    """One function verifies a token; a second one would forget a check (RFC 8725)."""
    libraries = ("joserfc", "jwt", "jose", "authlib")
    found = [module for module in imported(path) if any(within(module, library) for library in libraries)]
    assert not found or name(path) == "shared/auth/tokens.py"


@pytest.mark.parametrize("path", EVERYTHING, ids=name)
def test_there_is_one_http_client(path: Path) -> None:
    assert not [module for module in imported(path) if within(module, "httpx") or within(module, "requests")]


@pytest.mark.parametrize("path", CODE, ids=name)
def test_time_is_a_parameter(path: Path) -> None:
    asked = {"now", "today", "utcnow", "time", "time_ns"}
    clocks = {f"{module}.{call}" for module in ("datetime", "date", "time", "datetime.datetime") for call in asked}
    found = sorted(clocks.intersection(calls(path)))
    assert not found or name(path) in TELLS_TIME_ITSELF


def test_whoever_may_tell_the_time_does_so() -> None:
    """A reason whose file has gone goes with it."""
    assert set(TELLS_TIME_ITSELF) <= {name(path) for path in CODE}


@pytest.mark.parametrize("path", python_files("services"), ids=name)
def test_no_service_imports_another(path: Path) -> None:
    own = ".".join(name(path).split("/")[:2])
    assert not [module for module in imported(path) if within(module, "services") and not within(module, own)]


@pytest.mark.parametrize("path", EVERYTHING, ids=name)
def test_every_file_opens_with_a_sentence_and_is_short_enough_to_read(path: Path) -> None:
    assert ast.get_docstring(tree(path)), "what is this file?"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
