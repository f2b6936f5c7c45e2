"""`/v1/schemes`: drafted, edited, approved by a named resolution, frozen."""

from typing import Any

from tests.points.house import House, both, code_of, faults_of, nothing, plain

APPROVAL = {
    "resolution_no": "动支党〔2026〕3号",
    "resolved_on": "2026-09-14",
    "effective_on": "2026-10-01",
}


async def a_draft(house: House, by: str = "organiser") -> dict[str, Any]:
    return await house.made("/v1/schemes", {"template": "A"}, by)


async def a_forcing_text(house: House) -> dict[str, Any]:
    """Scheme A with points taken from whoever has not served."""
    text: dict[str, Any] = (await house.get("/v1/scheme-templates", "wang")).json()["A"]
    deduction = next(item for item in text["items"] if item["type"] == "DEDUCT")
    deduction["title"] = {"zh": "未参加志愿服务", "en": "Did not volunteer"}
    return text


class TestShipped:
    async def test_both_shipped_schemes_and_their_schema_are_shown(self, house: House) -> None:
        templates = (await house.get("/v1/scheme-templates", "wang")).json()
        schema = (await house.get("/v1/scheme-schema", "wang")).json()
        assert {code: text["cycle"] for code, text in templates.items()} == {"A": "quarter", "B": "year"}
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


class TestWrite:
    async def test_a_stranger_and_a_plain_member_write_none(self, house: House) -> None:
        assert (await house.post("/v1/schemes", {"template": "A"}, None)).status_code == 401
        assert code_of(await house.post("/v1/schemes", {"template": "A"}, "wang")) == "forbidden"

    async def test_only_a_and_b_are_shipped(self, house: House) -> None:
        answer = await house.post("/v1/schemes", {"template": "C"}, "organiser")
        assert (answer.status_code, code_of(answer)) == (404, "template_missing")

    async def test_every_fault_of_a_text_is_named_by_its_place(self, house: House) -> None:
        text = (await house.get("/v1/scheme-templates", "wang")).json()["A"]
        text["parts"][0]["cap"], text["items"][0]["type"] = "40.125", "GIFT"
        answer = await house.post("/v1/schemes", {"body": text}, "organiser")
        assert (answer.status_code, code_of(answer)) == (422, "scheme_invalid")
        assert {fault["pointer"] for fault in answer.json()["errors"]} >= {"/parts/0/cap", "/items/0/type"}

    async def test_a_scheme_that_forces_members_to_serve_is_refused_with_the_article(
        self, house: House
    ) -> None:
        answer = await house.post("/v1/schemes", {"body": await a_forcing_text(house)}, "organiser")
        assert (answer.status_code, code_of(answer)) == (422, "service_compulsory")
        assert "第二十五条" in answer.json()["detail"]
        assert list(faults_of(answer).values()) == ["service_deducts"]

    async def test_what_is_lawful_and_should_be_looked_at_is_warned_of(self, house: House) -> None:
        text = (await house.get("/v1/scheme-templates", "wang")).json()["A"]
        deduction = next(item for item in text["items"] if item["type"] == "DEDUCT")
        deduction["title"] = {"zh": "虚报志愿服务时长", "en": "False claim of volunteer hours"}
        draft = await house.made("/v1/schemes", {"body": text}, "organiser")
        again = (await house.get(f"/v1/schemes/{draft['id']}", "organiser")).json()
        assert draft["warnings"] == again["warnings"]
        assert [each["code"] for each in draft["warnings"]] == ["service_named"]

    @both
    async def test_a_draft_is_the_next_version(self, house: House) -> None:
        draft = await a_draft(house)
        assert (draft["code"], draft["version"], draft["state"]) == ("A", 2, "draft")
        assert (draft["resolution_no"], draft["warnings"]) == (None, [])


class TestRead:
    async def test_another_branchs_scheme_looks_like_none(self, house: House) -> None:
        hidden = await house.get(f"/v1/schemes/{house.scheme('packing')}", "wang")
        assert plain(hidden) == plain(await house.get(f"/v1/schemes/{nothing()}", "wang"))

    async def test_the_list_holds_the_own_branchs(self, house: House) -> None:
        for who in ("wang", "safety", "higher"):
            page = (await house.get("/v1/schemes", who)).json()
            assert [each["id"] for each in page["items"]] == [str(house.scheme())]
            assert "body" not in page["items"][0]

    async def test_an_unchanged_scheme_is_not_sent_again(self, house: House) -> None:
        path = f"/v1/schemes/{house.scheme()}"
        etag = (await house.get(path, "wang")).headers["etag"]
        assert (await house.get(path, "wang", **{"If-None-Match": etag})).status_code == 304


class TestRewrite:
    async def test_an_approved_version_never_changes(self, house: House) -> None:
        text = (await house.get("/v1/scheme-templates", "wang")).json()["A"]
        answer = await house.put(f"/v1/schemes/{house.scheme()}", {"body": text}, "organiser", etag="*")
        assert (answer.status_code, code_of(answer)) == (409, "scheme_not_draft")

    @both
    async def test_a_draft_changes_from_the_version_that_was_read(self, house: House) -> None:
        draft = await a_draft(house)
        path, text = f"/v1/schemes/{draft['id']}", draft["body"]
        text["parameters"]["claim_days"] = 20
        etag = (await house.get(path, "organiser")).headers["etag"]
        without = await house.put(path, {"body": text}, "organiser")
        done = await house.put(path, {"body": text}, "organiser", etag=etag)
        stale = await house.put(path, {"body": text}, "organiser", etag=etag)
        assert [without.status_code, done.status_code, stale.status_code] == [428, 200, 412]
        assert done.json()["digest"] != draft["digest"]

    async def test_a_draft_does_not_become_one_that_forces_members_to_serve(self, house: House) -> None:
        path = f"/v1/schemes/{(await a_draft(house))['id']}"
        etag = (await house.get(path, "organiser")).headers["etag"]
        answer = await house.put(path, {"body": await a_forcing_text(house)}, "organiser", etag=etag)
        assert (answer.status_code, code_of(answer)) == (422, "service_compulsory")


class TestApprove:
    async def test_the_secretary_approves_and_nobody_else(self, house: House) -> None:
        path = f"/v1/schemes/{(await a_draft(house))['id']}/approval"
        assert code_of(await house.post(path, APPROVAL, "organiser")) == "forbidden"
        assert code_of(await house.post(path, APPROVAL, "other secretary")) == "scheme_missing"

    @both
    async def test_a_number_longer_than_its_column_is_malformed(self, house: House) -> None:
        path = f"/v1/schemes/{(await a_draft(house))['id']}/approval"
        answer = await house.post(path, APPROVAL | {"resolution_no": "号" * 101}, "secretary")
        assert faults_of(answer) == {"/resolution_no": "string_too_long"}

    @both
    async def test_an_approval_names_its_resolution_and_happens_once(self, house: House) -> None:
        path = f"/v1/schemes/{(await a_draft(house))['id']}/approval"
        approved = await house.made(path, APPROVAL, "secretary")
        assert {name: approved[name] for name in APPROVAL} == APPROVAL
        assert approved["state"] == "approved"
        twice = await house.post(path, APPROVAL, "secretary")
        assert (twice.status_code, code_of(twice)) == (409, "scheme_not_draft")
