"""What the suite stands on is listed once, pinned with hashes, and explained."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GROUPS: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "dependency-groups"
]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.MULTILINE))
DIRECT = {re.split(r"[\[;<> ]", requirement)[0] for group in GROUPS.values() for requirement in group}
EXPLAINED = dict(re.findall(r"^\| ([a-z0-9-]+) \|.*\| (\S+), \d{4}-\d\d-\d\d \|$", PAGE, re.MULTILINE))


def test_every_direct_dependency_is_explained_and_nothing_else() -> None:
    assert set(EXPLAINED) == DIRECT


def test_the_page_tells_of_the_version_in_the_lock() -> None:
    assert {name: PINS[name] for name in DIRECT} == EXPLAINED


def test_every_pin_has_its_hashes() -> None:
    blocks = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(PINS)
    assert [block.partition(" ")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_lock_holds_no_address() -> None:
    assert re.findall(r"://|--(?:extra-)?index|--find-links", LOCK) == []
