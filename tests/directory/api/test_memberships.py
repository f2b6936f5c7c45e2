"""`/v1/memberships`."""

from datetime import date
from typing import Any

import pytest

from tests.directory.house import House, both, code_of
from tests.directory.world import ident

MEMBERSHIPS = "/v1/memberships"
OF_WANG = f"{MEMBERSHIPS}/{ident('membership of wang')}/ending"
NEW: dict[str, Any] = {
    "person_id": str(ident("staff")),
    "branch_id": str(ident("power")),
    "group_id": str(ident("first")),
    "status": "probationary",
    "from_on": "2026-09-01",
}
MOVED = {"until_on": "2026-09-14", "reason_code": "transferred"}
CHANGE_OF_WANG = OF_WANG.replace("/ending", "/group-change")
SECOND = {"group_id": str(ident("second"))}


class TestList:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get(MEMBERSHIPS, None)).status_code == 401

    async def test_hr_does_not_see_who_belongs_where(self, house: House) -> None:
        assert (await house.get(MEMBERSHIPS, "hr")).status_code == 403

    async def test_what_is_no_day_is_malformed(self, house: House) -> None:
        assert (await house.get(f"{MEMBERSHIPS}?on=today", "wang")).status_code == 422

    @pytest.mark.parametrize(
        ("reader", "count"), [("wang", 1), ("leader", 3), ("secretary", 5), ("higher", 5), ("zhao", 1)]
    )
    async def test_everyone_sees_as_far_as_the_matrix_says(
        self, house: House, reader: str, count: int
    ) -> None:
        assert len((await house.get(MEMBERSHIPS, reader)).json()["items"]) == count

    @both
    async def test_filters_narrow_it_down(self, house: House) -> None:
        for query, count in (
            (f"person_id={ident('wang')}", 1),
            (f"branch_id={ident('packing')}", 0),
            (f"group_id={ident('second')}", 2),
            ("on=2019-12-31", 0),
            ("on=2020-01-01", 5),
        ):
            found = (await house.get(f"{MEMBERSHIPS}?{query}", "secretary")).json()["items"]
            assert (query, len(found)) == (query, count)

    @both
    async def test_the_old_branch_still_sees_what_was_spent_in_it(self, house: House) -> None:
        await house.post(OF_WANG, MOVED, "organiser")
        body = NEW | {"person_id": str(ident("wang")), "from_on": "2026-09-15"}
        body |= {"branch_id": str(ident("packing")), "group_id": str(ident("third"))}
        assert (await house.post(MEMBERSHIPS, body, "other organiser")).status_code == 201
        query = f"{MEMBERSHIPS}?person_id={ident('wang')}"
        old = (await house.get(query, "secretary")).json()["items"]
        new = (await house.get(query, "other organiser")).json()["items"]
        assert [(each["from_on"], each["until_on"]) for each in old] == [("2020-01-01", "2026-09-14")]
        assert [(each["from_on"], each["until_on"]) for each in new] == [("2026-09-15", None)]


