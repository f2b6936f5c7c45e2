"""A period's scores: as the ledger stands, explained line by line, and where one stands."""

from tests.points.house import House, both, code_of, faults_of, nothing, plain
from tests.points.world import MEMBERS, ident


def scores(house: House, member: str | None = None, branch: str = "power") -> str:
    path = f"/v1/periods/{house.period(branch)}/scores"
    return f"{path}/{ident(member)}" if member else path


class TestList:
    async def test_a_stranger_and_a_reporting_office_read_none(self, house: House) -> None:
        assert (await house.get(scores(house), None)).status_code == 401
        assert code_of(await house.get(scores(house), "safety")) == "forbidden"

    async def test_another_branchs_period_looks_like_none(self, house: House) -> None:
        hidden = await house.get(scores(house, branch="packing"), "wang")
        assert plain(hidden) == plain(await house.get(f"/v1/periods/{nothing()}/scores", "wang"))

    @both
    async def test_everyone_sees_as_many_as_the_right_reaches(self, house: House) -> None:
        seen = {
            who: {each["member_id"] for each in (await house.get(scores(house), who)).json()}
            for who in ("wang", "leader", "organiser", "higher")
        }
        branch = {str(ident(key)) for key, place, _ in MEMBERS if place == "power"}
        group = {str(ident(key)) for key, _, place in MEMBERS if place == "first"}
        assert seen == {
            "wang": {str(ident("wang"))},
            "leader": group,
            "organiser": branch,
            "higher": branch,
        }


class TestExplanation:
    async def test_another_member_looks_like_none(self, house: House) -> None:
        path = scores(house)
        for branch, member in (("power", "chen"), ("packing", "zhao"), ("packing", "wang")):
            hidden = await house.get(scores(house, member, branch), "wang")
            for none in (f"{path}/{nothing()}", f"/v1/periods/{nothing()}/scores/{ident('wang')}"):
                assert plain(hidden) == plain(await house.get(none, "wang"))

    async def test_an_id_that_is_none_is_malformed(self, house: House) -> None:
        assert faults_of(await house.get(f"{scores(house)}/me", "wang")) == {"path:member_id": "uuid_parsing"}

    @both
    async def test_the_lines_sum_to_the_score_and_say_why(self, house: House) -> None:
        """B12 and B41, B42 start full (4 + 4 + 3); a violation takes one point; the hazard found earns one."""
        await house.an_approved_claim()
        before = (await house.get(scores(house, "wang"), "wang")).json()
        await house.an_entry("wang")
        after = (await house.get(scores(house, "wang"), "wang")).json()
        assert before["score"] - after["score"] == 1
        for told in (before, after):
            assert sum(line["counted"] for line in told["lines"]) == told["score"]
            assert told["provisional"] is True
            assert all(line["zh"] and line["en"] for line in told["lines"])
        loss = next(line for line in after["lines"] if line["reference"] == "AJ-2026-091")
        assert (loss["item_code"], loss["posted_role"]) == ("B12", "safety_officer")

    async def test_an_unchanged_score_is_not_sent_again(self, house: House) -> None:
        etag = (await house.get(scores(house, "wang"), "wang")).headers["etag"]
        same = await house.get(scores(house, "wang"), "wang", **{"If-None-Match": etag})
        await house.an_entry("wang")
        changed = await house.get(scores(house, "wang"), "wang", **{"If-None-Match": etag})
        assert (same.status_code, changed.status_code) == (304, 200)

    async def test_a_final_score_is_no_longer_provisional(self, house: House) -> None:
        await house.to_publicity()
        await house.to_the_end()
        assert (await house.get(scores(house, "wang"), "wang")).json()["provisional"] is False


class TestDistribution:
    async def test_an_office_and_another_branch_see_none(self, house: House) -> None:
        own, other = (f"/v1/periods/{house.period(each)}/distribution" for each in ("power", "packing"))
        assert code_of(await house.get(own, "safety")) == "forbidden"
        assert code_of(await house.get(other, "wang")) == "period_missing"

    @both
    async def test_one_sees_the_own_place_and_the_spread_and_no_name(self, house: House) -> None:
        await house.an_entry("wang")
        answer = await house.get(f"/v1/periods/{house.period()}/distribution", "wang")
        told = answer.json()
        assert (told["members"], told["at_or_below_own"]) == (9, 1)
        assert sum(band["members"] for band in told["bands"]) == 9
        assert str(ident("chen")) not in answer.text

    async def test_who_is_no_member_of_the_branch_has_no_place_in_it(self, house: House) -> None:
        told = (await house.get(f"/v1/periods/{house.period()}/distribution", "higher")).json()
        assert (told["own_score"], told["at_or_below_own"]) == (None, None)
