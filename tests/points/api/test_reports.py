"""`/v1/reports`: what departments say of members, one by one or many at once."""

from typing import Any

from tests.points.house import House, a_report, both, code_of, faults_of, plain
from tests.points.world import ident


class TestReport:
    async def test_a_stranger_is_turned_away(self, house: House) -> None:
        answer = await house.post("/v1/reports", a_report(), None)
        assert (answer.status_code, code_of(answer)) == (401, "token_invalid")

    async def test_a_plain_member_reports_nobody(self, house: House) -> None:
        answer = await house.post("/v1/reports", a_report(), "chen")
        assert (answer.status_code, code_of(answer)) == (403, "forbidden")

    async def test_another_branchs_member_looks_like_nobody(self, house: House) -> None:
        hidden = await house.post("/v1/reports", a_report("zhao"), "safety")
        missing = await house.post("/v1/reports", a_report("nobody at all"), "safety")
        assert plain(hidden) == plain(missing)
        assert (hidden.status_code, code_of(hidden)) == (404, "member_missing")

    async def test_only_the_offices_that_the_item_names_report_under_it(self, house: House) -> None:
        answer = await house.post("/v1/reports", a_report(), "team leader")
        assert (answer.status_code, code_of(answer)) == (409, "source_not_allowed")

    async def test_nobody_reports_on_himself(self, house: House) -> None:
        body = a_report("organiser", item_code="A01", points=None)
        answer = await house.post("/v1/reports", body, "organiser")
        assert (answer.status_code, code_of(answer)) == (403, "own_report")

    async def test_a_day_to_come_or_of_another_quarter_is_refused(self, house: House) -> None:
        ahead = await house.post("/v1/reports", a_report(occurred_on="2026-09-16"), "safety")
        before = await house.post("/v1/reports", a_report(occurred_on="2026-06-30"), "safety")
        assert (code_of(ahead), code_of(before)) == ("claim_in_future", "date_outside_period")

    async def test_points_keep_to_the_items_range_and_steps(self, house: House) -> None:
        for points in (0, 0.25, 4.5):
            answer = await house.post("/v1/reports", a_report(points=points), "safety")
            assert (answer.status_code, code_of(answer)) == (409, "points_out_of_range")

    async def test_a_report_without_a_key_is_refused(self, house: House) -> None:
        answer = await house.client.post("/v1/reports", json=a_report(), headers=house.by("safety"))
        assert (answer.status_code, code_of(answer)) == (400, "idempotency_key_missing")

    @both
    async def test_what_does_not_fit_a_column_is_malformed(self, house: House) -> None:
        """PostgreSQL counts characters and SQLite does not: neither may be the first to say so."""
        long = await house.post("/v1/reports", a_report(reference="编" * 101), "safety")
        assert faults_of(long) == {"/reference": "string_too_long"}
        fits = await house.post("/v1/reports", a_report(reference="编" * 100), "safety")
        assert fits.status_code == 201

    @both
    async def test_a_range_item_takes_no_level(self, house: House) -> None:
        body = a_report(level="x" * 100)
        answer = await house.post("/v1/reports", body, "safety")
        assert (answer.status_code, code_of(answer)) == (409, "level_unknown")

    @both
    async def test_a_report_becomes_an_entry(self, house: House) -> None:
        answer = await house.post("/v1/reports", a_report(note="未戴安全帽"), "safety")
        assert answer.status_code == 201
        made = answer.json()
        assert (made["outcome"], made["claim_id"]) == ("posted", None)
        entry = made["entry"]
        assert (entry["number"], entry["points"], entry["posted_role"]) == (1, 1, "safety_officer")
        shown = (await house.get(f"/v1/entries/{entry['id']}", "wang")).json()
        assert shown == entry | {"note": "未戴安全帽", "reversed": False}

    @both
    async def test_the_same_key_gives_the_same_answer_and_one_entry(self, house: House) -> None:
        first = await house.post("/v1/reports", a_report(), "safety", key="once-and-for-all")
        again = await house.post("/v1/reports", a_report(), "safety", key="once-and-for-all")
        other = await house.post("/v1/reports", a_report("chen"), "safety", key="once-and-for-all")
        assert (again.status_code, again.json()) == (201, first.json())
        assert again.headers["idempotency-replayed"] == "true"
        assert (other.status_code, code_of(other)) == (422, "idempotency_key_reused")
        assert await house.count("entry") == 1

    @both
    async def test_a_departments_document_counts_once_whatever_the_key(self, house: House) -> None:
        first = await house.post("/v1/reports", a_report(), "safety")
        again = await house.post("/v1/reports", a_report(points=2), "safety")
        assert (again.status_code, again.json()["outcome"]) == (200, "known")
        assert again.json()["entry"] == first.json()["entry"]
        assert await house.count("entry") == 1

    @both
    async def test_what_the_committee_decides_waits_for_it(self, house: House) -> None:
        body = a_report(item_code="B21", points=2.5)
        answer = await house.post("/v1/reports", body, "team leader", key="once-and-for-all")
        assert (answer.status_code, answer.json()["outcome"]) == (202, "awaiting_decision")
        again = await house.post("/v1/reports", body, "team leader", key="once-and-for-all")
        assert (again.status_code, again.json()) == (202, answer.json())
        claim = (await house.get(f"/v1/claims/{answer.json()['claim_id']}", "wang")).json()
        assert (claim["state"], claim["origin"], claim["asked"]) == ("group_checked", "report", 2.5)
        assert await house.count("entry") == 0


