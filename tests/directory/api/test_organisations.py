"""`/v1/organisations`."""

from tests.directory.house import House, both, code_of
from tests.directory.world import ident

TITLE = {"zh": "新党支部", "en": "New branch"}
NEW = {"kind": "branch", "title": TITLE, "parent_id": str(ident("general"))}
POWER = f"/v1/organisations/{ident('power')}"


class TestList:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        answer = await house.get("/v1/organisations", None)
        assert (answer.status_code, code_of(answer)) == (401, "token_invalid")

    async def test_a_machine_without_a_role_is_refused(self, house: House) -> None:
        answer = await house.client.get("/v1/organisations", headers=house.by("nobody", machine=True))
        assert (answer.status_code, code_of(answer)) == (403, "forbidden")

    async def test_unknown_filter_is_an_error_and_no_empty_list(self, house: House) -> None:
        answer = await house.get("/v1/organisations?parent=x", "wang")
        assert (answer.status_code, code_of(answer)) == (400, "parameter_unknown")

    @both
    async def test_everyone_sees_the_whole_tree_page_by_page(self, house: House) -> None:
        first = (await house.get("/v1/organisations?limit=5", "wang")).json()
        rest = (await house.get(f"/v1/organisations?limit=5&cursor={first['next_cursor']}", "wang")).json()
        assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (5, 3, None)

    @both
    async def test_filters_narrow_it_down(self, house: House) -> None:
        below = f"/v1/organisations?kind=group&parent_id={ident('power')}"
        found = (await house.get(below, "wang")).json()["items"]
        assert {item["id"] for item in found} == {str(ident("first")), str(ident("second"))}


class TestFound:
    async def test_without_a_token_nothing_is_made(self, house: House) -> None:
        assert (await house.post("/v1/organisations", NEW, None)).status_code == 401

    async def test_a_secretary_founds_no_branches(self, house: House) -> None:
        answer = await house.post("/v1/organisations", NEW, "secretary")
        assert (answer.status_code, code_of(answer)) == (403, "forbidden")

    async def test_parent_that_does_not_exist_is_missing(self, house: House) -> None:
        answer = await house.post("/v1/organisations", NEW | {"parent_id": str(ident("nowhere"))}, "system")
        assert (answer.status_code, code_of(answer)) == (404, "organisation_missing")

    @both
    async def test_parent_beyond_reach_looks_like_a_missing_one(self, house: House) -> None:
        body = NEW | {"parent_id": str(ident("other general"))}
        answer = await house.post("/v1/organisations", body, "higher")
        assert (answer.status_code, code_of(answer)) == (404, "organisation_missing")

    async def test_a_branch_below_a_group_is_refused(self, house: House) -> None:
        answer = await house.post("/v1/organisations", NEW | {"parent_id": str(ident("first"))}, "system")
        assert (answer.status_code, code_of(answer)) == (409, "organisation_misplaced")

    async def test_unknown_fields_are_errors(self, house: House) -> None:
        answer = await house.post("/v1/organisations", NEW | {"path": "/"}, "system")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/path")

    async def test_idempotency_key_is_required(self, house: House) -> None:
        answer = await house.client.post("/v1/organisations", json=NEW, headers=house.by("system"))
        assert (answer.status_code, code_of(answer)) == (400, "idempotency_key_missing")

    async def test_a_root_is_made_only_by_those_who_reach_everything(self, house: House) -> None:
        root = {"kind": "committee", "title": TITLE}
        assert (await house.post("/v1/organisations", root, "higher")).status_code == 403
        assert (await house.post("/v1/organisations", root, "system")).status_code == 201

    @both
    async def test_a_higher_officer_founds_a_branch_below_his_own(self, house: House) -> None:
        answer = await house.post("/v1/organisations", NEW, "higher")
        made = answer.json()
        assert answer.status_code == 201
        assert made["path"] == f"/{ident('committee')}/{ident('general')}/{made['id']}/"
        read = await house.get(f"/v1/organisations/{made['id']}", "wang")
        assert (read.json(), read.headers["etag"]) == (made, answer.headers["etag"])

    @both
    async def test_the_same_request_twice_founds_once(self, house: House) -> None:
        first = await house.post("/v1/organisations", NEW, "system", key="founded-once")
        again = await house.post("/v1/organisations", NEW, "system", key="founded-once")
        assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")


class TestRead:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get(POWER, None)).status_code == 401

    async def test_what_does_not_exist_is_missing(self, house: House) -> None:
        answer = await house.get(f"/v1/organisations/{ident('nowhere')}", "wang")
        assert (answer.status_code, code_of(answer)) == (404, "organisation_missing")

    async def test_what_is_no_id_is_malformed(self, house: House) -> None:
        assert (await house.get("/v1/organisations/power", "wang")).status_code == 422

    async def test_unchanged_copy_is_confirmed(self, house: House) -> None:
        etag = (await house.get(POWER, "wang")).headers["etag"]
        again = await house.get(POWER, "wang", **{"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")


class TestRename:
    async def test_without_a_token_nothing_changes(self, house: House) -> None:
        assert (await house.patch(POWER, {"title": TITLE}, None)).status_code == 401

    async def test_a_member_renames_nothing(self, house: House) -> None:
        assert (await house.patch(POWER, {"title": TITLE}, "wang")).status_code == 403

    async def test_what_is_beyond_reach_looks_missing(self, house: House) -> None:
        answer = await house.patch(f"/v1/organisations/{ident('packing')}", {"title": TITLE}, "higher")
        assert (answer.status_code, code_of(answer)) == (404, "organisation_missing")

    async def test_change_needs_the_version_it_is_based_on(self, house: House) -> None:
        answer = await house.patch(POWER, {"title": TITLE}, "higher", etag=None)
        assert (answer.status_code, code_of(answer)) == (428, "unconditional")

    async def test_change_based_on_an_old_version_is_refused(self, house: House) -> None:
        etag = (await house.get(POWER, "higher")).headers["etag"]
        assert (await house.patch(POWER, {"title": TITLE}, "higher", etag=etag)).status_code == 200
        again = await house.patch(POWER, {"title": TITLE}, "higher", etag=etag)
        assert (again.status_code, code_of(again)) == (412, "stale")

    async def test_a_node_cannot_be_moved(self, house: House) -> None:
        body = {"title": TITLE, "parent_id": str(ident("committee"))}
        assert (await house.patch(POWER, body, "higher")).status_code == 422

    @both
    async def test_the_new_title_is_shown_and_told(self, house: House) -> None:
        answer = await house.patch(POWER, {"title": TITLE}, "higher")
        assert answer.json()["title"] == TITLE
        told = await house.told("organisation.changed", ident("power"))
        assert [(each["version"], each["title"]["en"], each["kind"]) for each in told] == [
            (1, "power", "branch"),
            (2, "New branch", "branch"),
        ]
