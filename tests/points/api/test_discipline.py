"""What follows from a punishment, over the doors: the committee and whom it concerns read it, and nobody else."""

from datetime import UTC, datetime
from typing import Any

from services.points.usecases.discipline import hear
from shared.facts import fact
from tests.points.house import House, code_of
from tests.points.world import ident

NUMBER = "纪字〔2026〕4号"
WHO = ("wang", "organiser", "higher", "leader", "chen", "other organiser")
MAY = {"wang", "organiser", "higher"}


async def a_punishment(house: House, kind: str = "recorded", on: str = "2026-09-01") -> None:
    """Recorded of wang, or lifted, and the sweep has been round."""
    more = {"source_id": ident("record"), "reference_no": NUMBER, "occurred_on": on, "effect": "veto"}
    told = fact(
        f"discipline.{kind}",
        source="directory",
        subject=ident("wang"),
        at=house.watch.at,
        person_id=ident("wang"),
        **more,
    )
    async with house.database.write() as tx:
        assert (await hear(tx, told, house.watch.at))[0] == "applied"
    await house.app.state.sweeper.once()


async def the_claim(house: House, who: str = "organiser") -> dict[str, Any]:
    [claim] = (await house.get("/v1/claims?item_code=V01&state=group_checked", who)).json()["items"]
    found: dict[str, Any] = claim
    return found


async def test_only_the_committee_and_whom_it_concerns_read_it(house: House) -> None:
    await a_punishment(house)
    claim = await the_claim(house)
    assert NUMBER in claim["statement"]
    path = f"/v1/claims/{claim['id']}"
    assert {who for who in WHO if (await house.get(path, who)).status_code == 200} == MAY
    assert code_of(await house.get(path, "safety")) == "forbidden"
    own = await house.post(f"{path}/decision", {"verdict": "approved"}, "wang")
    assert code_of(own) == "forbidden"
    await house.made(f"{path}/decision", {"verdict": "approved"}, "organiser")
    [entry] = (await house.get(f"/v1/entries?member_id={ident('wang')}", "organiser")).json()["items"]
    assert {
        who for who in WHO if (await house.get(f"/v1/entries/{entry['id']}", who)).status_code == 200
    } == MAY
    score = f"/v1/periods/{house.period()}/scores/{ident('wang')}"
    seen = {who: (await house.get(score, who)).json() for who in ("wang", "organiser", "higher", "leader")}
    assert {who: each["vetoed"] for who, each in seen.items()} == {
        **dict.fromkeys(("wang", "organiser", "higher"), True),
        "leader": None,
    }
    assert "V01" not in str(seen["leader"])
    assert (
        seen["leader"]["score"]
        == seen["wang"]["score"]
        == sum(line["counted"] for line in seen["wang"]["lines"])
    )
    await house.to_publicity()
    results = f"/v1/results?member_id={ident('wang')}"
    told = {
        who: (await house.get(results, who)).json()["items"][0] for who in ("wang", "organiser", "leader")
    }
    assert {who: (each["vetoed"], each["proposed_grade"]) for who, each in told.items()} == {
        "wang": (True, "unqualified"),
        "organiser": (True, "unqualified"),
        "leader": (None, None),
    }
    assert "V01" not in str(told["leader"])
    notice = await house.get(f"/v1/periods/{house.period()}/notice", "chen")
    assert "V01" not in notice.text
    assert NUMBER not in notice.text
    other = await house.post("/v1/objections", {"entry_id": entry["id"], "text": "为何"}, "chen")
    assert (other.status_code, code_of(other)) == (404, "line_missing")


async def test_a_lifting_is_decided_at_the_same_door(house: House) -> None:
    await a_punishment(house)
    first = await the_claim(house)
    await house.made(f"/v1/claims/{first['id']}/decision", {"verdict": "approved"}, "organiser")
    await a_punishment(house, "lifted", "2026-09-20")
    house.watch.at = datetime(2026, 10, 8, 4, tzinfo=UTC)
    wanted = {"scheme_id": str(house.scheme()), "code": "2026-Q4"}
    await house.made("/v1/periods", wanted, "organiser")
    await house.app.state.sweeper.once()
    lifting = await the_claim(house)
    assert lifting["lifts_id"]
    path = f"/v1/claims/{lifting['id']}/decision"
    assert code_of(await house.post(path, {"verdict": "rejected"}, "organiser")) == "reason_missing"
    back = await house.post(path, {"verdict": "returned", "reason": "请补充"}, "organiser")
    assert code_of(back) == "nothing_to_return"
    assert (await house.made(path, {"verdict": "approved"}, "organiser"))["state"] == "approved"
    score = f"/v1/periods/{house.period()}/scores/{ident('wang')}"
    assert (await house.get(score, "organiser")).json()["vetoed"] is False
    assert code_of(await house.post(path, {"verdict": "approved"}, "organiser")) == "claim_not_in_state"
