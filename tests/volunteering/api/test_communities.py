"""`/v1/communities`: known from directory, described by their own officers."""

import asyncio
from typing import Any

import pytest

from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.volunteering.house import House, both, nothing

OFFICE: dict[str, Any] = {
    "address": "什邡市方亭街道白果路 12 号",
    "region": "四川省什邡市",
    "phone": "0838-8200000",
    "latitude": 31126800,
    "longitude": 104167500,
}
BAIGUO = f"/v1/communities/{ident('baiguo')}"


class TestRead:
    async def test_nobody_reads_without_a_token_and_no_machine_does(self, house: House) -> None:
        assert (await house.get("/v1/communities", None)).status_code == 401
        assert code_of(await house.get("/v1/communities", "hr")) == "forbidden"

    async def test_a_branch_is_no_community(self, house: House) -> None:
        for nowhere in (nothing(), ident("power")):
            assert code_of(await house.get(f"/v1/communities/{nowhere}", "wang")) == "community_missing"

    async def test_everybody_sees_all_of_them_before_anything_is_written(self, house: House) -> None:
        for who in ("wang", "worker", "officer"):
            listed = (await house.read("/v1/communities", who))["items"]
            titles = sorted(each["title"]["zh"] for each in listed)
            assert titles == ["白果社区", "雍城社区"]
            assert {each["address"] for each in listed} == {None}

    async def test_pages_follow_each_other(self, house: House) -> None:
        first = await house.read("/v1/communities?limit=1", "wang")
        second = await house.read(f"/v1/communities?limit=1&cursor={first['next_cursor']}", "wang")
        ids = {first["items"][0]["id"], second["items"][0]["id"]}
        assert (ids, second["next_cursor"]) == ({str(ident("baiguo")), str(ident("other community"))}, None)


class TestWrite:
    async def test_only_its_own_officers_write(self, house: House) -> None:
        assert (await house.put(BAIGUO, OFFICE, None, etag="*")).status_code == 401
        for who in ("wang", "secretary", "higher"):
            assert code_of(await house.put(BAIGUO, OFFICE, who, etag="*")) == "forbidden"
        assert code_of(await house.put(BAIGUO, OFFICE, "other officer", etag="*")) == "community_missing"

    async def test_two_at_once_and_one_has_seen_an_older_version(self, house: House) -> None:
        assert (await house.put(BAIGUO, OFFICE, "officer")).status_code == 428
        etag = (await house.get(BAIGUO, "officer")).headers["ETag"]
        first = await house.put(BAIGUO, OFFICE, "officer", etag=etag)
        assert (first.status_code, first.json()["latitude"]) == (200, 31126800)
        assert (await house.put(BAIGUO, OFFICE, "second officer", etag=etag)).status_code == 412
        again = await house.put(BAIGUO, {}, "second officer", etag=first.headers["ETag"])
        assert (again.status_code, again.json()["address"]) == (200, None)

    @both
    async def test_of_two_first_writings_at_once_one_wins(self, house: House) -> None:
        etag = (await house.get(BAIGUO, "officer")).headers["ETag"]
        answers = await asyncio.gather(
            *[house.put(BAIGUO, OFFICE, who, etag=etag) for who in ("officer", "second officer")]
        )
        assert sorted(answer.status_code for answer in answers) == [200, 412]

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"latitude": 90000001, "longitude": 0}, "/latitude"),
            ({"latitude": 31.1268, "longitude": 0}, "/latitude"),
            ({"phone": "打电话给我"}, "/phone"),
            ({"title": "别的名字"}, "/title"),
        ],
    )
    async def test_what_is_no_place_or_telephone_is_refused(
        self, house: House, body: dict[str, Any], pointer: str
    ) -> None:
        assert set(faults_of(await house.put(BAIGUO, body, "officer", etag="*"))) == {pointer}

    async def test_half_a_place_is_none(self, house: House) -> None:
        answer = await house.put(BAIGUO, {"latitude": 31126800}, "officer", etag="*")
        assert (answer.status_code, code_of(answer)) == (422, "place_half_given")
