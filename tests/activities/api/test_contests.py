"""`/v1/contests` and `/v1/attempts`: the server's clock, frozen papers, results without a table of persons."""

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.activities.usecases import attempts
from tests.activities.house import House, both
from tests.activities.learning import a_contest, a_question, answered, begun, taken, told
from tests.activities.lessons import facts, meanwhile
from tests.support.door import code_of

OVER = datetime(2026, 9, 15, 10, 0, 11, tzinfo=UTC)


async def sweep(house: House) -> int:
    """What the server does by itself every half minute."""
    state = house.app.state
    return await attempts.sweep(
        house.database, house.watch.at, teller=state.teller, zone=ZoneInfo("Asia/Shanghai")
    )


class TestPlan:
    async def test_a_plain_member_plans_no_contest(self, house: House) -> None:
        assert code_of(await house.post("/v1/contests", {}, "wang")) == "forbidden"

    async def test_a_window_leaves_time_for_one_paper(self, house: House) -> None:
        body = {"title": "竞赛", "draws": 5, "minutes": 20, "opens_at": "2026-09-15T12:00:00+08:00"}
        body["closes_at"] = "2026-09-15T12:19:00+08:00"
        assert code_of(await house.post("/v1/contests", body, "publicist")) == "contest_window"

    async def test_a_paper_cannot_be_longer_than_the_bank(self, house: House) -> None:
        path = await a_contest(house, bank=4, published=False)
        assert code_of(await house.post(f"{path}/publication", None, "publicist")) == "bank_too_small"

    async def test_a_contest_draws_from_its_category_alone(self, house: House) -> None:
        path = await a_contest(house, published=False, category="节能")
        assert code_of(await house.post(f"{path}/publication", None, "publicist")) == "bank_too_small"

    async def test_another_branch_sees_no_contest(self, house: House) -> None:
        assert code_of(await house.get(await a_contest(house), "zhao")) == "contest_missing"


