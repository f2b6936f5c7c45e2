"""`/v1/results`, the notice and the grades: published, then graded by named people."""

from typing import Any

from tests.points.house import House, both, code_of, faults_of, nothing, plain
from tests.points.world import ident

NUMBER = "动支委〔2026〕9号"


def grades(*wishes: tuple[str, str], reason: str | None = "民主评议一致同意") -> dict[str, Any]:
    wanted = [{"member_id": str(ident(who)), "grade": grade, "reason": reason} for who, grade in wishes]
    return {"resolution_no": NUMBER, "grades": wanted}


class TestList:
    async def test_a_stranger_and_an_office_read_none(self, house: House) -> None:
        assert (await house.get("/v1/results", None)).status_code == 401
        assert code_of(await house.get("/v1/results", "safety")) == "forbidden"

    @both
    async def test_each_reads_the_results_within_reach(self, house: House) -> None:
        assert (await house.get("/v1/results", "organiser")).json()["items"] == []
        await house.to_publicity()
        seen = {
            who: len((await house.get(f"/v1/results?period_id={house.period()}", who)).json()["items"])
            for who in ("wang", "leader", "organiser", "higher", "other organiser")
        }
        assert seen == {"wang": 1, "leader": 4, "organiser": 9, "higher": 9, "other organiser": 0}
        [own] = (await house.get("/v1/results", "wang")).json()["items"]
        assert own["score"] == sum(line["counted"] for line in own["lines"])
        assert (own["grade"], own["notice_until"]) == (None, "2026-10-23")


class TestNotice:
    async def test_it_exists_from_the_publicity_on(self, house: House) -> None:
        answer = await house.get(f"/v1/periods/{house.period()}/notice", "wang")
        assert (answer.status_code, code_of(answer)) == (409, "not_published")

    async def test_another_branchs_looks_like_none(self, house: House) -> None:
        hidden = await house.get(f"/v1/periods/{house.period('packing')}/notice", "wang")
        assert plain(hidden) == plain(await house.get(f"/v1/periods/{nothing()}/notice", "wang"))

    @both
    async def test_it_is_ordered_by_name_and_shows_what_is_frozen(self, house: House) -> None:
        entry = await house.an_entry("wang")
        await house.to_publicity()
        await house.made("/v1/objections", {"entry_id": entry["id"], "text": "当班不是我"}, "wang")
        notice = (await house.get(f"/v1/periods/{house.period()}/notice", "chen")).json()
        names = [line["name"] for line in notice["lines"]]
        assert names == sorted(names)
        assert len(names) == 9
        assert [line["name"] for line in notice["lines"] if line["frozen"]] == ["wang"]


class TestGrades:
    async def test_the_committee_confirms_and_nobody_else(self, house: House) -> None:
        path = f"/v1/periods/{house.period()}/grades"
        assert code_of(await house.post(path, grades(("wang", "basic")), "leader")) == "forbidden"
        assert (
            code_of(await house.post(path, grades(("wang", "basic")), "other secretary")) == "period_missing"
        )

    async def test_not_before_the_results_are_final(self, house: House) -> None:
        await house.to_publicity()
        answer = await house.post(
            f"/v1/periods/{house.period()}/grades", grades(("wang", "basic")), "secretary"
        )
        assert (answer.status_code, code_of(answer)) == (409, "grades_too_early")

    async def test_a_wish_without_a_member_is_malformed(self, house: House) -> None:
        path = f"/v1/periods/{house.period()}/grades"
        answer = await house.post(path, {"resolution_no": NUMBER, "grades": []}, "secretary")
        assert faults_of(answer) == {"/grades": "too_short"}

    @both
    async def test_grades_are_confirmed_all_or_none(self, house: House) -> None:
        await house.to_publicity()
        await house.to_the_end()
        path = f"/v1/periods/{house.period()}/grades"
        refusals = {
            "own_grade": grades(("wang", "basic"), ("secretary", "basic")),
            "result_missing": grades(("wang", "basic"), ("zhao", "basic")),
            "grade_reason_missing": grades(("wang", "basic"), reason=None),
            "too_many_excellent": grades(*((who, "excellent") for who in ("wang", "chen", "li", "leader"))),
        }
        for code, body in refusals.items():
            assert code_of(await house.post(path, body, "secretary")) == code
        assert await house.count("grade") == 0
        await house.made(path, grades(("wang", "excellent"), ("chen", "basic")), "secretary")
        twice = await house.post(path, grades(("wang", "basic")), "organiser")
        assert (twice.status_code, code_of(twice)) == (409, "grade_confirmed")
        [own] = (await house.get("/v1/results", "wang")).json()["items"]
        assert (own["grade"], own["confirmed_by"]) == ("excellent", str(ident("secretary")))

    @both
    async def test_the_higher_body_allows_more_excellent_ones(self, house: House) -> None:
        await house.to_publicity()
        await house.to_the_end()
        path = f"/v1/periods/{house.period()}"
        allowed = {"most_excellent": 4, "resolution_no": "总支〔2026〕2号"}
        assert code_of(await house.post(f"{path}/excess-approval", allowed, "secretary")) == "forbidden"
        assert (await house.made(f"{path}/excess-approval", allowed, "higher"))["most_excellent"] == 4
        four = grades(*((who, "excellent") for who in ("wang", "chen", "li", "leader")))
        await house.made(f"{path}/grades", four, "secretary")
        fifth = await house.post(f"{path}/grades", grades(("alone", "excellent")), "secretary")
        assert (fifth.status_code, code_of(fifth)) == (409, "too_many_excellent")
