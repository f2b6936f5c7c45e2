"""Groups by SCIM, many things in one request, and many requests at once."""

import asyncio

from tests.directory.house import House, both
from tests.directory.scim import (
    BULK,
    GROUP,
    ask,
    creation,
    error_of,
    found,
    made,
    patch,
    person_of,
    somebody,
)
from tests.directory.world import ident


class TestGroups:
    async def test_a_group_is_a_workshop_and_people_move_between_them(self, house: House) -> None:
        answer = await ask(
            house,
            "POST",
            "/Groups",
            {
                "schemas": [GROUP],
                "displayName": "检修车间",
                "externalId": "W9",
                "members": [{"value": str(ident("wang"))}],
            },
        )
        assert answer.status_code == 201, answer.text
        shown = answer.json()
        assert [each["value"] for each in shown["members"]] == [str(ident("wang"))]
        assert shown["members"][0]["$ref"] == f"https://siyou.test/scim/v2/Users/{ident('wang')}"
        team = (await ask(house, "GET", f"/Groups/{ident('boiler team')}")).json()
        assert str(ident("wang")) not in {each["value"] for each in team["members"]}
        moved = await ask(
            house,
            "PATCH",
            f"/Groups/{ident('boiler team')}",
            patch({"op": "add", "path": "members", "value": [{"value": str(ident("wang"))}]}),
        )
        assert moved.status_code == 204, moved.text
        assert (await person_of(house, str(ident("wang")))).workplace_id == ident("boiler team")

    async def test_nobody_is_left_without_a_place_by_a_deletion(self, house: House) -> None:
        used = await ask(house, "DELETE", f"/Groups/{ident('boiler team')}")
        assert error_of(used) == (409, None)
        empty = (await ask(house, "POST", "/Groups", {"schemas": [GROUP], "displayName": "空车间"})).json()
        assert (await ask(house, "DELETE", f"/Groups/{empty['id']}")).status_code == 204
        assert error_of(await ask(house, "GET", f"/Groups/{empty['id']}")) == (404, None)

    async def test_a_factory_is_no_group(self, house: House) -> None:
        assert error_of(await ask(house, "GET", f"/Groups/{ident('factory')}")) == (404, None)
        assert len(await found(house, "id pr", "Groups")) == 4

    async def test_who_is_not_there_cannot_be_a_member(self, house: House) -> None:
        body = {"schemas": [GROUP], "displayName": "检修车间", "members": [{"value": str(ident("nothing"))}]}
        assert error_of(await ask(house, "POST", "/Groups", body)) == (400, "invalidValue")
        assert await found(house, 'displayName eq "检修车间"', "Groups") == []


class TestAtOnce:
    @both
    async def test_of_two_deliveries_of_one_person_one_wins(self, house: House) -> None:
        """Whoever comes second learns that somebody was quicker, and nobody is there twice."""
        answers = await asyncio.gather(*(ask(house, "POST", "/Users", somebody("N1")) for _ in range(4)))
        assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
        bulk = {"schemas": [BULK], "Operations": [creation(number) for number in range(20)]}
        answers = await asyncio.gather(*(ask(house, "POST", "/Bulk", bulk) for _ in range(2)))
        outcomes = [each["status"] for answer in answers for each in answer.json()["Operations"]]
        assert sorted(outcomes) == ["201"] * 20 + ["409"] * 20
        assert len(await found(house, 'externalId sw "P"')) == 21

    @both
    async def test_of_two_changes_of_one_version_one_wins(self, house: House) -> None:
        shown = await made(house, "N1")
        seen = {"If-Match": shown["meta"]["version"]}
        bodies = [patch({"op": "replace", "path": "title", "value": word}) for word in ("钳工", "焊工")]
        answers = await asyncio.gather(
            *(ask(house, "PATCH", f"/Users/{shown['id']}", body, **seen) for body in bodies)
        )
        assert sorted(each.status_code for each in answers) == [204, 412]


class TestBulk:
    @both
    async def test_eight_hundred_are_taken_in_by_one_request(self, house: House) -> None:
        operations = [creation(number) for number in range(800)]
        answer = await ask(house, "POST", "/Bulk", {"schemas": [BULK], "Operations": operations})
        assert answer.status_code == 200, answer.text
        assert {each["status"] for each in answer.json()["Operations"]} == {"201"}
        listed = await ask(house, "GET", '/Users?filter=userName%20sw%20"B0"&count=1&startIndex=800')
        assert (listed.json()["totalResults"], listed.json()["itemsPerPage"]) == (800, 1)
        assert len(await house.audited("scim.write")) == 800

    async def test_a_failure_leaves_the_others_alone(self, house: House) -> None:
        operations = [
            creation(1),
            creation(2, externalId="PB0001"),
            {"method": "DELETE", "path": f"/Users/{ident('nothing')}"},
            {
                "method": "PATCH",
                "path": "/Users/bulkId:b1",
                "data": patch({"op": "add", "path": "title", "value": "钳工"}),
            },
            creation(3),
        ]
        answer = await ask(house, "POST", "/Bulk", {"schemas": [BULK], "Operations": operations})
        assert [each["status"] for each in answer.json()["Operations"]] == ["201", "409", "404", "200", "201"]
        assert [each.get("title") for each in await found(house, 'userName sw "B0"')] == ["钳工", None]

    async def test_it_stops_at_as_many_errors_as_the_client_bears(self, house: House) -> None:
        operations = [creation(1), creation(1), creation(2)]
        body = {"schemas": [BULK], "failOnErrors": 1, "Operations": operations}
        answer = await ask(house, "POST", "/Bulk", body)
        assert [each["status"] for each in answer.json()["Operations"]] == ["201", "400"]
        assert len(await found(house, 'userName sw "B0"')) == 1

    async def test_more_operations_than_are_taken_are_refused_whole(self, house: House) -> None:
        operations = [{"method": "DELETE", "path": "/Users/x"}] * 1001
        answer = await ask(house, "POST", "/Bulk", {"schemas": [BULK], "Operations": operations})
        assert error_of(answer) == (413, None)
