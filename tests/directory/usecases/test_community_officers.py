"""Community officers come from outside: neither in a branch nor in another office, however many ask at once."""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.directory.house import House, both, code_of
from tests.directory.world import ident

COMMUNITY = {"kind": "community", "title": {"zh": "湖滨社区", "en": "Lakeside"}}
MEMBERSHIP: dict[str, Any] = {
    "person_id": str(ident("staff")),
    "branch_id": str(ident("power")),
    "status": "full",
    "from_on": "2026-10-01",
}


@pytest.fixture
async def community(house: House) -> str:
    """A community that the system administrator has founded."""
    answer = await house.post("/v1/organisations", COMMUNITY, "system")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def appoint(house: House, key: str, community: str | None, **more: Any) -> httpx2.Response:
    office = {"subject_id": str(ident(key)), "role": "community_officer", "organisation_id": community}
    return await house.post("/v1/appointments", office | {"from_on": "2026-09-01"} | more, "security")


@both
async def test_a_community_stands_alone_in_the_tree(house: House, community: str) -> None:
    made = (await house.get(f"/v1/organisations/{community}", "wang")).json()
    assert (made["parent_id"], made["path"]) == (None, f"/{community}/")
    told = (await house.told("organisation.changed", made["id"]))[-1]
    assert told["kind"] == "community"
    branch = {"kind": "branch", "title": COMMUNITY["title"], "parent_id": community}
    answer = await house.post("/v1/organisations", branch, "system")
    assert (answer.status_code, code_of(answer)) == (409, "organisation_misplaced")


async def test_a_higher_officer_founds_no_community(house: House) -> None:
    answer = await house.post("/v1/organisations", COMMUNITY, "higher")
    assert (answer.status_code, code_of(answer)) == (403, "forbidden")


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize("place", [None, str(ident("power"))])
async def test_the_office_is_held_at_a_community_and_nowhere_else(house: House, place: str | None) -> None:
    answer = await appoint(house, "staff", place)
    assert (answer.status_code, code_of(answer)) == (409, "role_misplaced")


@pytest.mark.parametrize("insider", ["wang", "secretary", "safety", "system"])
async def test_neither_a_member_nor_who_holds_an_office_is_appointed(
    house: House, community: str, insider: str
) -> None:
    answer = await appoint(house, insider, community)
    assert (answer.status_code, code_of(answer)) == (409, "community_officer_inside")


@both
async def test_an_officer_gets_no_other_office_and_joins_no_branch_while_in_office(
    house: House, community: str
) -> None:
    made = await appoint(house, "staff", community)
    assert made.status_code == 201, made.text
    office = {
        "subject_id": str(ident("staff")),
        "role": "safety_officer",
        "organisation_id": str(ident("power")),
    }
    answer = await house.post("/v1/appointments", office | {"from_on": "2026-10-01"}, "security")
    assert (answer.status_code, code_of(answer)) == (409, "community_officer_inside")
    answer = await house.post("/v1/memberships", MEMBERSHIP, "organiser")
    assert (answer.status_code, code_of(answer)) == (409, "community_officer_inside")
    ending = f"/v1/appointments/{made.json()['id']}/ending"
    assert (await house.post(ending, {"until_on": "2026-09-30"}, "security")).status_code == 201
    assert (await house.post("/v1/memberships", MEMBERSHIP, "organiser")).status_code == 201


async def test_who_is_to_join_a_branch_may_be_in_office_until_then(house: House, community: str) -> None:
    assert (await house.post("/v1/memberships", MEMBERSHIP, "organiser")).status_code == 201
    answer = await appoint(house, "staff", community, until_on="2026-10-01")
    assert (answer.status_code, code_of(answer)) == (409, "community_officer_inside")
    assert (await appoint(house, "staff", community, until_on="2026-09-30")).status_code == 201


async def test_an_officer_serves_two_communities(house: House, community: str) -> None:
    other = (await house.post("/v1/organisations", COMMUNITY, "system")).json()["id"]
    assert (await appoint(house, "staff", community)).status_code == 201
    assert (await appoint(house, "staff", other)).status_code == 201


@both
async def test_of_office_and_membership_asked_for_at_once_one_is_given(house: House, community: str) -> None:
    offices = [appoint(house, "staff", community) for _ in range(4)]
    memberships = [house.post("/v1/memberships", MEMBERSHIP, "organiser") for _ in range(4)]
    answers = await asyncio.gather(
        *(each for pair in zip(offices, memberships, strict=True) for each in pair)
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 201, [answer.text for answer in answers]
    assert set(statuses[1:]) <= {404, 409}


async def test_an_officer_sees_the_titles_of_organisations_and_nothing_of_the_factory(
    house: House, community: str
) -> None:
    assert (await house.get("/v1/workplaces", "staff")).status_code == 200
    assert (await appoint(house, "staff", community)).status_code == 201
    await house.settle()
    await house.open()
    assert (await house.get("/v1/me", "staff")).json()["roles"][0]["organisation"]["id"] == community
    assert (await house.get("/v1/organisations", "staff")).status_code == 200
    for closed in ("/v1/workplaces", "/v1/persons", "/v1/memberships", "/v1/appointments"):
        answer = await house.get(closed, "staff")
        assert (closed, answer.status_code) == (closed, 403)
