"""Every fact that volunteering tells has a published schema of its data, a line in the docs, and never a point."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from services.volunteering import events
from tests.points.world import ident
from tests.volunteering.house import House
from tests.volunteering.reporting import told

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "services" / "volunteering" / "facts"
TOLD = {value for name, value in vars(events).items() if name.isupper() and name != "SOURCE"}


def schema(kind: str) -> dict[str, Any]:
    """What a fact of this kind carries."""
    found: dict[str, Any] = json.loads((FOLDER / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return found


def test_every_fact_has_its_schema_and_every_schema_its_fact() -> None:
    assert {path.name.removesuffix(".schema.json") for path in FOLDER.iterdir()} == TOLD


def test_every_fact_is_written_down() -> None:
    page = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
    section = page.split("\n## What volunteering tells\n")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+\.\w+)` \|", section, re.MULTILINE)) == TOLD


@pytest.mark.parametrize("kind", sorted(TOLD))
def test_a_schema_is_one_and_lets_nothing_slip_in(kind: str) -> None:
    found = schema(kind)
    Draft202012Validator.check_schema(found)
    assert (found["$id"], found["additionalProperties"]) == (f"urn:siyou:facts:{kind}", False)
    assert found["required"] == list(found["properties"])
    assert not {"points", "score", "name"} & set(found["properties"])


async def test_a_delivered_project_is_told_once_the_community_has_rated_it(house: House) -> None:
    project = await house.a_recruiting_project()
    path = f"/v1/projects/{project['id']}"
    await house.made(f"{path}/delivery", None, "organiser")
    assert await told(house, "project.delivered") == []
    await house.made(f"{path}/acceptance", {"rating": 4}, "officer")
    [data] = await told(house, "project.delivered")
    validator = Draft202012Validator(schema("project.delivered"), format_checker=FormatChecker())
    validator.validate(data)
    assert (data["rating"], data["branch_id"], data["occurred_on"]) == (4, str(ident("power")), "2026-09-15")
