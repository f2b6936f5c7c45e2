"""`/v1/points-data`: a claim comes with what was decided on it, and nobody else is named."""

from tests.points.house import House
from tests.points.world import ident


async def test_one_reads_ones_own_claims_with_their_evidence_and_decisions(house: House) -> None:
    assert (await house.get("/v1/points-data", None)).status_code == 401
    await house.an_approved_claim("wang")
    await house.an_approved_claim("chen")
    answer = await house.get("/v1/points-data", "wang")
    parts = {(part["name"], part["kind"]): part["rows"] for part in answer.json()["parts"]}
    [claim] = parts["claim", "about"]
    [decision] = parts["decision", "belonging"]
    assert (claim["member_id"], decision["claim_id"]) == (str(ident("wang")), claim["id"])
    assert decision["by_id"] is None
    assert len(parts["evidence", "belonging"]) == len(parts["entry", "about"]) == 1
    assert [row["act"] for row in parts["audit", "act"]] == ["claim.submit"]
    for other in ("chen", "leader", "organiser"):
        assert str(ident(other)) not in answer.text


async def test_who_decides_reads_that_he_did_and_not_what_about(house: House) -> None:
    await house.an_approved_claim("wang")
    answer = await house.get("/v1/points-data?part=decision", "organiser")
    [part] = answer.json()["parts"]
    [row] = part["rows"]
    assert (part["kind"], set(row), row["by_id"]) == ("act", {"id", "at", "by_id"}, str(ident("organiser")))
