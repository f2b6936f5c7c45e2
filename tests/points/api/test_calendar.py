"""`/v1/calendar-days`: the working calendar, and where the branch departs from it."""

from tests.points.house import House, both, code_of, faults_of

SATURDAY = {"working": True, "title": "设备大修加班"}


class TestList:
    async def test_a_stranger_reads_none(self, house: House) -> None:
        answer = await house.get("/v1/calendar-days?from_on=2026-09-01&until_on=2026-09-30", None)
        assert (answer.status_code, code_of(answer)) == (401, "token_invalid")

    async def test_a_span_runs_forward_and_is_at_most_400_days(self, house: House) -> None:
        for query in ("from_on=2026-09-02&until_on=2026-09-01", "from_on=2026-01-01&until_on=2027-02-06"):
            answer = await house.get(f"/v1/calendar-days?{query}", "wang")
            assert (answer.status_code, code_of(answer)) == (422, "span_too_long")

    async def test_a_span_has_both_ends_within_reason(self, house: House) -> None:
        answer = await house.get("/v1/calendar-days?from_on=1900-01-01", "wang")
        assert faults_of(answer) == {"query:from_on": "greater_than_equal", "query:until_on": "missing"}

    async def test_a_week_has_its_weekend(self, house: House) -> None:
        days = (await house.get("/v1/calendar-days?from_on=2026-09-07&until_on=2026-09-13", "wang")).json()
        assert [day["working"] for day in days] == [True] * 5 + [False] * 2
        assert not any(day["overridden"] for day in days)

    async def test_a_sunday_that_pays_for_a_holiday_is_worked(self, house: House) -> None:
        """Source: the State Council's notice for 2026: 20 September is worked for the National Day."""
        query = "from_on=2026-09-20&until_on=2026-09-20"
        [sunday] = (await house.get(f"/v1/calendar-days?{query}", "wang")).json()
        assert sunday["working"] is True


class TestOverride:
    async def test_the_organisation_commissioner_alone_overrides(self, house: House) -> None:
        for who in ("wang", "secretary", "higher"):
            answer = await house.put("/v1/calendar-days/2026-09-19", SATURDAY, who)
            assert (answer.status_code, code_of(answer)) == (403, "forbidden")

    async def test_a_day_that_is_none_is_malformed(self, house: House) -> None:
        answer = await house.put("/v1/calendar-days/2026-02-30", {"working": 1, "title": ""}, "organiser")
        assert set(faults_of(answer)) >= {"path:day", "/title"}

    @both
    async def test_an_override_holds_for_the_own_branch_only_and_the_last_one_counts(
        self, house: House
    ) -> None:
        path, query = "/v1/calendar-days/2026-09-19", "?from_on=2026-09-19&until_on=2026-09-19"
        for body in ({"working": False, "title": "照常休息"}, SATURDAY):
            assert (await house.put(path, body, "organiser")).status_code == 200
        own = (await house.get(f"/v1/calendar-days{query}", "wang")).json()
        other = (await house.get(f"/v1/calendar-days{query}", "zhao")).json()
        assert own == [{"day": "2026-09-19", "overridden": True, **SATURDAY}]
        assert (other[0]["working"], other[0]["overridden"]) == (False, False)

    async def test_the_last_day_for_claims_of_a_new_quarter_follows_it(self, house: House) -> None:
        """Saturday 2 January 2027 worked: the fifth working day of the year is the 7th, not the 8th."""
        await house.put("/v1/calendar-days/2027-01-02", SATURDAY, "organiser")
        body = {"scheme_id": str(house.scheme()), "code": "2026-Q4"}
        assert (await house.made("/v1/periods", body, "organiser"))["claims_until"] == "2027-01-07"
