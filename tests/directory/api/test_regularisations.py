"""`/v1/regularisations`: from probationary to full."""

from typing import Any

from tests.directory.house import House, both, code_of
from tests.directory.world import ident

REGULARISATIONS = "/v1/regularisations"
STAFF = {"person_id": str(ident("staff"))}
DECIDED: dict[str, Any] = {
    "outcome": "regularised",
    "decided_on": "2026-09-15",
    "resolution_no": "动支〔2026〕7号",
}
EXTENDED = DECIDED | {"outcome": "extended", "extension_months": 6}


async def joined(house: House, on: str = "2025-09-10") -> None:
    body = STAFF | {"branch_id": str(ident("power")), "group_id": str(ident("first"))}
    begun = body | {"status": "probationary", "from_on": on}
    assert (await house.post("/v1/memberships", begun, "organiser")).status_code == 201


async def proposed(house: House) -> str:
    answer = await house.post(REGULARISATIONS, STAFF, "organiser")
    assert answer.status_code == 201, answer.text
    return f"{REGULARISATIONS}/{answer.json()['id']}"


async def test_without_a_token_nothing_is_shown_or_proposed(house: House) -> None:
    assert (await house.get(f"{REGULARISATIONS}/due", None)).status_code == 401
    assert (await house.post(REGULARISATIONS, STAFF, None)).status_code == 401


async def test_others_than_the_branch_do_not_propose_nor_decide(house: House) -> None:
    for writer in ("wang", "leader", "higher", "hr"):
        assert (await house.post(REGULARISATIONS, STAFF, writer)).status_code == 403
        decision = await house.post(f"{REGULARISATIONS}/{ident('nowhere')}/decision", DECIDED, writer)
        assert decision.status_code == 403


async def test_of_another_branch_they_look_missing(house: House) -> None:
    assert code_of(await house.post(REGULARISATIONS, STAFF, "other organiser")) == "person_missing"
    await joined(house)
    one = await proposed(house)
    assert (await house.get(one, "zhao")).status_code == 404
    decision = await house.post(f"{one}/decision", DECIDED, "other organiser")
    assert code_of(decision) == "regularisation_missing"


@both
async def test_a_year_after_the_vote_one_becomes_a_full_member(house: House) -> None:
    assert code_of(await house.post(REGULARISATIONS, STAFF, "organiser")) == "no_probation"
    await joined(house)
    due = (await house.get(f"{REGULARISATIONS}/due?within_days=0", "leader")).json()["items"]
    assert [(each["name"], each["probation_ends_on"]) for each in due] == [("王小二", "2026-09-10")]
    one = await proposed(house)
    assert code_of(await house.post(REGULARISATIONS, STAFF, "organiser")) == "regularisation_open"
    answer = await house.post(f"{one}/decision", DECIDED, "secretary")
    shown = answer.json()
    assert (answer.status_code, shown["state"], shown["warnings"]) == (201, "decided", ["proposed_late"])
    told = (await house.told("member.changed", ident("staff")))[-1]["memberships"]
    assert [(each["status"], each["from_on"], each["until_on"]) for each in told] == [
        ("probationary", "2025-09-10", "2026-09-14"),
        ("full", "2026-09-15", None),
    ]
    person = (await house.get(f"/v1/persons/{ident('staff')}", "hr")).json()
    assert person["political_status"] == "01"
    assert (await house.get(f"{REGULARISATIONS}/due", "leader")).json()["items"] == []
    assert code_of(await house.post(f"{one}/decision", DECIDED, "secretary")) == "regularisation_not_open"


async def test_nobody_becomes_a_full_member_before_the_year_is_over(house: House) -> None:
    await joined(house, "2025-09-16")
    one = await proposed(house)
    for body, code in (
        (DECIDED, "probation_running"),
        (DECIDED | {"decided_on": "2026-09-16"}, "decision_ahead"),
        (DECIDED | {"extension_months": 6}, "extension_unclear"),
        (EXTENDED | {"extension_months": None}, "extension_unclear"),
        (EXTENDED | {"extension_months": 5}, "malformed"),
    ):
        assert code_of(await house.post(f"{one}/decision", body, "secretary")) == code


async def test_a_probation_is_prolonged_once_and_then_nothing_is_due_for_half_a_year(house: House) -> None:
    await joined(house)
    one = await proposed(house)
    answer = await house.post(f"{one}/decision", EXTENDED, "secretary")
    assert answer.json()["extended_until"] == "2027-03-10"
    assert (await house.get(f"{REGULARISATIONS}/due", "secretary")).json()["items"] == []
    due = (await house.get(f"{REGULARISATIONS}/due?within_days=200", "secretary")).json()["items"]
    assert [(each["probation_ends_on"], each["extended"]) for each in due] == [("2027-03-10", True)]
    again = await proposed(house)
    assert code_of(await house.post(f"{again}/decision", EXTENDED, "secretary")) == "extended_already"
    assert code_of(await house.post(f"{again}/decision", DECIDED, "secretary")) == "probation_running"
    assert (await house.post(f"{again}/withdrawal", None, "organiser")).json()["state"] == "withdrawn"


async def test_who_is_disqualified_belongs_to_no_branch_from_that_day(house: House) -> None:
    await joined(house)
    body = DECIDED | {"outcome": "disqualified"}
    assert (await house.post(f"{await proposed(house)}/decision", body, "secretary")).status_code == 201
    told = (await house.told("member.changed", ident("staff")))[-1]["memberships"]
    assert [each["until_on"] for each in told] == ["2026-09-14"]
    assert (await house.get(f"/v1/persons/{ident('staff')}", "hr")).json()["political_status"] == "13"
