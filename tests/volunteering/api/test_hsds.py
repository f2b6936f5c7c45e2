"""`/v1/hsds`: what is published, as other systems read it; of nobody is anything told."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator

from services.volunteering.models import Category, Community, Demand, DemandKind, DemandState, Urgency
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.support.foreign import hsds_schema
from tests.volunteering.house import House, both, nothing

SERVICES, ORGANIZATIONS = "/v1/hsds/services", "/v1/hsds/organizations"
SECRET = "三号楼张奶奶"


async def a_demand(house: House, community: str = "baiguo", **more: Any) -> str:
    """The id of a demand that was published."""
    given: dict[str, Any] = {
        "community_id": ident(community),
        "kind": DemandKind.SERVICE,
        "category": Category.SAFETY,
        "urgency": Urgency.NORMAL,
        "title": "楼道照明检修",
        "description": "为十二个单元更换楼道灯具。",
        "beneficiary": SECRET,
        "skill": "electrician",
        "quantity": 3,
        "wanted_from": datetime(2026, 9, 20, tzinfo=UTC),
        "wanted_until": datetime(2026, 9, 30, tzinfo=UTC),
        "expires_on": date(2026, 9, 30),
        "state": DemandState.PUBLISHED,
        "collected_by": ident("officer"),
        "collected_at": datetime(2026, 9, 1, tzinfo=UTC),
    }
    async with house.database.write() as session:
        row = Demand(**(given | more))
        session.add(row)
        await session.flush()
        return str(row.id)


async def a_profile(house: House) -> None:
    """What Baiguo's officers have written of it."""
    async with house.database.write() as session:
        session.add(
            Community(
                id=ident("baiguo"),
                address="白果路 12 号",
                region="四川省什邡市",
                phone="0838-8200000",
                latitude=31_126_800,
                longitude=104_167_500,
                written_by=ident("officer"),
                written_at=house.watch.at,
            )
        )


def ids(found: dict[str, Any]) -> list[str]:
    return [each["id"] for each in found["contents"]]


def holds(name: str, told: dict[str, Any]) -> None:
    """Raises ValidationError."""
    checker = Draft202012Validator.FORMAT_CHECKER
    Draft202012Validator(hsds_schema(name), format_checker=checker).validate(told)


