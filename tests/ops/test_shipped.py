"""A service whose own data are wrong: whoever edited them reads what, where, and no traceback."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ops import shipped
from services.points.queries.schemes import SchemeMissing

from .launcher import ROOT, a_free_port, an_environment

SCHEME = Path("services") / "points" / "schemes" / "scheme-a.json"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what `./run` runs."""
    copy = tmp_path / "siyou"
    for part in ("gateway", "ops", "services", "shared"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "suite.py", copy)
    return copy


def started(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops.launch", "--port", str(a_free_port())],
        cwd=tree,
        env=an_environment(tree / "var"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


@pytest.mark.slow
def test_a_shipped_scheme_whose_sums_are_wrong_is_one_sentence_with_its_faults(tree: Path) -> None:
    body = json.loads((tree / SCHEME).read_text(encoding="utf-8"))
    body["parts"][0]["cap"] = "39"
    (tree / SCHEME).write_text(json.dumps(body), encoding="utf-8")
    done = started(tree)
    assert done.returncode == 2
    assert done.stderr == (
        "The data that services/points ships break its own rules (scheme_invalid): "
        "/base_cap: the base parts' caps add up to 99, the base cap is 100; "
        "/parts/0/cap: the items' caps add up to 40, the part's cap is 39.\n"
    )


def broken(text: str) -> json.JSONDecodeError:
    with pytest.raises(json.JSONDecodeError) as refused:
        json.loads(text)
    return refused.value


def test_a_shipped_file_that_is_not_json_is_named_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "good.json").write_text("{}")
    (tmp_path / "services" / "scheme.json").write_text('{"code": "A",}')
    assert shipped.wrong(broken('{"code": "A",}'), tmp_path / "services") == (
        "services/scheme.json is not JSON: "
        "Expecting property name enclosed in double quotes: line 1 column 14 (char 13)."
    )


def test_json_from_elsewhere_is_not_laid_to_a_shipped_file() -> None:
    assert shipped.wrong(broken("[")) is None


def test_a_refusal_without_faults_says_its_own_sentence() -> None:
    assert shipped.wrong(SchemeMissing()) == (
        "The data that services/points ships break its own rules (scheme_missing): "
        f"{SchemeMissing().detail('en')}."
    )
