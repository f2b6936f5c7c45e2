"""`/v1/workplaces`."""

from tests.directory.house import House, both, code_of
from tests.directory.world import ident

TITLE = {"zh": "供电班", "en": "Power supply team"}
NEW = {"kind": "team", "title": TITLE, "parent_id": str(ident("power workshop"))}
WORKSHOP = f"/v1/workplaces/{ident('power workshop')}"


class TestList:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get("/v1/workplaces", None)).status_code == 401

    async def test_a_machine_without_a_role_is_refused(self, house: House) -> None:
        answer = await house.client.get("/v1/workplaces", headers=house.by("nobody", machine=True))
        assert answer.status_code == 403

    async def test_unknown_kind_is_an_error(self, house: House) -> None:
        assert (await house.get("/v1/workplaces?kind=office", "wang")).status_code == 422

    @both
    async def test_a_branch_finds_its_workshop(self, house: House) -> None:
        answer = await house.get(f"/v1/workplaces?branch_id={ident('power')}", "wang")
        assert [item["id"] for item in answer.json()["items"]] == [str(ident("power workshop"))]


class TestSetUp:
    async def test_without_a_token_nothing_is_made(self, house: House) -> None:
        assert (await house.post("/v1/workplaces", NEW, None)).status_code == 401

    async def test_a_secretary_sets_up_no_workplaces(self, house: House) -> None:
        assert (await house.post("/v1/workplaces", NEW, "secretary")).status_code == 403

    async def test_missing_parent_is_missing(self, house: House) -> None:
        answer = await house.post("/v1/workplaces", NEW | {"parent_id": str(ident("nowhere"))}, "hr")
        assert (answer.status_code, code_of(answer)) == (404, "workplace_missing")

    async def test_missing_branch_is_missing(self, house: House) -> None:
        body = {
            "kind": "workshop",
            "title": TITLE,
            "parent_id": str(ident("factory")),
            "branch_id": str(ident("x")),
        }
        answer = await house.post("/v1/workplaces", body, "hr")
        assert (answer.status_code, code_of(answer)) == (404, "organisation_missing")

    async def test_a_team_directly_below_the_factory_is_refused(self, house: House) -> None:
        answer = await house.post("/v1/workplaces", NEW | {"parent_id": str(ident("factory"))}, "hr")
        assert (answer.status_code, code_of(answer)) == (409, "workplace_misplaced")

    async def test_a_team_is_linked_to_no_branch(self, house: House) -> None:
        answer = await house.post("/v1/workplaces", NEW | {"branch_id": str(ident("power"))}, "hr")
        assert (answer.status_code, code_of(answer)) == (409, "link_misplaced")

    async def test_title_in_one_language_is_malformed(self, house: House) -> None:
        answer = await house.post("/v1/workplaces", NEW | {"title": {"zh": "供电班"}}, "hr")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/title/en")

    @both
    async def test_hr_sets_up_a_team(self, house: House) -> None:
        answer = await house.post("/v1/workplaces", NEW, "hr")
        made = answer.json()
        assert (answer.status_code, made["title"], made["branch_id"]) == (201, TITLE, None)
        assert made["path"] == f"/{ident('factory')}/{ident('power workshop')}/{made['id']}/"


class TestRead:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get(WORKSHOP, None)).status_code == 401

    async def test_what_does_not_exist_is_missing(self, house: House) -> None:
        answer = await house.get(f"/v1/workplaces/{ident('nowhere')}", "wang")
        assert (answer.status_code, code_of(answer)) == (404, "workplace_missing")

    async def test_a_workplace_is_shown_with_its_branch(self, house: House) -> None:
        assert (await house.get(WORKSHOP, "wang")).json()["branch_id"] == str(ident("power"))


class TestChange:
    async def test_without_a_token_nothing_changes(self, house: House) -> None:
        assert (await house.patch(WORKSHOP, {"title": TITLE}, None)).status_code == 401

    async def test_a_higher_officer_changes_no_workplace(self, house: House) -> None:
        assert (await house.patch(WORKSHOP, {"title": TITLE}, "higher")).status_code == 403

    async def test_what_does_not_exist_is_missing(self, house: House) -> None:
        answer = await house.patch(f"/v1/workplaces/{ident('nowhere')}", {"title": TITLE}, "hr")
        assert answer.status_code == 404

    async def test_change_based_on_an_old_version_is_refused(self, house: House) -> None:
        assert (await house.patch(WORKSHOP, {"title": TITLE}, "hr", etag='"old"')).status_code == 412

    async def test_a_workshop_is_linked_to_a_branch_and_to_nothing_else(self, house: House) -> None:
        answer = await house.patch(WORKSHOP, {"branch_id": str(ident("general"))}, "hr")
        assert (answer.status_code, code_of(answer)) == (409, "link_misplaced")

    async def test_title_cannot_be_emptied(self, house: House) -> None:
        assert (await house.patch(WORKSHOP, {"title": None}, "hr")).status_code == 422

    @both
    async def test_what_is_absent_stays_as_it_is(self, house: House) -> None:
        renamed = (await house.patch(WORKSHOP, {"title": TITLE}, "hr")).json()
        assert (renamed["title"], renamed["branch_id"]) == (TITLE, str(ident("power")))

    async def test_the_link_is_ended_by_null(self, house: House) -> None:
        assert (await house.patch(WORKSHOP, {"branch_id": None}, "hr")).json()["branch_id"] is None
