"""`/v1/persons`."""

import pytest
from sqlalchemy import text

from tests.directory.house import House, both, code_of
from tests.directory.world import ident

NEW = {"name": "新员工", "employee_no": "T900", "workplace_id": str(ident("boiler team")), "post": "司炉工"}
WANG = f"/v1/persons/{ident('wang')}"
IN_POWER = {"王建国", "李晓", "周启明", "韩志远", "林晓梅", "郭守正", "王小二"}


async def names(house: House, path: str, by: str) -> set[str]:
    answer = await house.get(path, by)
    assert answer.status_code == 200, answer.text
    return {item["name"] for item in answer.json()["items"]}


class TestList:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get("/v1/persons", None)).status_code == 401

    async def test_an_auditor_sees_no_persons(self, house: House) -> None:
        assert (await house.get("/v1/persons", "auditor")).status_code == 403

    async def test_what_is_no_id_is_malformed(self, house: House) -> None:
        assert (await house.get("/v1/persons?branch_id=power", "hr")).status_code == 422

    async def test_a_member_sees_himself(self, house: House) -> None:
        assert await names(house, "/v1/persons", "wang") == {"王建国"}

    @both
    async def test_a_group_leader_sees_the_group(self, house: House) -> None:
        assert await names(house, "/v1/persons", "leader") == {"王建国", "周启明", "韩志远"}

    @pytest.mark.parametrize("reader", ["secretary", "organiser", "safety"])
    async def test_committee_and_officers_see_members_and_staff_of_their_workshop(
        self, house: House, reader: str
    ) -> None:
        assert await names(house, "/v1/persons", reader) == IN_POWER

    @both
    async def test_a_higher_officer_sees_what_is_below(self, house: House) -> None:
        assert await names(house, "/v1/persons", "higher") == IN_POWER

    @pytest.mark.parametrize("reader", ["hr", "system", "security"])
    async def test_those_who_keep_all_persons_see_all(self, house: House, reader: str) -> None:
        assert len(await names(house, "/v1/persons", reader)) == 15

    async def test_another_branch_filtered_for_is_an_empty_list(self, house: House) -> None:
        assert await names(house, f"/v1/persons?branch_id={ident('packing')}", "secretary") == set()

    @both
    async def test_filters_narrow_it_down(self, house: House) -> None:
        assert await names(house, f"/v1/persons?group_id={ident('third')}", "hr") == {"赵新民", "孙慧敏"}
        assert await names(house, f"/v1/persons?workplace_id={ident('packing workshop')}", "hr") == {
            "赵新民",
            "孙慧敏",
            "钱多",
        }
        assert await names(house, "/v1/persons?q=王", "hr") == {"王建国", "王小二"}
        assert await names(house, "/v1/persons?active=false", "hr") == set()

    @both
    @pytest.mark.parametrize("letters", ["wjg", "WangJian", "wang jianguo"])
    async def test_a_name_is_found_by_the_beginning_of_its_letters(self, house: House, letters: str) -> None:
        body = {"name": "汪建刚", "employee_no": "T901"}
        assert (await house.post("/v1/persons", body, "hr")).status_code == 201
        found = await names(house, f"/v1/persons?q={letters}", "hr")
        assert "王建国" in found
        assert ("汪建刚" in found) == (letters != "wang jianguo")
        assert await names(house, "/v1/persons?q=jianguo", "hr") == set()

    async def test_a_name_is_matched_as_written_not_as_a_pattern(self, house: House) -> None:
        assert await names(house, "/v1/persons?q=%25", "hr") == set()

    async def test_a_cursor_of_another_reader_is_refused(self, house: House) -> None:
        cursor = (await house.get("/v1/persons?limit=1", "secretary")).json()["next_cursor"]
        answer = await house.get(f"/v1/persons?limit=1&cursor={cursor}", "other organiser")
        assert (answer.status_code, code_of(answer)) == (422, "cursor_invalid")