class TestBegin:
    async def test_without_a_token_nothing_is_made(self, house: House) -> None:
        assert (await house.post(MEMBERSHIPS, NEW, None)).status_code == 401

    async def test_the_secretary_leaves_it_to_the_organisation_commissioner(self, house: House) -> None:
        assert (await house.post(MEMBERSHIPS, NEW, "secretary")).status_code == 403

    async def test_another_branch_looks_like_a_missing_one(self, house: House) -> None:
        body = NEW | {"branch_id": str(ident("packing")), "group_id": None}
        answer = await house.post(MEMBERSHIPS, body, "organiser")
        assert (answer.status_code, code_of(answer)) == (404, "organisation_missing")

    @pytest.mark.parametrize("hidden", ["zhao", "nowhere"])
    async def test_member_of_another_branch_looks_like_a_missing_person(
        self, house: House, hidden: str
    ) -> None:
        answer = await house.post(MEMBERSHIPS, NEW | {"person_id": str(ident(hidden))}, "organiser")
        assert (answer.status_code, code_of(answer)) == (404, "person_missing")

    @both
    async def test_nobody_belongs_to_two_branches_at_once(self, house: House) -> None:
        answer = await house.post(MEMBERSHIPS, NEW | {"person_id": str(ident("wang"))}, "organiser")
        assert (answer.status_code, code_of(answer)) == (409, "membership_overlaps")

    async def test_group_of_another_branch_is_refused(self, house: House) -> None:
        answer = await house.post(MEMBERSHIPS, NEW | {"group_id": str(ident("third"))}, "organiser")
        assert (answer.status_code, code_of(answer)) == (409, "group_elsewhere")

    async def test_members_belong_to_a_branch_and_to_nothing_above(self, house: House) -> None:
        answer = await house.post(
            MEMBERSHIPS, NEW | {"branch_id": str(ident("general")), "group_id": None}, "higher"
        )
        assert (answer.status_code, code_of(answer)) == (409, "not_a_branch")

    async def test_who_has_left_begins_nothing(self, house: House) -> None:
        await house.patch(f"/v1/persons/{ident('staff')}", {"active": False}, "hr")
        answer = await house.post(MEMBERSHIPS, NEW, "organiser")
        assert (answer.status_code, code_of(answer)) == (409, "person_inactive")

    @pytest.mark.parametrize(
        "field", [{"from_on": "1900-01-01"}, {"from_on": "2999-01-01"}, {"status": "none"}]
    )
    async def test_malformed_membership_is_refused(self, house: House, field: dict[str, str]) -> None:
        assert (await house.post(MEMBERSHIPS, NEW | field, "organiser")).status_code == 422

    @both
    async def test_a_new_member_is_shown_told_and_sees_what_members_see(self, house: House) -> None:
        assert (await house.get("/v1/memberships", "staff")).status_code == 403
        answer = await house.post(MEMBERSHIPS, NEW, "organiser")
        assert (answer.status_code, answer.json()["until_on"]) == (201, None)
        told = (await house.told("member.changed", ident("staff")))[-1]
        assert [span["status"] for span in told["memberships"]] == ["probationary"]
        await house.settle()
        await house.open()
        assert (await house.get("/v1/memberships", "staff")).status_code == 200
        assert (await house.get("/v1/me", "staff")).json()["group"]["id"] == str(ident("first"))
        assert (await house.get(f"/v1/persons/{ident('staff')}", "hr")).json()["political_status"] == "02"

    @both
    async def test_someone_in_no_branch_is_taken_in_from_another_workshop(self, house: House) -> None:
        answer = await house.post(MEMBERSHIPS, NEW | {"person_id": str(ident("other staff"))}, "organiser")
        assert answer.status_code == 201


