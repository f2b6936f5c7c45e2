"""Short ways to what a branch decides of its parameters. Tomorrow is 16 September 2026."""

from typing import Any

import httpx2

from tests.activities.house import House
from tests.points.world import ident

OURS = f"/v1/branch-parameters/{ident('power')}"
THEIRS = f"/v1/branch-parameters/{ident('packing')}"
TOMORROW = "2026-09-16"


async def tag(house: House, by: str = "secretary", path: str = OURS) -> str:
    """The version that somebody reads now."""
    return str((await house.get(path, by)).headers["etag"])


async def tried(
    house: House, by: str | None = "secretary", *, etag: str | None = None, path: str = OURS, **figures: Any
) -> httpx2.Response:
    """A change that may be refused; from tomorrow on unless told otherwise."""
    headers = house.by(by) | {"If-Match": etag or await tag(house, path=path)}
    body = {"from_on": TOMORROW, "note": "支委会商定"} | figures
    return await house.client.patch(path, json=body, headers=headers)


async def decided(house: House, **figures: Any) -> dict[str, Any]:
    """One that must succeed: what will be in force."""
    answer = await tried(house, **figures)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def in_force(house: House, on: str, by: str = "wang") -> dict[str, Any]:
    """Every figure on a day."""
    found: dict[str, Any] = (await house.read(f"{OURS}?on={on}", by))["parameters"]
    return found
