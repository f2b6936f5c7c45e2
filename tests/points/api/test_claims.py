"""`/v1/claims`, from the first draft to the committee's decision."""

from tests.points.house import House, a_claim, both, code_of, faults_of, nothing, plain


class TestSubmit:
    async def test_a_stranger_is_turned_away(self, house: House) -> None:
        answer = await house.post("/v1/claims", a_claim(), None)
        assert (answer.status_code, code_of(answer)) == (401, "token_invalid")

    async def test_an_officer_who_is_no_member_claims_nothing(self, house: House) -> None:
        answer = await house.post("/v1/claims", a_claim(), "safety")
        assert (answer.status_code, code_of(answer)) == (403, "forbidden")

    async def test_somebody_elses_file_is_no_evidence_of_mine(self, house: House) -> None:
        file = await house.client.post(
            "/v1/files",
            params={"name": "照片.pdf"},
            content=b"%PDF-1.7",
            headers=house.by("li") | {"Idempotency-Key": "the-file-of-li", "Content-Type": "application/pdf"},
        )
        mine = await house.post("/v1/claims", a_claim(evidence=[{"file_id": file.json()["id"]}]), "wang")
        none = await house.post("/v1/claims", a_claim(evidence=[{"file_id": str(nothing())}]), "wang")
        assert plain(mine) == plain(none)
        assert (mine.status_code, code_of(mine)) == (404, "file_missing")

    async def test_the_same_deed_is_claimed_once(self, house: House) -> None:
        first = await house.a_claim()
        answer = await house.post("/v1/claims", a_claim(), "wang")
        assert (answer.status_code, code_of(answer)) == (409, "claim_twice")
        assert first["id"] in answer.json()["detail"]

    async def test_a_deed_of_a_quarter_that_is_not_open_is_refused(self, house: House) -> None:
        answer = await house.post("/v1/claims", a_claim(occurred_on="2026-06-30"), "wang")
        assert (answer.status_code, code_of(answer)) == (409, "date_outside_period")

    async def test_a_deed_of_more_than_fifteen_days_ago_comes_too_late(self, house: House) -> None:
        in_time = await house.post("/v1/claims", a_claim(occurred_on="2026-08-31"), "wang")
        too_late = await house.post("/v1/claims", a_claim(occurred_on="2026-08-30"), "wang")
        assert (in_time.status_code, code_of(too_late)) == (201, "claim_too_late")

    async def test_an_item_that_takes_no_claims_is_refused(self, house: House) -> None:
        answer = await house.post("/v1/claims", a_claim(item_code="A01"), "wang")
        assert (answer.status_code, code_of(answer)) == (409, "source_not_allowed")

    async def test_every_fault_is_named_by_its_place(self, house: House) -> None:
        answer = await house.post(
            "/v1/claims",
            {"item_code": "b-11", "occurred_on": "1900-01-01", "statement": " ", "evidence": [{}], "x": 1},
            "wang",
        )
        assert faults_of(answer) == {
            "/item_code": "string_pattern_mismatch",
            "/occurred_on": "greater_than_equal",
            "/statement": "string_too_short",
            "/evidence/0": "value_error",
            "/x": "extra_forbidden",
        }

    async def test_a_claim_without_a_key_is_refused(self, house: House) -> None:
        answer = await house.client.post("/v1/claims", json=a_claim(), headers=house.by("wang"))
        assert (answer.status_code, code_of(answer)) == (400, "idempotency_key_missing")

    @both
    async def test_a_claim_goes_to_the_group(self, house: House) -> None:
        answer = await house.post("/v1/claims", a_claim(), "wang")
        assert answer.status_code == 201
        claim = answer.json()
        assert (claim["state"], claim["asked"], claim["quantity"]) == ("submitted", 1, 1)
        assert [each["text"] for each in claim["evidence"]] == ["隐患编号 YH-2026-0910"]
        shown = await house.get(f"/v1/claims/{claim['id']}", "wang")
        assert (shown.json(), shown.headers["etag"]) == (claim, answer.headers["etag"])

    async def test_a_leaders_own_claim_and_one_without_a_group_go_to_the_committee(
        self, house: House
    ) -> None:
        for who in ("leader", "alone"):
            assert (await house.a_claim(who))["state"] == "group_checked"

    @both
    async def test_the_same_key_gives_the_same_answer_and_one_claim(self, house: House) -> None:
        first = await house.post("/v1/claims", a_claim(), "wang", key="once-and-for-all")
        again = await house.post("/v1/claims", a_claim(), "wang", key="once-and-for-all")
        assert (again.status_code, again.json()) == (201, first.json())
        assert again.headers["idempotency-replayed"] == "true"
        assert again.headers["etag"] == first.headers["etag"]
        assert await house.count("claim") == 1

    async def test_the_same_key_for_another_claim_is_refused(self, house: House) -> None:
        await house.post("/v1/claims", a_claim(), "wang", key="once-and-for-all")
        other = await house.post("/v1/claims", a_claim(statement="另一件"), "wang", key="once-and-for-all")
        assert (other.status_code, code_of(other)) == (422, "idempotency_key_reused")
        assert await house.count("claim") == 1

    async def test_a_refused_request_leaves_its_key_free(self, house: House) -> None:
        refused = await house.post("/v1/claims", a_claim(item_code="A01"), "wang", key="once-and-for-all")
        granted = await house.post("/v1/claims", a_claim(), "wang", key="once-and-for-all")
        assert (refused.status_code, granted.status_code) == (409, 201)

    async def test_two_members_may_use_the_same_key(self, house: House) -> None:
        answers = [
            await house.post("/v1/claims", a_claim(), who, key="a-common-key") for who in ("wang", "li")
        ]
        assert [answer.status_code for answer in answers] == [201, 201]


