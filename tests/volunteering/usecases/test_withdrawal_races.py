"""A withdrawn consent against what is done under it at the same moment: whichever comes first, nothing is left over."""

import asyncio
from typing import Any

import pytest

from tests.points.world import ident
from tests.volunteering.house import House, a_sign_up, both
from tests.volunteering.matching import a_wish
from tests.volunteering.reporting import told

pytestmark = pytest.mark.timeout(240)


async def consent_of(house: House, who: str) -> str:
    """The path by which somebody takes back the one consent to Baiguo."""
    path = f"/v1/consents?in_force=true&community_id={ident('baiguo')}"
    [consent] = (await house.read(path, who))["items"]
    return f"/v1/consents/{consent['id']}/withdrawal"


@both
async def test_nobody_keeps_a_place_where_the_consent_was_withdrawn_at_the_same_moment(house: House) -> None:
    shift = await house.a_shift(roles=[{"code": "helper", "title": "检修员", "slots": 9}])
    people = ("wang", "chen", "li", "leader", "organiser", "secretary")
    paths = {who: await consent_of(house, who) for who in people}
    asked = []
    for who in people:
        asked += [
            house.post("/v1/sign-ups", a_sign_up(shift), who),
            house.post(paths[who], None, who),
        ]
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers[1::2]} == {201}
    assert {answer.status_code for answer in answers[::2]} <= {201, 409}
    seen: list[dict[str, Any]] = (await house.read(f"/v1/sign-ups?shift_id={shift['id']}", "organiser"))[
        "items"
    ]
    assert [each for each in seen if each["state"] == "confirmed"] == []
    [role] = (await house.read(f"/v1/shifts/{shift['id']}", "organiser"))["roles"]
    assert role["taken"] == 0


@both
async def test_nobody_keeps_a_wish_or_a_report_either(house: House) -> None:
    wish = await a_wish(house, quantity=6)
    people = ("wang", "chen", "li", "leader")
    paths = {who: await consent_of(house, who) for who in people}
    body = {"community_id": str(ident("baiguo"))}
    asked = []
    for who in people:
        asked += [
            house.post(f"/v1/demands/{wish['id']}/takings", None, who),
            house.post(paths[who], None, who),
            house.post("/v1/member-reports", body, who),
        ]
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} <= {201, 409}
    demand = await house.read(f"/v1/demands/{wish['id']}", "officer")
    assert (demand["state"], demand["taken"]) == ("published", 0)
    for who in people:
        found = (await house.read("/v1/member-reports", who))["items"]
        own = [each for each in found if each["person_id"] == str(ident(who))]
        assert [each for each in own if each["state"] != "ended"] == []
    assert await told(house, "report.made") == []