class TestTakeIn:
    async def test_without_a_token_nothing_is_made(self, house: House) -> None:
        assert (await house.post("/v1/persons", NEW, None)).status_code == 401

    async def test_a_secretary_takes_in_nobody(self, house: House) -> None:
        assert (await house.post("/v1/persons", NEW, "secretary")).status_code == 403

    async def test_missing_workplace_is_missing(self, house: House) -> None:
        answer = await house.post("/v1/persons", NEW | {"workplace_id": str(ident("nowhere"))}, "hr")
        assert (answer.status_code, code_of(answer)) == (404, "workplace_missing")

    @both
    async def test_employee_number_of_an_active_person_is_taken(self, house: House) -> None:
        answer = await house.post("/v1/persons", NEW | {"employee_no": "T000"}, "hr")
        assert (answer.status_code, code_of(answer)) == (409, "employee_no_taken")

    async def test_malformed_person_is_refused(self, house: House) -> None:
        fields = {
            "name": ("", "a\u0000b", "王11010519491231002X"),
            "employee_no": ("11010519491231002X",),
            "political_status": ("14",),
            "phone": ("none", "12", "138123456789012345678"),
            "email": ("li", "li@", "李@factory.example"),
            "hired_on": ("2012-13", "12", "2012-7", "1999-02-29"),
            "birth_on": ("1800-01-01", "2012-07"),
            "id_number": ("11010519491231002X",),
        }
        for field, values in fields.items():
            for value in values:
                answer = await house.post("/v1/persons", NEW | {field: value}, "hr")
                assert (answer.status_code, code_of(answer)) == (422, "malformed"), (field, value)
                assert "11010519491231002X" not in answer.text

    @both
    async def test_a_new_person_is_shown_and_told(self, house: House) -> None:
        answer = await house.post("/v1/persons", NEW, "hr")
        made = answer.json()
        assert answer.status_code == 201
        assert (made["name"], made["employee_no"], made["political_status"]) == ("新员工", "T900", None)
        [told] = await house.told("member.changed", made["id"])
        assert (told["name"], told["version"], told["active"], told["memberships"]) == ("新员工", 1, True, [])

    @both
    async def test_number_of_a_leaver_may_be_given_again(self, house: House) -> None:
        await house.patch(WANG, {"active": False}, "hr")
        assert (await house.post("/v1/persons", NEW | {"employee_no": "T000"}, "hr")).status_code == 201


class TestRead:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get(WANG, None)).status_code == 401

    async def test_an_auditor_sees_no_person(self, house: House) -> None:
        assert (await house.get(WANG, "auditor")).status_code == 403

    @pytest.mark.parametrize("hidden", ["zhao", "other staff", "nowhere"])
    async def test_person_of_another_branch_looks_like_a_missing_one(self, house: House, hidden: str) -> None:
        answer = await house.get(f"/v1/persons/{ident(hidden)}", "secretary")
        assert (answer.status_code, code_of(answer)) == (404, "person_missing")

    async def test_unchanged_copy_is_not_confirmed_to_whom_it_is_hidden(self, house: House) -> None:
        answer = await house.get(f"/v1/persons/{ident('zhao')}", "secretary", **{"If-None-Match": "*"})
        assert answer.status_code == 404

    @both
    async def test_branch_and_group_are_those_of_today(self, house: House) -> None:
        shown = (await house.get(WANG, "secretary")).json()
        assert (shown["branch_id"], shown["group_id"]) == (str(ident("power")), str(ident("first")))

    @both
    async def test_each_reader_sees_of_a_person_what_the_office_needs(self, house: House) -> None:
        known = {
            "phone": "+86 138-1234-5678",
            "email": "wang@factory.example",
            "birth_on": "1971-03-09",
            "political_status": "01",
            "hired_on": "1992-07",
        }
        assert (await house.patch(WANG, known, "hr")).status_code == 200
        seen = {}
        for reader in ("wang", "hr", "secretary", "leader", "safety", "system", "higher"):
            shown = (await house.get(WANG, reader)).json()
            [listed] = [
                each for each in (await house.get("/v1/persons", reader)).json()["items"] if each == shown
            ]
            names = ("phone", "email", "birth_on", "birth_year", "political_status", "hired_on")
            seen[reader] = tuple(listed[name] for name in names)
        mask, mail = "138****5678", "w***@factory.example"
        assert seen == {
            "wang": ("13812345678", "wang@factory.example", "1971-03-09", 1971, "01", "1992-07"),
            "hr": (mask, mail, None, 1971, "01", "1992-07"),
            "secretary": (mask, mail, None, 1971, "01", "1992-07"),
            "leader": (mask, mail, None, None, None, None),
            "safety": (None, None, None, None, None, None),
            "system": (mask, mail, None, None, None, "1992-07"),
            "higher": (mask, mail, None, 1971, "01", "1992-07"),
        }

    async def test_a_telephone_number_is_kept_sealed_and_told_to_nobody(self, house: House) -> None:
        await house.patch(WANG, {"phone": "13812345678", "birth_on": "1971-03-09"}, "hr")
        async with house.database.read() as view:
            wang = text("SELECT phone_sealed FROM person WHERE employee_no = 'T000'")
            sealed = (await view.execute(wang)).scalar_one()
        assert sealed.startswith("v1.")
        assert "13812345678" not in sealed
        told = str(await house.told("member.changed", ident("wang")))
        assert "13812345678" not in told
        assert "1971" not in told

    async def test_who_leads_the_group_and_sits_on_the_committee_sees_as_the_committee(
        self, house: House
    ) -> None:
        """Only in the own branch: a team leader of another branch's workshop sees nothing more there."""
        lead = {"role": "team_leader", "organisation_id": str(ident("packing")), "from_on": "2020-01-01"}
        made = await house.post(
            "/v1/appointments", lead | {"subject_id": str(ident("secretary"))}, "security"
        )
        assert made.status_code == 201, made.text
        await house.settle()
        await house.open()
        for person in ("wang", "zhao"):
            await house.patch(f"/v1/persons/{ident(person)}", {"political_status": "01"}, "hr")
        people = (await house.get("/v1/persons", "secretary")).json()["items"]
        status = {each["id"]: each["political_status"] for each in people}
        assert (status[str(ident("wang"))], status[str(ident("zhao"))]) == ("01", None)

    async def test_employee_number_is_shown_to_its_holder_and_to_hr_only(self, house: House) -> None:
        shown = [(await house.get(WANG, by)).json()["employee_no"] for by in ("wang", "hr", "secretary")]
        assert shown == ["T000", "T000", None]