class TestReportMany:
    def rows(self, **more: Any) -> dict[str, Any]:
        """Good, hidden, good again, of the future."""
        reports = [
            a_report(),
            a_report("zhao"),
            a_report(),
            a_report("chen", occurred_on="2026-09-16"),
            a_report("chen", reference="AJ-2026-092"),
        ]
        return {"reports": reports} | more

    async def test_who_may_not_report_one_may_not_report_many(self, house: House) -> None:
        for who, code in ((None, "token_invalid"), ("chen", "forbidden")):
            answer = await house.post("/v1/reports/batch", self.rows(), who)
            assert code_of(answer) == code

    async def test_more_than_200_or_none_are_malformed(self, house: House) -> None:
        for reports in ([], [a_report()] * 201):
            answer = await house.post("/v1/reports/batch", {"reports": reports}, "safety")
            assert list(faults_of(answer)) == ["/reports"]

    @both
    async def test_each_row_has_its_own_answer(self, house: House) -> None:
        answer = await house.post("/v1/reports/batch", self.rows(), "safety")
        rows = answer.json()["results"]
        told = [(row["outcome"], row["problem"] and row["problem"]["code"]) for row in rows]
        assert told == [
            ("posted", None),
            ("refused", "member_missing"),
            ("known", None),
            ("refused", "claim_in_future"),
            ("posted", None),
        ]
        assert rows[0]["entry_id"] == rows[2]["entry_id"]
        assert await house.count("entry") == 2

    async def test_a_dry_run_judges_and_writes_nothing(self, house: House) -> None:
        answer = await house.post("/v1/reports/batch", self.rows(dry_run=True), "safety")
        outcomes = [row["outcome"] for row in answer.json()["results"]]
        assert outcomes == ["acceptable", "refused", "acceptable", "refused", "acceptable"]
        assert (await house.count("entry"), await house.count("idempotency")) == (0, 0)

    @both
    async def test_the_same_key_gives_the_same_rows(self, house: House) -> None:
        first = await house.post("/v1/reports/batch", self.rows(), "safety", key="once-and-for-all")
        again = await house.post("/v1/reports/batch", self.rows(), "safety", key="once-and-for-all")
        assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
        assert await house.count("entry") == 2

    async def test_accounts_are_numbered_without_a_gap(self, house: House) -> None:
        reports = [a_report(reference=f"AJ-{n}") for n in range(5)]
        await house.post("/v1/reports/batch", {"reports": reports}, "safety")
        page = (await house.get(f"/v1/entries?member_id={ident('wang')}", "wang")).json()
        assert sorted(entry["number"] for entry in page["items"]) == [1, 2, 3, 4, 5]
