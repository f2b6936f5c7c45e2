"""`/v1/entries`: the ledger, read and corrected by reversal."""

from tests.points.house import House, both, code_of, faults_of, nothing, plain

REASON = {"reason": "安全科更正:当班另有他人"}


class TestRead:
    async def test_a_stranger_is_turned_away(self, house: House) -> None:
        assert (await house.get("/v1/entries", None)).status_code == 401

    async def test_an_office_that_reports_does_not_read_the_ledger(self, house: House) -> None:
        assert code_of(await house.get("/v1/entries", "safety")) == "forbidden"

    async def test_one_reads_ones_own_ones_groups_or_ones_branchs(self, house: House) -> None:
        entry = await house.an_entry("wang")
        for who in ("wang", "leader", "organiser", "higher"):
            assert (await house.get(f"/v1/entries/{entry['id']}", who)).status_code == 200
        for who in ("chen", "other leader", "other organiser"):
            hidden = await house.get(f"/v1/entries/{entry['id']}", who)
            assert plain(hidden) == plain(await house.get(f"/v1/entries/{nothing()}", who))
            assert (await house.get("/v1/entries", who)).json()["items"] == []

    @both
    async def test_the_list_is_the_newest_first_and_filtered(self, house: House) -> None:
        made = [(await house.an_entry("wang", reference=f"AJ-{n}"))["id"] for n in range(3)]
        other = (await house.an_entry("chen"))["id"]
        everything = (await house.get("/v1/entries", "organiser")).json()["items"]
        wangs = (await house.get(f"/v1/entries?period_id={house.period()}", "wang")).json()["items"]
        assert [each["id"] for each in everything] == [other, *made[::-1]]
        assert [each["id"] for each in wangs] == made[::-1]

    async def test_an_id_that_is_none_is_malformed(self, house: House) -> None:
        assert faults_of(await house.get("/v1/entries/1", "wang")) == {"path:entry_id": "uuid_parsing"}


class TestReverse:
    async def test_only_the_branchs_committee_reverses(self, house: House) -> None:
        path = f"/v1/entries/{(await house.an_entry())['id']}/reversal"
        assert code_of(await house.post(path, REASON, "leader")) == "forbidden"
        hidden = await house.post(path, REASON, "other organiser")
        assert (hidden.status_code, code_of(hidden)) == (404, "entry_missing")

    async def test_nobody_reverses_an_own_entry(self, house: House) -> None:
        entry = await house.an_entry("organiser")
        answer = await house.post(f"/v1/entries/{entry['id']}/reversal", REASON, "organiser")
        assert (answer.status_code, code_of(answer)) == (403, "own_entry")

    async def test_a_reversal_has_its_reason(self, house: House) -> None:
        entry = await house.an_entry()
        answer = await house.post(f"/v1/entries/{entry['id']}/reversal", {}, "organiser")
        assert faults_of(answer) == {"/reason": "missing"}

    @both
    async def test_what_does_not_fit_a_column_is_malformed(self, house: House) -> None:
        entry = await house.an_entry()
        body = REASON | {"resolution_no": "号" * 101}
        answer = await house.post(f"/v1/entries/{entry['id']}/reversal", body, "organiser")
        assert faults_of(answer) == {"/resolution_no": "string_too_long"}

    @both
    async def test_a_reversal_is_an_entry_that_points_back(self, house: House) -> None:
        entry = await house.an_entry()
        reversal = await house.made(f"/v1/entries/{entry['id']}/reversal", REASON, "organiser")
        assert (reversal["reverses_id"], reversal["points"]) == (entry["id"], 1)
        assert (reversal["number"], reversal["origin"]) == (2, "reversal")
        shown = (await house.get(f"/v1/entries/{entry['id']}", "wang")).json()
        assert shown["reversed"]
        assert (await house.get(f"/v1/entries/{reversal['id']}", "wang")).json()["note"] == REASON["reason"]

    async def test_each_entry_is_reversed_once_and_a_reversal_never(self, house: House) -> None:
        entry = await house.an_entry()
        reversal = await house.made(f"/v1/entries/{entry['id']}/reversal", REASON, "organiser")
        twice = await house.post(f"/v1/entries/{entry['id']}/reversal", REASON, "organiser")
        back = await house.post(f"/v1/entries/{reversal['id']}/reversal", REASON, "organiser")
        assert (code_of(twice), code_of(back)) == ("already_reversed", "reversal_of_reversal")

    async def test_in_a_final_period_it_names_the_resolution(self, house: House) -> None:
        entry = await house.an_entry()
        await house.to_publicity()
        await house.to_the_end()
        path = f"/v1/entries/{entry['id']}/reversal"
        bare = await house.post(path, REASON, "organiser")
        assert (bare.status_code, code_of(bare)) == (409, "resolution_missing")
        await house.made(path, REASON | {"resolution_no": "动支委〔2026〕9号"}, "organiser")