class TestChange:
    async def test_without_a_token_nothing_changes(self, house: House) -> None:
        assert (await house.patch(WANG, {"post": "班长"}, None)).status_code == 401

    async def test_a_member_changes_nothing_of_himself(self, house: House) -> None:
        assert (await house.patch(WANG, {"post": "班长"}, "wang")).status_code == 403

    async def test_missing_person_is_missing(self, house: House) -> None:
        answer = await house.patch(f"/v1/persons/{ident('nowhere')}", {"post": "班长"}, "hr")
        assert (answer.status_code, code_of(answer)) == (404, "person_missing")

    async def test_change_needs_the_version_it_is_based_on(self, house: House) -> None:
        assert (await house.patch(WANG, {"post": "班长"}, "hr", etag=None)).status_code == 428
        assert (await house.patch(WANG, {"post": "班长"}, "hr", etag='"old"')).status_code == 412

    @both
    async def test_employee_number_of_another_is_taken(self, house: House) -> None:
        answer = await house.patch(WANG, {"employee_no": "T001"}, "hr")
        assert (answer.status_code, code_of(answer)) == (409, "employee_no_taken")

    @pytest.mark.parametrize("field", [{"name": None}, {"active": None}, {"version": 7}, {"branch_id": None}])
    async def test_malformed_change_is_refused(self, house: House, field: dict[str, object]) -> None:
        assert (await house.patch(WANG, field, "hr")).status_code == 422

    @both
    async def test_what_is_absent_stays_as_it_is(self, house: House) -> None:
        etag = (await house.get(WANG, "hr")).headers["etag"]
        answer = await house.patch(WANG, {"post": "班长", "shift": "甲班"}, "hr", etag=etag)
        changed = answer.json()
        assert (changed["name"], changed["employee_no"], changed["post"]) == ("王建国", "T000", "班长")
        assert (await house.get(WANG, "hr")).headers["etag"] == answer.headers["etag"] != etag

    async def test_a_move_inside_the_factory_takes_no_rights(self, house: House) -> None:
        before = (await house.told("member.changed", ident("wang")))[-1]
        await house.patch(WANG, {"post": "班长"}, "hr")
        after = (await house.told("member.changed", ident("wang")))[-1]
        assert (after["version"] - before["version"], after["rights_version"]) == (
            1,
            before["rights_version"],
        )

    @both
    async def test_who_leaves_is_locked_out_with_a_token_still_young(self, house: House) -> None:
        assert (await house.get("/v1/me", "wang")).status_code == 200
        await house.patch(WANG, {"active": False}, "hr")
        await house.settle()
        answer = await house.get("/v1/me", "wang")
        assert (answer.status_code, code_of(answer)) == (401, "token_invalid")
