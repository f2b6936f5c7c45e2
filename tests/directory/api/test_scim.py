"""`/scim/v2` as the HR system meets it: who may, what comes back, what stays, what is refused and in which words."""

import logging
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from services.directory.models import Membership
from services.directory.rules.hr.scim_schemas import ENTERPRISE, PARTY
from tests.directory.house import House, both, code_of
from tests.directory.scim import (
    BULK,
    PATCH,
    PHONE,
    SEARCH,
    USER,
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


class TestDiscovery:
    async def test_what_is_offered_anybody_may_know_and_schemas_hr_alone(self, house: House) -> None:
        config = await ask(house, "GET", "/ServiceProviderConfig", by=None)
        assert config.json()["bulk"] == {"supported": True, "maxOperations": 1000, "maxPayloadSize": 1000000}
        assert error_of(await ask(house, "GET", "/Schemas", by=None)) == (401, None)
        assert error_of(await ask(house, "GET", "/Schemas", by="wang")) == (403, None)
        assert (await ask(house, "GET", "/ResourceTypes")).json()["totalResults"] == 2

    async def test_schemas_say_in_both_languages_what_holds_here(self, house: House) -> None:
        """The branch owns the stage of development; who works where is said in words that exist."""
        schema = (await ask(house, "GET", f"/Schemas/{PARTY}")).json()
        told = {each["name"]: each for each in schema["attributes"]}
        assert told["politicalStatus"]["mutability"] == "readWrite"
        assert told["developmentStage"]["mutability"] == told["branch"]["mutability"] == "readOnly"
        assert all(" / " in each["description"] for each in schema["attributes"])
        schema = (await ask(house, "GET", f"/Schemas/{ENTERPRISE}")).json()
        department = next(each for each in schema["attributes"] if each["name"] == "department")
        assert department["canonicalValues"] == ["packing workshop 单位", "power workshop 单位"]


class TestRights:
    async def test_nobody_reads_without_a_token_and_no_person_with_one(self, house: House) -> None:
        for path in ("/Users", "/Groups", "/", f"/Users/{ident('wang')}", "/Me"):
            answer = await ask(house, "GET", path, by=None)
            assert error_of(answer) == (401, None)
            assert answer.headers["www-authenticate"] == 'Bearer realm="SCIM"'
            for key in ("wang", "secretary", "security", "system", "auditor"):
                assert error_of(await ask(house, "GET", path, by=key)) == (403, None)

    async def test_no_person_writes_and_nothing_is_written(self, house: House) -> None:
        before = await found(house, 'userName eq "N1"')
        for key in ("wang", "system", "security", None):
            status = 401 if key is None else 403
            assert error_of(await ask(house, "POST", "/Users", somebody("N1"), by=key)) == (status, None)
            bulk = {"schemas": [BULK], "Operations": [creation(1)]}
            assert error_of(await ask(house, "POST", "/Bulk", bulk, by=key)) == (status, None)
        assert before == await found(house, 'userName eq "N1"') == []

    async def test_me_is_nobody(self, house: House) -> None:
        assert error_of(await ask(house, "GET", "/Me")) == (501, None)


class TestUsers:
    @both
    async def test_who_is_taken_in_is_told_audited_and_found_again(self, house: House) -> None:
        party = {
            "politicalStatus": "01",
            "joinedPartyOn": "2018-07-01",
            "hiredOn": "2012-07",
            "shift": "甲班",
        }
        given = somebody("N1", title="司炉工", userType="合同制", **{PARTY: party})
        given[ENTERPRISE]["department"] = "boiler team 单位"
        answer = await ask(house, "POST", "/Users", given)
        assert answer.status_code == 201
        shown = answer.json()
        assert answer.headers["location"] == f"https://siyou.test/scim/v2/Users/{shown['id']}"
        assert answer.headers["etag"] == shown["meta"]["version"]
        assert shown[PARTY] == party | {"workTeam": "boiler team 单位"}
        assert shown[ENTERPRISE] == {"employeeNumber": "N1", "department": "boiler team 单位"}
        assert [each["display"] for each in shown["groups"]] == ["boiler team 单位"]
        for words in (
            'userName eq "n1"',
            'externalId eq "PN1"',
            f'{PARTY}:politicalStatus eq "01" and {PARTY}:shift eq "甲班"',
            f'groups.value eq "{ident("boiler team")}" and title co "炉"',
        ):
            assert [each["id"] for each in await found(house, words)] == [shown["id"]]
        [told] = await house.told("member.changed", UUID(shown["id"]))
        assert told["active"] is True
        assert await house.audited("scim.write") == [("done", shown["id"])]

    async def test_the_same_person_twice_is_a_conflict(self, house: House) -> None:
        await made(house, "N1")
        for other in (
            somebody("N1"),
            somebody("N2", externalId="PN1"),
            somebody("N2", userName="n1"),
            somebody("N2", **{ENTERPRISE: {"employeeNumber": "N1"}}),
        ):
            assert error_of(await ask(house, "POST", "/Users", other)) == (409, "uniqueness")

    async def test_whom_a_file_brought_scim_takes_over_by_the_employee_number(self, house: House) -> None:
        """The first delivery by SCIM meets people who are there already: they stay the same people."""
        wang = somebody("T000", displayName="王建国")
        answer = await ask(house, "POST", "/Users", wang)
        assert (answer.status_code, answer.json()["id"]) == (201, str(ident("wang")))
        assert error_of(await ask(house, "POST", "/Users", wang)) == (409, "uniqueness")

    async def test_a_change_is_based_on_the_version_that_was_seen(self, house: House) -> None:
        shown = await made(house, "N1")
        path, seen = f"/Users/{shown['id']}", shown["meta"]["version"]
        fresh = await ask(house, "GET", path, **{"If-None-Match": seen})
        assert fresh.status_code == 304
        body = patch({"op": "replace", "path": "title", "value": "班长"})
        changed = await ask(house, "PATCH", path, body, **{"If-Match": seen})
        assert changed.status_code == 204
        assert error_of(await ask(house, "PATCH", path, body, **{"If-Match": seen})) == (412, None)
        assert error_of(await ask(house, "DELETE", path, **{"If-Match": seen})) == (412, None)
        unchanged = await ask(house, "PATCH", path, body)
        assert unchanged.headers["etag"] == changed.headers["etag"]

    async def test_patches_as_entra_sends_them_are_understood(self, house: House) -> None:
        shown = await made(house, "N1")
        body = patch(
            {"op": "Replace", "path": "active", "value": "False"},
            {"op": "Add", "path": 'emails[type eq "work"].value', "value": "n1@factory.example"},
            {
                "op": "Replace",
                "value": {"displayName": "钱一", f"{ENTERPRISE}:department": "power workshop 单位"},
            },
            {"op": "Replace", "path": "nickName", "value": "小钱"},
        )
        answer = await ask(house, "PATCH", f"/Users/{shown['id']}", body)
        assert answer.status_code == 204, answer.text
        person = await person_of(house, shown["id"])
        assert (person.active, person.email, person.name) == (False, "n1@factory.example", "钱一")
        assert person.workplace_id == ident("power workshop")

    async def test_what_the_branch_owns_is_accepted_and_left(self, house: House) -> None:
        """One local field does not stop the delivery of the others."""
        wang = (await ask(house, "GET", f"/Users/{ident('wang')}")).json()
        assert (wang[PARTY]["branch"], wang[PARTY]["group"]) == ("power 组织", "first 组织")
        wang[PARTY] |= {"branch": "packing 组织", "group": "third 组织", "developmentStage": "activist"}
        wang[PARTY] |= {"partyPost": ["secretary"]}
        answer = await ask(house, "PUT", f"/Users/{ident('wang')}", wang | {"title": "值班长"})
        assert answer.status_code == 200, answer.text
        now = answer.json()
        assert now["title"] == "值班长"
        assert now[PARTY] == {
            "politicalStatus": "01",
            "branch": "power 组织",
            "group": "first 组织",
            "workTeam": "boiler team 单位",
        }

    async def test_numbers_are_sealed_never_answered_and_never_logged(
        self, house: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        given = somebody("N1", phoneNumbers=[{"value": f"+86 {PHONE}"}], emails=[{"value": "n1@a.example"}])
        answer = await ask(house, "POST", "/Users", given)
        read = await ask(house, "GET", f"/Users/{answer.json()['id']}?attributes=phoneNumbers,emails")
        again = await ask(house, "PUT", f"/Users/{answer.json()['id']}", given)
        assert (again.status_code, again.headers["etag"]) == (200, read.headers["etag"])
        assert PHONE not in answer.text + read.text + again.text
        assert "n1@a.example" not in answer.text + read.text + again.text
        person = await person_of(house, answer.json()["id"])
        assert person.phone_sealed is not None
        assert PHONE not in person.phone_sealed
        wrong = await ask(house, "POST", "/Users", somebody("N2", phoneNumbers=[{"value": f"x{PHONE}x"}]))
        assert error_of(wrong) == (400, "invalidValue")
        assert error_of(await ask(house, "GET", "/Users?filter=phoneNumbers%20pr"))[0] == 400
        assert PHONE not in caplog.text + wrong.text


class TestLeaving:
    async def test_a_leavers_access_ends_at_once(self, house: House) -> None:
        token = house.by("wang")
        assert (await house.client.get("/v1/me", headers=token)).status_code == 200
        body = patch({"op": "replace", "path": "active", "value": False})
        assert (await ask(house, "PATCH", f"/Users/{ident('wang')}", body)).status_code == 204
        await house.settle()
        assert (await house.client.get("/v1/me", headers=token)).status_code == 401
        still = await ask(house, "GET", f"/Users/{ident('wang')}")
        assert still.json()["active"] is False

    async def test_day_and_reason_of_leaving_come_with_it(self, house: House) -> None:
        given = {"active": False, PARTY: {"leftOn": "2026-09-10", "departure": "retired"}}
        body = patch({"op": "replace", "value": given})
        assert (await ask(house, "PATCH", f"/Users/{ident('staff')}", body)).status_code == 204
        shown = (await ask(house, "GET", f"/Users/{ident('staff')}")).json()
        assert (shown["active"], shown[PARTY]["leftOn"]) == (False, "2026-09-10")
        assert shown[PARTY]["departure"] == "retired"

    @both
    async def test_who_is_deleted_is_gone_for_scim_and_keeps_all_history(self, house: House) -> None:
        path = f"/Users/{ident('wang')}"
        assert (await ask(house, "DELETE", path)).status_code == 204
        for answer in (
            await ask(house, "GET", path),
            await ask(house, "PATCH", path, patch({"op": "replace", "path": "title", "value": "x"})),
            await ask(house, "DELETE", path),
        ):
            assert error_of(answer) == (404, None)
        assert await found(house, 'userName eq "T000"') == []
        person = await person_of(house, str(ident("wang")))
        assert (person.active, person.hr_removed_at) == (False, house.watch.at)
        async with house.database.read() as view:
            kept = select(func.count()).where(col(Membership.person_id) == ident("wang"))
            assert (await view.execute(kept)).scalar_one() == 1

    @both
    async def test_the_same_key_brings_back_the_sameperson_of(self, house: House) -> None:
        shown = await made(house, "N1", title="钳工")
        assert (await ask(house, "DELETE", f"/Users/{shown['id']}")).status_code == 204
        back = await made(house, "N9", externalId="PN1", displayName="新人N1")
        assert (back["id"], back["active"], back["title"]) == (shown["id"], True, "钳工")
        assert back[ENTERPRISE]["employeeNumber"] == "N9"

    async def test_a_number_given_again_is_anotherperson_of(self, house: House) -> None:
        gone = await made(house, "N1")
        await ask(house, "DELETE", f"/Users/{gone['id']}")
        other = await made(house, "N1", externalId="another", displayName="另一人")
        assert other["id"] != gone["id"]

    async def test_hidden_after_deletion_whatever_is_asked(self, house: House) -> None:
        """A filter tells nothing of whom SCIM no longer has."""
        await ask(house, "DELETE", f"/Users/{ident('wang')}")
        assert all(each["id"] != str(ident("wang")) for each in await found(house, "id pr"))
        groups = await found(house, f'members.value eq "{ident("wang")}"', "Groups")
        assert groups == []


_WRONG: list[tuple[str, str, Any, int]] = [
    ("GET", "/Users?filter=userName%20eq", None, 400),
    ("GET", '/Users?filter=emails.value%20co%20"a"', None, 400),
    ("GET", "/Users?filter=nothing%20eq%201", None, 400),
    ("GET", "/Users?filter=" + "(" * 3000 + "id%20pr", None, 400),
    ("GET", '/Users?filter=userName%20eq%20"%5Cu0000"', None, 400),
    ("GET", "/Users?filter=" + "id%20pr%20or%20" * 60 + "id%20pr", None, 400),
    ("GET", "/Users?sortBy=phoneNumbers.value", None, 400),
    ("GET", "/Users?cursor=", None, 501),
    ("GET", "/Users/%27%20OR%201=1", None, 404),
    ("GET", "/Nothing", None, 404),
    ("PUT", "/Schemas", {}, 405),
    ("POST", "/Users", [], 400),
    ("POST", "/Users", {"schemas": [USER]}, 400),
    ("POST", "/Users", somebody("N1", displayName="a\x00b"), 400),
    ("POST", "/Users", somebody("N1", displayName="a\u202eb"), 400),
    ("POST", "/Users", somebody("N1", displayName="x" * 5000), 400),
    ("POST", "/Users", somebody("N1", externalId="x" * 5000), 400),
    ("POST", "/Users", somebody("N1", title="110101199003070038"), 400),
    ("POST", "/Users", somebody("N1", **{PARTY: {"politicalStatus": "99"}}), 400),
    ("POST", "/Users", somebody("N1", **{PARTY: {"joinedPartyOn": "2018-02-30"}}), 400),
    ("POST", "/Users", somebody("N1", **{ENTERPRISE: {"department": "哪里也不是"}}), 400),
    ("POST", "/Users/.search", {"schemas": [SEARCH], "filter": "(" * 100_000}, 400),
    ("PATCH", f"/Users/{ident('wang')}", {"schemas": [PATCH], "Operations": []}, 400),
    ("PATCH", f"/Users/{ident('wang')}", patch({"op": "replace", "path": "id", "value": "x"}), 400),
    (
        "PATCH",
        f"/Users/{ident('wang')}",
        patch({"op": "replace", "path": "emails[" + "(" * 5000, "value": "x"}),
        400,
    ),
]


class TestHostile:
    async def test_whatever_is_wrong_is_said_in_scims_shape(self, house: House) -> None:
        for method, path, body, status in _WRONG:
            answer = await ask(house, method, path, body)
            assert error_of(answer)[0] == status, (method, path[:100], str(body)[:200])

    async def test_a_page_beyond_all_pages_is_empty(self, house: House) -> None:
        answer = await ask(house, "GET", "/Users?startIndex=99999999999999999999999&count=1")
        assert (answer.status_code, answer.json().get("Resources", [])) == (200, [])

    async def test_more_than_any_service_takes_is_refused_as_everywhere(self, house: House) -> None:
        """It does not come as far as SCIM; at the public door the gateway says so."""
        answer = await ask(house, "POST", "/Bulk", somebody("N1", title="x" * 1_100_000))
        assert (answer.status_code, code_of(answer)) == (413, "too_large")

    async def test_what_is_no_json_is_refused(self, house: House) -> None:
        for content, kind, status in ((b"{", "application/scim+json", 400), (b"<a/>", "text/xml", 415)):
            headers = house.by("hr") | {"Content-Type": kind}
            answer = await house.client.post("/scim/v2/Users", content=content, headers=headers)
            assert error_of(answer)[0] == status
