"""`/v1/demands`: collected, verified by another, published, closed; nobody who is helped is named."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from services.volunteering.usecases import demands
from tests.points.world import ident
from tests.support.door import code_of
from tests.volunteering.house import House, both, nothing
from tests.volunteering.matching import a_demand, collected, published
from tests.volunteering.serving import refusals


async def verify(house: House, row: dict[str, Any], by: str) -> Any:
    return await house.post(f"/v1/demands/{row['id']}/verification", None, by)


class TestCollect:
    async def test_only_a_community_collects(self, house: House) -> None:
        assert (await house.post("/v1/demands", a_demand(), None)).status_code == 401
        for who in ("wang", "secretary", "worker", "hr"):
            assert code_of(await house.post("/v1/demands", a_demand(), who)) == "forbidden"

    @pytest.mark.parametrize(
        "body",
        [
            {"beneficiary": "510682199003074512"},
            {"beneficiary": "张13800138000"},
            {"beneficiary": "0838-8200000"},
            {"description": "请联系 138 0013 8000。"},
            {"description": "身份证 51068219900307451X"},
            {"description": "電話138-0013-8000"},
            {"title": "帮助１３８００１３８０００"},
        ],
    )
    async def test_neither_an_identity_number_nor_a_telephone_is_taken(
        self, house: House, body: dict[str, Any]
    ) -> None:
        answer = await house.post("/v1/demands", a_demand(**body), "officer")
        assert (answer.status_code, code_of(answer)) == (422, "person_named")

    async def test_ordinary_numbers_are_not_mistaken_for_people(self, house: House) -> None:
        body = {
            "beneficiary": "3号楼2单元",
            "description": "2026年9月19日 9:00–12:00,共 12 个单元、36 盏灯。",
        }
        assert (await collected(house, **body))["state"] == "collected"

    @pytest.mark.parametrize(
        "body",
        [
            {"wanted_until": "2026-09-19T09:00:00+08:00"},
            {"wanted_from": "2026-09-15T09:00:00+08:00", "wanted_until": "2026-09-15T12:00:00+08:00"},
            {"expires_on": "2026-09-14"},
        ],
    )
    async def test_what_is_wanted_lies_ahead(self, house: House, body: dict[str, Any]) -> None:
        answer = await house.post("/v1/demands", a_demand(**body), "officer")
        assert (answer.status_code, code_of(answer)) == (422, "demand_over")


class TestRewrite:
    async def test_until_it_is_verified_under_the_version_seen(self, house: House) -> None:
        row = await collected(house)
        path = f"/v1/demands/{row['id']}"
        assert code_of(await house.put(path, a_demand(), "organiser", etag="*")) == "forbidden"
        assert code_of(await house.put(path, a_demand(), "other officer", etag="*")) == "demand_missing"
        assert (await house.put(path, a_demand(), "officer")).status_code == 428
        answer = await house.put(path, a_demand(quantity=5), "second officer", etag="*")
        assert answer.json()["quantity"] == 5
        await verify(house, row, "second officer")
        again = await house.put(path, a_demand(), "officer", etag="*")
        assert code_of(again) == "demand_not_in_state"


class TestVerify:
    async def test_strangers_verify_nothing(self, house: House) -> None:
        row = await collected(house)
        assert (await verify(house, row, "organiser")).status_code == 403
        assert code_of(await verify(house, row, "other officer")) == "demand_missing"
        assert code_of(await verify(house, {"id": nothing()}, "officer")) == "demand_missing"

    async def test_who_collected_it_leaves_it_to_another(self, house: House) -> None:
        row = await collected(house)
        assert code_of(await verify(house, row, "officer")) == "own_demand"
        assert await refusals(house) == [("demand.write/own_demand", "refused")]
        made = (await verify(house, row, "second officer")).json()
        assert (made["state"], made["verified_alone"]) == ("verified", False)
        assert code_of(await verify(house, row, "second officer")) == "demand_not_in_state"

    async def test_where_there_is_nobody_else_it_is_marked(self, house: House) -> None:
        row = await collected(house, by="other officer")
        made = (await verify(house, row, "other officer")).json()
        assert (made["state"], made["verified_alone"]) == ("verified", True)


class TestPublish:
    async def test_nothing_unverified_is_published(self, house: House) -> None:
        row = await collected(house)
        answer = await house.post(f"/v1/demands/{row['id']}/publication", None, "officer")
        assert code_of(answer) == "demand_not_in_state"

    @both
    async def test_two_at_once_publish_it_once(self, house: House) -> None:
        row = await collected(house)
        await verify(house, row, "second officer")
        path = f"/v1/demands/{row['id']}/publication"
        answers = await asyncio.gather(
            *[house.post(path, None, who) for who in ("officer", "second officer")]
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]


class TestExpire:
    async def test_its_last_day_counts_and_the_next_no_more(self, house: House) -> None:
        row = await published(house)
        path = f"/v1/demands/{row['id']}"
        house.watch.at = datetime(2026, 9, 17, 15, 59, tzinfo=UTC)
        assert (await house.read(path, "wang"))["state"] == "published"
        house.watch.at = datetime(2026, 9, 17, 16, 0, tzinfo=UTC)
        assert code_of(await house.get(path, "wang")) == "demand_missing"
        assert (await house.read(path, "officer"))["state"] == "expired"

    async def test_it_is_written_off_once(self, house: House) -> None:
        row = await published(house)
        later, zone = datetime(2026, 9, 18, 4, tzinfo=UTC), house.app.state.zone
        assert await demands.sweep(house.database, house.watch.at, zone=zone) == 0
        assert [await demands.sweep(house.database, later, zone=zone) for _ in range(2)] == [1, 0]
        house.watch.at = later
        steps = (await house.read(f"/v1/demands/{row['id']}/steps", "officer"))["items"]
        assert [each["state"] for each in steps] == ["collected", "verified", "published", "expired"]
        assert steps[-1]["by_id"] is None


class TestCancel:
    async def test_with_a_reason_until_it_is_delivered(self, house: House) -> None:
        row = await published(house)
        path = f"/v1/demands/{row['id']}/cancellation"
        assert (await house.post(path, {}, "officer")).status_code == 422
        assert (await house.made(path, {"reason": "已自行解决"}, "officer"))["state"] == "cancelled"
        assert code_of(await house.post(path, {"reason": "x"}, "officer")) == "demand_not_in_state"


class TestClose:
    async def test_nothing_is_rated_before_it_was_confirmed(self, house: House) -> None:
        path = f"/v1/demands/{(await published(house))['id']}/closure"
        assert code_of(await house.post(path, {"rating": 5}, "officer")) == "demand_not_in_state"
        assert (await house.post(path, {"rating": 6}, "officer")).status_code == 422


class TestRead:
    async def test_branches_see_what_is_published_and_not_for_whom(self, house: House) -> None:
        assert (await house.get("/v1/demands", None)).status_code == 401
        hidden, seen = await collected(house), await published(house)
        for who in ("wang", "worker", "other organiser"):
            listed = (await house.read("/v1/demands", who))["items"]
            assert [each["id"] for each in listed] == [seen["id"]]
            assert {listed[0][name] for name in ("beneficiary", "collected_by", "verified_by")} == {None}
            assert code_of(await house.get(f"/v1/demands/{hidden['id']}", who)) == "demand_missing"

    async def test_a_community_sees_its_own_and_no_others(self, house: House) -> None:
        row = await published(house)
        seen = await house.read(f"/v1/demands/{row['id']}", "second officer")
        assert (seen["beneficiary"], seen["verified_by"]) == ("三号楼住户", str(ident("second officer")))
        assert (await house.read("/v1/demands", "other officer"))["items"] == []
        assert code_of(await house.get(f"/v1/demands/{row['id']}", "other officer")) == "demand_missing"

    async def test_a_list_is_narrowed(self, house: House) -> None:
        await published(house)
        for query, count in (("kind=service", 1), ("kind=micro_wish", 0), ("state=collected", 0)):
            assert len((await house.read(f"/v1/demands?{query}", "wang"))["items"]) == count

    async def test_its_steps_are_the_communitys(self, house: House) -> None:
        row = await published(house)
        assert code_of(await house.get(f"/v1/demands/{row['id']}/steps", "wang")) == "forbidden"