class TestBegin:
    async def test_papers_are_drawn_within_the_window_only(self, house: House) -> None:
        path = await a_contest(house, published=False)
        assert code_of(await house.post(f"{path}/attempts", None, "wang")) == "contest_not_in_state"
        await house.made(f"{path}/publication", None, "publicist")
        house.watch.at = datetime(2026, 9, 15, 3, 59, 59, tzinfo=UTC)
        assert code_of(await house.post(f"{path}/attempts", None, "wang")) == "contest_not_open"
        house.watch.at = datetime(2026, 9, 15, 10, 0, 0, tzinfo=UTC)
        assert code_of(await house.post(f"{path}/attempts", None, "wang")) == "contest_not_open"

    async def test_the_deadline_is_set_once_and_never_after_the_window(self, house: House) -> None:
        path = await a_contest(house)
        first = await begun(house, path)
        assert first["deadline_at"] == "2026-09-15T04:20:00Z"
        house.watch.at = datetime(2026, 9, 15, 9, 50, tzinfo=UTC)
        assert (await begun(house, path, "li"))["deadline_at"] == "2026-09-15T10:00:00Z"

    async def test_a_paper_keeps_its_version_when_the_question_is_corrected(self, house: House) -> None:
        path = await a_contest(house, bank=5)
        paper = await begun(house, path)
        [first, *_] = (await house.read("/v1/questions", "publicist"))["items"]
        better = a_question(9, stem="改正后的题")
        del better["category"]
        await house.made(f"/v1/questions/{first['id']}/versions", better, "publicist")
        again = await house.read(f"/v1/attempts/{paper['id']}", "wang")
        assert [item["stem"] for item in again["items"]] == [item["stem"] for item in paper["items"]]
        assert [item["options"] for item in again["items"]] == [item["options"] for item in paper["items"]]
        assert "改正后的题" in {item["stem"] for item in (await begun(house, path, "li"))["items"]}

    async def test_nobody_reads_another_s_paper(self, house: House) -> None:
        paper = await begun(house, await a_contest(house))
        assert code_of(await house.get(f"/v1/attempts/{paper['id']}", "li")) == "attempt_missing"
        mine = (await house.read("/v1/attempts", "wang"))["items"]
        assert [row["id"] for row in mine] == [paper["id"]]
        assert (await house.read("/v1/attempts", "li"))["items"] == []

    @both
    async def test_five_beginnings_at_once_draw_one_paper(self, house: House) -> None:
        path = await a_contest(house)
        answers = await asyncio.gather(*(house.post(f"{path}/attempts", None, "wang") for _ in range(5)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
        assert await house.count("attempt") == 1

    @both
    async def test_no_paper_is_drawn_beside_a_cancellation(self, house: House) -> None:
        """The lock of the contest: without it the beginning would not wait."""
        path = await a_contest(house)
        cancelling = "UPDATE contest SET state = 'cancelled'"
        answer = await meanwhile(house, cancelling, house.post(f"{path}/attempts", None, "wang"))
        assert code_of(answer) == "contest_not_in_state"
        assert await house.count("attempt") == 0

    @both
    async def test_the_database_holds_one_running_attempt_for_each_person(self, house: House) -> None:
        """What the lock promises, an index keeps."""
        await begun(house, await a_contest(house))
        refused = False
        twin = (
            "INSERT INTO attempt (id, revision, branch_id, contest_id, person_id, number, scored, total, "
            "started_at) SELECT branch_id, 1, branch_id, contest_id, person_id, 2, scored, total, started_at "
            "FROM attempt"
        )
        try:
            async with house.database.write() as session:
                await session.execute(text(twin))
        except IntegrityError:
            refused = True
        assert refused


class TestClock:
    """Rule 27, and edge case 20."""

    async def test_an_answer_on_its_way_at_the_deadline_is_taken(self, house: House) -> None:
        paper = await begun(house, await a_contest(house))
        house.watch.pass_by(minutes=20, seconds=10)
        body = {"position": 1, "chosen": [0]}
        await house.made(f"/v1/attempts/{paper['id']}/answers", body, "wang")

    async def test_an_answer_after_deadline_and_grace_is_refused_though_the_page_stayed_open(
        self, house: House
    ) -> None:
        paper = await begun(house, await a_contest(house))
        house.watch.pass_by(minutes=20, seconds=10.001)
        body = {"position": 1, "chosen": [0]}
        late = await house.post(f"/v1/attempts/{paper['id']}/answers", body, "wang")
        assert code_of(late) == "deadline_passed"

    async def test_an_answer_after_the_submission_is_refused(self, house: House) -> None:
        path = await answered(house, await begun(house, await a_contest(house)), 5)
        await house.made(f"{path}/submission", None, "wang")
        late = await house.post(f"{path}/answers", {"position": 1, "chosen": [0]}, "wang")
        assert code_of(late) == "attempt_ended"

    @both
    async def test_no_answer_slips_in_beside_the_end(self, house: House) -> None:
        """The lock of the attempt: an answer that is taken is marked, or it is not taken."""
        paper = await begun(house, await a_contest(house))
        ending = "UPDATE attempt SET ended_at = started_at, ending = 'submitted', right_count = 0"
        body = {"position": 1, "chosen": [0]}
        asked = house.post(f"/v1/attempts/{paper['id']}/answers", body, "wang")
        assert code_of(await meanwhile(house, ending, asked)) == "attempt_ended"

    async def test_an_answer_names_options_of_the_paper(self, house: House) -> None:
        paper = await begun(house, await a_contest(house))
        for body in ({"position": 6, "chosen": [0]}, {"position": 1, "chosen": [3]}):
            answer = await house.post(f"/v1/attempts/{paper['id']}/answers", body, "wang")
            assert code_of(answer) == "answer_wrong_shape"

    async def test_the_server_submits_what_was_answered_in_time(self, house: House) -> None:
        path = await a_contest(house)
        attempt = await answered(house, await begun(house, path), 3)
        house.watch.pass_by(minutes=20, seconds=10)
        assert await sweep(house) == 0
        house.watch.pass_by(seconds=1)
        assert (await sweep(house), await sweep(house)) == (1, 0)
        found = await house.read(attempt, "wang")
        assert (found["ending"], found["ended_at"]) == ("auto_submitted", "2026-09-15T04:20:00Z")
        assert (found["right_count"], found["passed"]) == (3, True)
        assert await facts(house, "contest.passed") == [told("wang", path)]

    @both
    async def test_client_and_server_submitting_at_once_count_once(self, house: House) -> None:
        path = await a_contest(house)
        attempt = await answered(house, await begun(house, path), 5)
        house.watch.pass_by(minutes=20, seconds=11)

        async def submit() -> int:
            return (await house.post(f"{attempt}/submission", None, "wang")).status_code

        *posted, first, second = await asyncio.gather(
            submit(), submit(), submit(), sweep(house), sweep(house)
        )
        assert posted == [201, 201, 201]
        assert first + second <= 1
        found = await house.read(attempt, "wang")
        assert (found["ending"], found["right_count"]) == ("auto_submitted", 5)
        assert await facts(house, "contest.passed") == [told("wang", path)]
        assert await house.count("passing") == 1

    async def test_an_attempt_beyond_the_allowed_number_is_not_scored(self, house: House) -> None:
        path = await a_contest(house)
        assert (await taken(house, path, 2))["scored"] is True
        again = await taken(house, path, 5)
        assert (again["scored"], again["passed"]) == (False, True)
        assert await facts(house, "contest.passed") == []
        house.watch.at = OVER
        assert (await house.read(f"{path}/result", "wang"))["right_count"] == 2

    async def test_the_best_of_the_scored_attempts_counts(self, house: House) -> None:
        path = await a_contest(house, attempts=2)
        await taken(house, path, 4)
        await taken(house, path, 3)
        assert await facts(house, "contest.passed") == [told("wang", path)]
        house.watch.at = OVER
        assert (await house.read(f"{path}/result", "wang"))["right_count"] == 4

    async def test_a_forgotten_attempt_does_not_bar_the_next(self, house: House) -> None:
        path = await a_contest(house)
        await begun(house, path)
        assert code_of(await house.post(f"{path}/attempts", None, "wang")) == "attempt_running"
        house.watch.pass_by(minutes=21)
        assert (await begun(house, path))["number"] == 2


class TestResults:
    async def test_nothing_is_shown_before_the_window_has_closed_for_all(self, house: House) -> None:
        path = await a_contest(house)
        done = await taken(house, path, 4)
        for asked in (f"{path}/result", f"{path}/team-results", f"/v1/attempts/{done['id']}/review"):
            assert code_of(await house.get(asked, "wang")) == "contest_not_over"
        house.watch.at = OVER
        items = (await house.read(f"/v1/attempts/{done['id']}/review", "wang"))["items"]
        assert [item["correct"] for item in items] == [True, True, True, True, False]

    async def test_equal_results_share_a_position(self, house: House) -> None:
        path = await a_contest(house)
        for key, right in (("wang", 4), ("li", 5), ("chen", 4), ("leader", 2)):
            await taken(house, path, right, key)
        house.watch.at = OVER
        found = [await house.read(f"{path}/result", key) for key in ("li", "wang", "chen", "leader")]
        assert [(row["position"], row["per_cent"]) for row in found] == [(1, 100), (2, 80), (2, 80), (4, 40)]
        assert (await house.read(f"{path}/result", "alone"))["position"] is None

    async def test_teams_show_an_average_from_three_people_on_and_no_persons(self, house: House) -> None:
        path = await a_contest(house)
        for key, right in (("wang", 4), ("chen", 5), ("leader", 5), ("li", 5), ("organiser", 5)):
            await taken(house, path, right, key)
        house.watch.at = OVER
        shown = (await house.read(f"{path}/team-results", "alone"))["items"]
        assert [(row["people"], row["average"], row["rank"]) for row in shown] == [
            (3, 93.3, 1),
            (2, None, None),
        ]

    async def test_a_cancelled_contest_draws_no_paper(self, house: House) -> None:
        path = await a_contest(house)
        await house.made(f"{path}/cancellation", None, "publicist")
        assert code_of(await house.post(f"{path}/attempts", None, "wang")) == "contest_not_in_state"