class TestEnd:
    async def test_without_a_token_nothing_ends(self, house: House) -> None:
        assert (await house.post(OF_WANG, MOVED, None)).status_code == 401

    async def test_a_group_leader_ends_no_membership(self, house: House) -> None:
        assert (await house.post(OF_WANG, MOVED, "leader")).status_code == 403

    @pytest.mark.parametrize("hidden", ["membership of zhao", "nowhere"])
    async def test_membership_in_another_branch_looks_missing(self, house: House, hidden: str) -> None:
        answer = await house.post(f"{MEMBERSHIPS}/{ident(hidden)}/ending", MOVED, "organiser")
        assert (answer.status_code, code_of(answer)) == (404, "membership_missing")

    async def test_an_ended_membership_is_not_prolonged(self, house: House) -> None:
        await house.post(OF_WANG, MOVED, "organiser")
        answer = await house.post(OF_WANG, MOVED | {"until_on": "2026-12-31"}, "organiser")
        assert (answer.status_code, code_of(answer)) == (409, "ending_not_earlier")

    async def test_a_reason_is_required(self, house: House) -> None:
        assert (await house.post(OF_WANG, {"until_on": "2026-09-14"}, "organiser")).status_code == 422

    async def test_the_last_day_still_belongs_to_it(self, house: House) -> None:
        await house.post(OF_WANG, MOVED | {"until_on": "2026-09-15"}, "organiser")
        await house.settle()
        await house.open()
        assert (await house.get("/v1/me", "wang")).json()["branch"]["id"] == str(ident("power"))
        house.watch.pass_by(days=1)
        assert (await house.get("/v1/me", "wang")).json()["branch"] is None

    async def test_older_tokens_hold_no_longer(self, house: House) -> None:
        await house.post(OF_WANG, MOVED, "organiser")
        await house.settle()
        answer = await house.get("/v1/me", "wang")
        assert (answer.status_code, code_of(answer)) == (401, "token_outdated")

    @both
    async def test_a_withdrawn_span_is_not_told_and_leaves_the_day_free(self, house: House) -> None:
        made = (await house.post(MEMBERSHIPS, NEW, "organiser")).json()
        withdrawn = {"until_on": "2026-08-31", "reason_code": "entered_wrongly"}
        await house.post(f"{MEMBERSHIPS}/{made['id']}/ending", withdrawn, "organiser")
        told = (await house.told("member.changed", ident("staff")))[-1]
        assert told["memberships"] == []
        again = await house.post(MEMBERSHIPS, NEW | {"status": "full"}, "organiser")
        assert (again.status_code, date.fromisoformat(again.json()["from_on"])) == (201, date(2026, 9, 1))

    async def test_who_leaves_the_party_is_no_member(self, house: House) -> None:
        await house.post(OF_WANG, MOVED | {"reason_code": "left"}, "organiser")
        assert (await house.get(f"/v1/persons/{ident('wang')}", "hr")).json()["political_status"] == "13"


class TestGroupChange:
    async def test_without_a_token_nobody_moves(self, house: House) -> None:
        assert (await house.post(CHANGE_OF_WANG, SECOND, None)).status_code == 401

    async def test_a_group_leader_moves_nobody(self, house: House) -> None:
        assert (await house.post(CHANGE_OF_WANG, SECOND, "leader")).status_code == 403

    async def test_membership_in_another_branch_looks_missing(self, house: House) -> None:
        answer = await house.post(CHANGE_OF_WANG, SECOND, "other organiser")
        assert code_of(answer) == "membership_missing"

    async def test_what_moves_nowhere_or_elsewhere_is_refused(self, house: House) -> None:
        for body, code in (
            ({"group_id": str(ident("first"))}, "nothing_moves"),
            ({"group_id": str(ident("third"))}, "group_elsewhere"),
            (SECOND | {"from_on": "2019-12-31"}, "no_membership"),
            ({"group_id": "first"}, "malformed"),
        ):
            assert code_of(await house.post(CHANGE_OF_WANG, body, "organiser")) == code

    @both
    async def test_the_group_changes_with_the_month_and_what_was_planned_falls_away(
        self, house: House
    ) -> None:
        for body in (SECOND, {"group_id": None, "from_on": "2026-09-21"}):
            answer = await house.post(CHANGE_OF_WANG, body, "organiser")
            assert answer.status_code == 201, answer.text
        told = (await house.told("member.changed", ident("wang")))[-2:]
        first, second = str(ident("first")), str(ident("second"))
        found = [[(span["group_id"], span["until_on"]) for span in each["memberships"]] for each in told]
        assert found == [[(first, "2026-09-30"), (second, None)], [(first, "2026-09-20"), (None, None)]]

    async def test_who_leads_the_old_group_leads_it_until_then(self, house: House) -> None:
        path = f"{MEMBERSHIPS}/{ident('membership of leader')}/group-change"
        await house.post(path, SECOND, "organiser")
        told = (await house.told("appointment.changed", ident("leader")))[-1]["appointments"]
        assert [each["until_on"] for each in told] == ["2026-09-30"]
