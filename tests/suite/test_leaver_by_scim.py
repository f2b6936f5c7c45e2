"""Somebody whom HR deletes by SCIM: shut out everywhere, and as present in the points of the quarter as before."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ops.house import House
from services.directory.demo import DEMO_CLIENTS
from shared.auth.policy import Role
from tests.support.issuer import Watch

from .visitor import Visitors

_HR = next(each for each in DEMO_CLIENTS if each.role is Role.HR_CLIENT)
_CLOSED = ("/v1/me", "/v1/entries", "/v1/meetings", "/v1/projects")
"""One door of each service."""


@pytest.fixture
def watch() -> Watch:
    return Watch(datetime(2026, 11, 2, 1, tzinfo=UTC))


@pytest.mark.slow  # that access ends is held by directory's own tests too
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_access_ends_and_points_stay(house: House, branch: Visitors) -> None:
    period = await _the_quarter_is_open(branch)
    wang = (await branch.get("member", "/v1/me"))["id"]
    await _points_are_earned(branch)
    score = f"/v1/periods/{period}/scores/{wang}"
    before = await branch.get("organiser", score)
    assert [line["counted"] for line in before["lines"] if line["item_code"] == "A08"] == [3]
    token = await branch.headers("member")
    for door in _CLOSED:
        assert (await branch.client.get(door, headers=token)).status_code == 200

    hr = await _hr(branch)
    found = await branch.client.get(f'/scim/v2/Users?filter=id%20eq%20"{wang}"', headers=hr)
    assert [each["displayName"] for each in found.json()["Resources"]] == ["王建国"]
    assert (await branch.client.delete(f"/scim/v2/Users/{wang}", headers=hr)).status_code == 204
    await house.settle()

    for door in _CLOSED:
        assert (await branch.client.get(door, headers=token)).status_code == 401
    after = await branch.get("organiser", score)
    assert after["lines"] == before["lines"]


async def _the_quarter_is_open(branch: Visitors) -> str:
    scheme = await branch.post("organiser", "/v1/schemes", {"template": "A"})
    resolution = {
        "resolution_no": "动支党〔2026〕9号",
        "resolved_on": "2026-09-25",
        "effective_on": "2026-10-01",
    }
    await branch.post("secretary", f"/v1/schemes/{scheme['id']}/approval", resolution)
    wanted = {"scheme_id": scheme["id"], "code": "2026-Q4"}
    return str((await branch.post("organiser", "/v1/periods", wanted))["id"])


async def _points_are_earned(branch: Visitors) -> None:
    deed = {"item_code": "A08", "points": 3, "statement": "承诺全部完成", "occurred_on": "2026-10-20"}
    proof = {"evidence": [{"text": "见班组记录"}], "submit": True}
    claim = await branch.post("member", "/v1/claims", deed | proof)
    await branch.post("leader", f"/v1/claims/{claim['id']}/group-check", {"verdict": "endorsed"})
    await branch.post("organiser", f"/v1/claims/{claim['id']}/decision", {"verdict": "approved"})


async def _hr(branch: Visitors) -> dict[str, Any]:
    asked = {"grant_type": "client_credentials", "client_id": _HR.client_id, "client_secret": _HR.secret}
    answer = await branch.client.post("/oauth2/token", data=asked)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
