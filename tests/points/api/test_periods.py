"""`/v1/periods`: a public act that runs forward only."""

from datetime import UTC, datetime

import pytest

from tests.points.house import House, a_report, both, code_of, faults_of, nothing, plain

NUMBER = {"resolution_no": "动支委〔2026〕7号"}


def body(house: House, code: str = "2026-Q4", branch: str = "power") -> dict[str, str]:
    return {"scheme_id": str(house.scheme(branch)), "code": code}


class TestOpen:
    async def test_a_stranger_and_a_plain_member_open_none(self, house: House) -> None:
        assert (await house.post("/v1/periods", body(house), None)).status_code == 401
        assert code_of(await house.post("/v1/periods", body(house), "wang")) == "forbidden"

    async def test_another_branchs_scheme_looks_like_none(self, house: House) -> None:
        hidden = await house.post("/v1/periods", body(house, branch="packing"), "organiser")
        none = await house.post("/v1/periods", body(house) | {"scheme_id": str(nothing())}, "organiser")
        assert plain(hidden) == plain(none)
        assert (hidden.status_code, code_of(hidden)) == (404, "scheme_missing")

    @pytest.mark.parametrize(
        ("code", "refusal"),
        [("2026-Q3", "period_exists"), ("2025-Q4", "scheme_not_effective")],
    )
    async def test_what_conflicts_is_refused(self, house: House, code: str, refusal: str) -> None:
        answer = await house.post("/v1/periods", body(house, code), "organiser")
        assert (answer.status_code, code_of(answer)) == (409, refusal)

    async def test_a_code_that_does_not_fit_the_cycle_is_malformed(self, house: House) -> None:
        year = await house.post("/v1/periods", body(house, "2027"), "organiser")
        fifth = await house.post("/v1/periods", body(house, "2026-Q5"), "organiser")
        assert (year.status_code, code_of(year)) == (422, "period_code_wrong")
        assert faults_of(fifth) == {"/code": "string_pattern_mismatch"}

    @both
    async def test_a_quarter_has_its_days_and_its_first_step(self, house: House) -> None:
        period = await house.made("/v1/periods", body(house), "organiser")
        # New Year's Day is free, 2 and 3 January 2027 a weekend: the fifth working day is the 8th.
        days = period["starts_on"], period["ends_on"], period["claims_until"]
        assert days == ("2026-10-01", "2026-12-31", "2027-01-08")
        assert [step["state"] for step in period["steps"]] == ["open"]


class TestRead:
    async def test_another_branchs_period_looks_like_none(self, house: House) -> None:
        hidden = await house.get(f"/v1/periods/{house.period('packing')}", "wang")
        assert plain(hidden) == plain(await house.get(f"/v1/periods/{nothing()}", "wang"))

    async def test_the_list_is_filtered_by_state_and_code(self, house: House) -> None:
        fourth = await house.made("/v1/periods", body(house), "organiser")
        found = (await house.get("/v1/periods?state=open&code=2026-Q4", "wang")).json()["items"]
        assert [each["id"] for each in found] == [fourth["id"]]

    async def test_an_unchanged_period_is_not_sent_again(self, house: House) -> None:
        path = f"/v1/periods/{house.period()}"
        etag = (await house.get(path, "wang")).headers["etag"]
        assert (await house.get(path, "wang", **{"If-None-Match": etag})).status_code == 304


class TestSteps:
    async def test_a_member_takes_no_step_and_another_branch_sees_none(self, house: House) -> None:
        for act in ("closing", "determination", "publicity", "finalisation", "archiving"):
            path = f"/v1/periods/{house.period()}/{act}"
            assert code_of(await house.post(path, NUMBER, "wang")) == "forbidden"
            assert code_of(await house.post(path, NUMBER, "other organiser")) == "period_missing"

    async def test_no_step_is_skipped(self, house: House) -> None:
        for act in ("determination", "publicity", "finalisation", "archiving"):
            answer = await house.post(f"/v1/periods/{house.period()}/{act}", NUMBER, "organiser")
            assert (answer.status_code, code_of(answer)) == (409, "period_step_wrong")

    async def test_claims_close_after_their_last_day(self, house: House) -> None:
        path = f"/v1/periods/{house.period()}"
        last_day = (await house.get(path, "wang")).json()["claims_until"]
        house.watch.at = datetime.fromisoformat(f"{last_day}T15:59:59+00:00").astimezone(UTC)
        early = await house.post(f"{path}/closing", None, "organiser")
        house.watch.pass_by(seconds=1)
        in_time = await house.post(f"{path}/closing", None, "organiser")
        assert (code_of(early), in_time.status_code) == ("period_still_running", 201)

    async def test_a_waiting_claim_holds_the_determination_up(self, house: House) -> None:
        await house.a_claim()
        house.watch.at = datetime(2026, 10, 16, 4, tzinfo=UTC)
        await house.made(f"/v1/periods/{house.period()}/closing", None, "organiser")
        answer = await house.post(f"/v1/periods/{house.period()}/determination", NUMBER, "organiser")
        assert (answer.status_code, code_of(answer)) == (409, "claims_pending")

    async def test_a_determination_names_its_resolution(self, house: House) -> None:
        answer = await house.post(f"/v1/periods/{house.period()}/determination", {}, "organiser")
        assert faults_of(answer) == {"/resolution_no": "missing"}

    async def test_results_are_not_final_before_the_publicity_has_lasted(self, house: House) -> None:
        await house.to_publicity()
        answer = await house.post(f"/v1/periods/{house.period()}/finalisation", NUMBER, "organiser")
        assert (answer.status_code, code_of(answer)) == (409, "publicity_running")

    @both
    async def test_a_period_goes_from_open_to_archived(self, house: House) -> None:
        await house.an_entry()
        await house.to_publicity()
        await house.to_the_end()
        period = await house.made(f"/v1/periods/{house.period()}/archiving", None, "organiser")
        assert [step["state"] for step in period["steps"]] == [
            *("open", "claims_closed", "decided", "in_publicity", "final", "archived")
        ]
        # Five working days after Friday 16 October.
        assert (period["publicity_from"], period["publicity_until"]) == ("2026-10-16", "2026-10-23")

    @both
    async def test_after_the_determination_no_report_is_taken(self, house: House) -> None:
        await house.to_publicity()
        answer = await house.post("/v1/reports", a_report(), "safety")
        assert (answer.status_code, code_of(answer)) == (409, "period_closed")