class TestRead:
    async def test_a_draft_is_its_writers_alone(self, house: House) -> None:
        draft = await house.a_claim(submit=False)
        for who in ("leader", "organiser", "higher"):
            hidden = await house.get(f"/v1/claims/{draft['id']}", who)
            assert plain(hidden) == plain(await house.get(f"/v1/claims/{nothing()}", who))
        assert (await house.get(f"/v1/claims/{draft['id']}", "wang")).status_code == 200

    async def test_another_groups_leader_and_another_branch_do_not_see_it(self, house: House) -> None:
        claim = await house.a_claim()
        seen = {
            who: (await house.get(f"/v1/claims/{claim['id']}", who)).status_code
            for who in ("wang", "leader", "organiser", "higher", "chen", "other leader", "other organiser")
        }
        assert seen == {
            **dict.fromkeys(("wang", "leader", "organiser", "higher"), 200),
            **dict.fromkeys(("chen", "other leader", "other organiser"), 404),
        }

    async def test_an_unchanged_claim_is_not_sent_again(self, house: House) -> None:
        claim = await house.a_claim()
        path = f"/v1/claims/{claim['id']}"
        etag = (await house.get(path, "wang")).headers["etag"]
        assert (await house.get(path, "wang", **{"If-None-Match": etag})).status_code == 304
        hidden = await house.get(path, "li", **{"If-None-Match": etag})
        assert hidden.status_code == 404

    @both
    async def test_the_list_is_walked_by_cursor_without_gap_or_repetition(self, house: House) -> None:
        made = [(await house.a_claim(statement=f"第{n}件"))["id"] for n in range(5)]
        await house.a_claim("li")
        found, cursor, pages = [], "", 0
        while pages == 0 or cursor:
            query = "limit=2&item_code=B11" + (f"&cursor={cursor}" if cursor else "")
            page = (await house.get(f"/v1/claims?{query}", "wang")).json()
            found += [each["id"] for each in page["items"]]
            cursor, pages = page["next_cursor"], pages + 1
        assert (found, pages) == (made[::-1], 3)

    async def test_a_cursor_is_good_for_its_own_list_and_caller(self, house: House) -> None:
        for n in range(2):
            await house.a_claim(statement=f"第{n}件")
        cursor = (await house.get("/v1/claims?limit=1", "wang")).json()["next_cursor"]
        for query, who in (("", "leader"), ("&state=draft", "wang")):
            answer = await house.get(f"/v1/claims?limit=1&cursor={cursor}{query}", who)
            assert (answer.status_code, code_of(answer)) == (422, "cursor_invalid")

    async def test_an_unknown_filter_is_an_error(self, house: House) -> None:
        answer = await house.get("/v1/claims?status=draft", "wang")
        assert (answer.status_code, code_of(answer)) == (400, "parameter_unknown")