class TestServices:
    async def test_nobody_reads_services_without_signing_in(self, house: House) -> None:
        assert (await house.get(SERVICES, None)).status_code == 401
        assert (await house.get(f"{SERVICES}/{nothing()}", None)).status_code == 401

    async def test_a_machine_reads_none(self, house: House) -> None:
        assert code_of(await house.get(SERVICES, "hr")) == "forbidden"

    async def test_what_is_not_published_looks_like_nothing(self, house: House) -> None:
        states = [await a_demand(house, state=state) for state in DemandState]
        shown = {
            each
            for each, state in zip(states, DemandState, strict=True)
            if state in {DemandState.PUBLISHED, DemandState.CLAIMED}
        }
        late = await a_demand(house, expires_on=date(2026, 9, 14))
        assert set(ids(await house.read(SERVICES, "wang"))) == shown
        none = await house.get(f"{SERVICES}/{nothing()}", "wang")
        assert code_of(none) == "hsds_service_missing"
        for hidden in (*(set(states) - shown), late):
            assert plain(await house.get(f"{SERVICES}/{hidden}", "wang")) == plain(none)

    async def test_a_community_reads_its_own(self, house: House) -> None:
        ours, theirs = await a_demand(house), await a_demand(house, "other community")
        assert ids(await house.read(SERVICES, "officer")) == [ours]
        assert sorted(ids(await house.read(SERVICES, "worker"))) == sorted([ours, theirs])
        assert code_of(await house.get(f"{SERVICES}/{theirs}", "officer")) == "hsds_service_missing"
        found = await house.read(f"{SERVICES}?organization_id={ident('other community')}", "wang")
        assert ids(found) == [theirs]

    @pytest.mark.parametrize("query", ["page=0", "per_page=0", "per_page=201", "page=x"])
    async def test_a_page_that_is_none_is_malformed(self, house: House, query: str) -> None:
        answer = await house.get(f"{SERVICES}?{query}", "wang")
        assert faults_of(answer).keys() == {f"query:{query.partition('=')[0]}"}

    @both
    async def test_pages_hold_each_service_once(self, house: House) -> None:
        made = sorted([await a_demand(house) for _ in range(5)])
        pages = [await house.read(f"{SERVICES}?page={number}&per_page=2", "wang") for number in (1, 2, 3, 4)]
        assert [ids(each) for each in pages] == [made[:2], made[2:4], made[4:], []]
        assert [(each["total_items"], each["total_pages"], each["last_page"]) for each in pages] == [
            (5, 3, False),
            (5, 3, False),
            (5, 3, True),
            (5, 3, True),
        ]
        for each in pages[0]["contents"]:
            holds("service_list", each)

    @both
    async def test_a_demand_is_a_service_and_tells_of_nobody(self, house: House) -> None:
        await a_profile(house)
        made = await a_demand(house)
        told = await house.read(f"{SERVICES}/{made}", "wang")
        holds("service", told)
        assert (told["organization_id"], told["eligibility_description"]) == (
            str(ident("baiguo")),
            "需要技能:electrician",
        )
        assert [(each["valid_from"], each["valid_to"]) for each in told["schedules"]] == [
            ("2026-09-20", "2026-09-30")
        ]
        location = told["service_at_locations"][0]["location"]
        assert (location["latitude"], location["addresses"][0]["city"]) == (31.1268, "什邡市")
        assert SECRET not in json.dumps(told, ensure_ascii=False)
        assert str(ident("officer")) not in json.dumps(told)

    @both
    async def test_a_project_that_recruits_is_a_service_with_its_shifts_and_papers(
        self, house: House
    ) -> None:
        hidden = await house.a_project()
        project = await house.a_recruiting_project()
        roles = [{"code": "lead", "title": "电工", "slots": 1, "qualification": "electrician_licence"}]
        await house.a_shift(project, roles=roles)
        told = await house.read(f"{SERVICES}/{project['id']}", "wang")
        holds("service", told)
        assert [each["document"] for each in told["required_documents"]] == ["electrician_licence"]
        assert [(each["opens_at"], each["closes_at"], each["notes"]) for each in told["schedules"]] == [
            ("09:00", "12:00", "白果社区三号楼")
        ]
        assert told["minimum_age"] == 18
        assert ids(await house.read(SERVICES, "wang")) == [project["id"]]
        assert code_of(await house.get(f"{SERVICES}/{hidden['id']}", "wang")) == "hsds_service_missing"


class TestOrganizations:
    async def test_nobody_reads_organizations_without_signing_in(self, house: House) -> None:
        assert (await house.get(ORGANIZATIONS, None)).status_code == 401
        assert (await house.get(f"{ORGANIZATIONS}/{nothing()}", None)).status_code == 401

    async def test_a_machine_reads_none(self, house: House) -> None:
        assert code_of(await house.get(ORGANIZATIONS, "hr")) == "forbidden"

    async def test_a_branch_is_no_organization_here(self, house: House) -> None:
        none = await house.get(f"{ORGANIZATIONS}/{nothing()}", "wang")
        assert code_of(none) == "hsds_organization_missing"
        assert plain(await house.get(f"{ORGANIZATIONS}/{ident('power')}", "wang")) == plain(none)

    @both
    async def test_communities_are_organizations_with_or_without_a_profile(self, house: House) -> None:
        await a_profile(house)
        found = await house.read(ORGANIZATIONS, "officer")
        expected = sorted((ident("baiguo"), ident("other community")))
        assert [UUID(each) for each in ids(found)] == expected
        for each in found["contents"]:
            holds("organization_list", each)
            holds("organization", await house.read(f"{ORGANIZATIONS}/{each['id']}", "wang"))
        told = await house.read(f"{ORGANIZATIONS}/{ident('baiguo')}", "wang")
        assert (told["name"], told["phones"][0]["number"]) == ("白果社区", "0838-8200000")
        bare = await house.read(f"{ORGANIZATIONS}/{ident('other community')}", "wang")
        assert (bare["name"], "phones" in bare) == ("雍城社区", False)
