"""`/v1/discipline-references`: numbers, and nothing of the case."""

from typing import Any

from shared.auth.policy import Role
from tests.directory.house import House, code_of
from tests.directory.world import ident

REFERENCES = "/v1/discipline-references"
VETO: dict[str, Any] = {
    "person_id": str(ident("wang")),
    "reference_no": "川烟纪处〔2026〕3号",
    "effect": "veto",
    "occurred_on": "2026-09-01",
}


async def recorded(house: House) -> str:
    answer = await house.post(REFERENCES, VETO, "higher")
    assert answer.status_code == 201, answer.text
    return f"{REFERENCES}/{answer.json()['id']}"


async def test_without_a_token_nothing_is_shown_or_recorded(house: House) -> None:
    assert (await house.get(REFERENCES, None)).status_code == 401
    assert (await house.post(REFERENCES, VETO, None)).status_code == 401


async def test_neither_hr_nor_the_branch_without_its_discipline_commissioner_records(house: House) -> None:
    for writer in ("wang", "leader", "organiser", "secretary", "hr", "security"):
        assert (await house.post(REFERENCES, VETO, writer)).status_code == 403


async def test_the_person_the_secretary_and_the_higher_officer_see_it_and_nobody_else(house: House) -> None:
    one = await recorded(house)
    seen = {key: (await house.get(one, key)).status_code for key in ("wang", "secretary", "higher")}
    assert set(seen.values()) == {200}
    hidden = {key: (await house.get(one, key)).status_code for key in ("li", "leader", "organiser", "zhao")}
    assert set(hidden.values()) == {404}
    assert (await house.get(one, "hr")).status_code == 403
    assert (await house.get(REFERENCES, "li")).json()["items"] == []
    mine = (await house.get("/v1/me/readings", "wang")).json()["items"]
    assert {each["reader_id"] for each in mine} == {str(ident("secretary")), str(ident("higher"))}
    assert (
        code_of(await house.post(REFERENCES, VETO | {"person_id": str(ident("zhao"))}, "higher"))
        == "person_missing"
    )


async def test_what_is_no_new_reference_is_refused(house: House) -> None:
    await recorded(house)
    for more, code in (
        ({}, "reference_taken"),
        ({"reference_no": "4号", "occurred_on": "2026-09-16"}, "reference_day_impossible"),
        ({"effect": "shame"}, "malformed"),
        ({"text": "案情"}, "malformed"),
    ):
        assert code_of(await house.post(REFERENCES, VETO | more, "higher")) == code


async def test_it_is_told_and_lifted(house: House) -> None:
    one = await recorded(house)
    lifting = await house.post(f"{one}/lifting", {"lifted_on": "2026-08-31"}, "higher")
    assert code_of(lifting) == "reference_day_impossible"
    lifting = await house.post(f"{one}/lifting", {"lifted_on": "2026-09-15"}, "higher")
    assert (lifting.status_code, lifting.json()["lifted_on"]) == (201, "2026-09-15")
    assert (
        code_of(await house.post(f"{one}/lifting", {"lifted_on": "2026-09-15"}, "higher"))
        == "reference_lifted"
    )
    [told] = await house.told("discipline.recorded", ident("wang"))
    assert (told["reference_no"], told["effect"], told["occurred_on"]) == (
        VETO["reference_no"],
        "veto",
        "2026-09-01",
    )
    [lifted] = await house.told("discipline.lifted", ident("wang"))
    assert (lifted["source_id"], lifted["occurred_on"]) == (told["source_id"], "2026-09-15")
    assert (lifted["by_id"], told["by_id"]) == (str(ident("higher")),) * 2
    assert (await house.get(f"{REFERENCES}?standing=true", "secretary")).json()["items"] == []


async def test_nobody_handles_the_own(house: House) -> None:
    body = {"subject_id": str(ident("li")), "role": Role.DISCIPLINE, "organisation_id": str(ident("power"))}
    await house.post("/v1/appointments", body | {"from_on": "2026-09-01"}, "security")
    await house.settle()
    await house.open()
    own = await house.post(REFERENCES, VETO | {"person_id": str(ident("li"))}, "li")
    assert (own.status_code, code_of(own)) == (403, "own_reference")
    assert (await house.post(REFERENCES, VETO, "li")).status_code == 201
