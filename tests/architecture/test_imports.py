"""Borders that a reader relies on, and that no single file can show."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
OURS = ("shared", "gateway", "services", "ops")
LONGEST = 350

# Whoever asks for the time of day beside the clock, and why.
TELLS_TIME_ITSELF = {
    "ops/plan.py": "plans a start before FastAPI, and with it the clock, is imported",
    "shared/clock.py": "the clock itself",
}


def python_files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [*found, *sorted(ROOT.glob("*.py"))] if "ops" in folders else found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


class Told(NamedTuple):
    """What a file says of itself, read once for all rules."""

    opening: str | None
    imported: frozenset[str]
    calls: frozenset[str]
    lines: int


@cache
def told(path: Path) -> Told:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    return Told(
        ast.get_docstring(tree), frozenset(imported(path, tree)), frozenset(calls(tree)), text.count("\n")
    )


def imported(path: Path, tree: ast.Module) -> Iterator[str]:
    """Every module that a file imports, by its full name; relative ones resolved."""
    package = name(path).removesuffix(".py").split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            yield ".".join([*above, *([node.module] if node.module else [])])


def calls(tree: ast.Module) -> Iterator[str]:
    """Every dotted name that a file calls: `datetime.now`, `time.time`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def offenders(paths: list[Path], is_wrong: Callable[[Path], object]) -> list[str]:
    """The files that break a rule, by name; a rule over no files would prove nothing."""
    assert paths
    return [name(path) for path in paths if is_wrong(path)]


CODE, EVERYTHING = python_files(*OURS), python_files(*OURS, "tests")


def imports_any_of(*packages: str) -> Callable[[Path], bool]:
    return lambda path: any(within(module, package) for module in told(path).imported for package in packages)


def test_only_one_file_reads_and_writes_tokens() -> None:
    """One function verifies a token; a second one would forget a check (RFC 8725)."""
    assert offenders(CODE, imports_any_of("joserfc", "jwt", "jose", "authlib")) == [
        "shared/auth/credentials.py",
        "shared/auth/tokens.py",
    ]


def test_there_is_one_http_client() -> None:
    assert offenders(EVERYTHING, imports_any_of("httpx", "requests", "aiohttp")) == []


def asks_the_time(path: Path) -> bool:
    asked = {"now", "today", "utcnow", "time", "time_ns"}
    modules = ("datetime", "date", "time", "datetime.datetime", "datetime.date")
    return not {f"{module}.{call}" for module in modules for call in asked}.isdisjoint(told(path).calls)


def test_time_is_a_parameter_and_those_who_ask_for_it_have_a_reason() -> None:
    assert sorted(offenders(CODE, asks_the_time)) == sorted(TELLS_TIME_ITSELF)


def crosses_into_another_service(path: Path) -> bool:
    own = ".".join(name(path).split("/")[:2])
    return any(within(module, "services") and not within(module, own) for module in told(path).imported)


def test_no_service_imports_another() -> None:
    assert offenders(python_files("services"), crosses_into_another_service) == []


def test_shared_knows_neither_services_nor_gateway() -> None:
    assert offenders(python_files("shared"), imports_any_of("services", "gateway", "ops", "suite")) == []


def test_every_file_opens_with_a_sentence() -> None:
    assert offenders(EVERYTHING, lambda path: not told(path).opening) == []


def test_every_file_is_short_enough_to_read() -> None:
    assert offenders(EVERYTHING, lambda path: told(path).lines > LONGEST) == []