class TestRewrite:
    async def test_it_is_based_on_the_version_that_was_read(self, house: House) -> None:
        draft = await house.a_claim(submit=False)
        path = f"/v1/claims/{draft['id']}"
        body = {name: value for name, value in a_claim(statement="改后").items() if name != "submit"}
        without = await house.put(path, body, "wang")
        etag = (await house.get(path, "wang")).headers["etag"]
        done = await house.put(path, body, "wang", etag=etag)
        stale = await house.put(path, body, "wang", etag=etag)
        assert [without.status_code, done.status_code, stale.status_code] == [428, 200, 412]
        assert done.json()["statement"] == "改后"
        assert done.headers["etag"] == (await house.get(path, "wang")).headers["etag"] != etag

    async def test_a_claim_that_was_handed_in_stays_as_it_is(self, house: House) -> None:
        claim = await house.a_claim()
        body = {name: value for name, value in a_claim().items() if name != "submit"}
        answer = await house.put(f"/v1/claims/{claim['id']}", body, "wang", etag="*")
        assert (answer.status_code, code_of(answer)) == (409, "claim_not_in_state")


class TestHandInAndWithdraw:
    async def test_a_draft_is_handed_in_and_taken_back(self, house: House) -> None:
        draft = await house.a_claim(submit=False)
        path = f"/v1/claims/{draft['id']}"
        assert (await house.made(f"{path}/submission", None, "wang"))["state"] == "submitted"
        twice = await house.post(f"{path}/submission", None, "wang")
        assert (twice.status_code, code_of(twice)) == (409, "claim_not_in_state")
        assert (await house.made(f"{path}/withdrawal", None, "wang"))["state"] == "withdrawn"
        assert (await house.get(path, "leader")).status_code == 404

    async def test_a_decided_claim_is_not_taken_back(self, house: House) -> None:
        claim = await house.an_approved_claim()
        answer = await house.post(f"/v1/claims/{claim['id']}/withdrawal", None, "wang")
        assert (answer.status_code, code_of(answer)) == (409, "claim_not_in_state")


class TestCheck:
    async def test_only_the_leader_of_the_members_group_checks(self, house: House) -> None:
        path = f"/v1/claims/{(await house.a_claim())['id']}/group-check"
        refused = {who: await house.post(path, {"verdict": "endorsed"}, who) for who in ("chen", "organiser")}
        assert {code_of(answer) for answer in refused.values()} == {"forbidden"}
        hidden = await house.post(path, {"verdict": "endorsed"}, "other leader")
        assert (hidden.status_code, code_of(hidden)) == (404, "claim_missing")

    async def test_a_return_needs_a_reason_that_the_member_can_read(self, house: House) -> None:
        path = f"/v1/claims/{(await house.a_claim())['id']}"
        bare = await house.post(f"{path}/group-check", {"verdict": "returned"}, "leader")
        assert (bare.status_code, code_of(bare)) == (409, "reason_missing")
        returned = {"verdict": "returned", "reason": "缺少整改照片"}
        await house.made(f"{path}/group-check", returned, "leader")
        shown = (await house.get(path, "wang")).json()
        assert (shown["state"], shown["group_checks"][0]["reason"]) == ("returned", "缺少整改照片")


class TestDecide:
    async def test_nobody_decides_an_own_claim(self, house: House) -> None:
        claim = await house.a_claim("secretary")
        await house.made(f"/v1/claims/{claim['id']}/group-check", {"verdict": "endorsed"}, "leader")
        answer = await house.post(f"/v1/claims/{claim['id']}/decision", {"verdict": "approved"}, "secretary")
        assert (answer.status_code, code_of(answer)) == (403, "own_claim")

    async def test_a_claim_is_checked_before_it_is_decided(self, house: House) -> None:
        claim = await house.a_claim()
        answer = await house.post(f"/v1/claims/{claim['id']}/decision", {"verdict": "approved"}, "organiser")
        assert (answer.status_code, code_of(answer)) == (409, "claim_not_in_state")

    async def test_no_more_is_granted_than_the_item_gives(self, house: House) -> None:
        claim = await house.a_claim("alone")
        path = f"/v1/claims/{claim['id']}/decision"
        more = await house.post(path, {"verdict": "approved", "points": 1.5}, "organiser")
        less = await house.post(path, {"verdict": "approved", "points": 0.5}, "organiser")
        assert (code_of(more), code_of(less)) == ("more_than_asked", "reason_missing")

    @both
    async def test_an_approval_posts_one_entry_with_what_was_granted(self, house: House) -> None:
        claim = await house.an_approved_claim()
        assert (claim["state"], claim["decisions"][0]["points"]) == ("approved", 1)
        entry = (await house.get(f"/v1/entries/{claim['entry_id']}", "wang")).json()
        assert (entry["points"], entry["origin"], entry["claim_id"]) == (1, "claim", claim["id"])
        assert entry["posted_role"] == "organisation_commissioner"
        assert await house.count("entry") == 1
