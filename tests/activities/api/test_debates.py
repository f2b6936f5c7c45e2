"""`/v1/debates`: a question, what people say to it, and what it comes to."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from shared import roster_facts
from tests.activities import debating
from tests.activities.debating import CLOSES, SIDES, a_contribution, a_debate
from tests.activities.house import House, both, nothing
from tests.activities.lessons import meanwhile
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.support.people import a_member

ADOPT = {"verdict": "approved"}
RETURN = {"verdict": "returned", "reason": "少数意见未写入"}


class TestAsk:
    async def test_nobody_asks_without_signing_in(self, house: House) -> None:
        assert (await house.post("/v1/debates", a_debate(), None)).status_code == 401

    async def test_a_plain_member_asks_nothing(self, house: House) -> None:
        assert code_of(await house.post("/v1/debates", a_debate(), "wang")) == "forbidden"

    async def test_a_moderator_from_another_branch_looks_like_nobody(self, house: House) -> None:
        other = await house.post("/v1/debates", a_debate(moderator_id=str(ident("zhao"))), "organiser")
        none = await house.post("/v1/debates", a_debate(moderator_id=str(nothing())), "organiser")
        assert plain(other) == plain(none)
        assert code_of(other) == "moderator_missing"

    async def test_a_window_behind_now_is_refused(self, house: House) -> None:
        past = a_debate(opens_at="2026-09-01T08:00:00+08:00", closes_at="2026-09-15T12:00:00+08:00")
        assert code_of(await house.post("/v1/debates", past, "organiser")) == "debate_times"

    async def test_seven_sides_or_an_empty_question_are_malformed(self, house: House) -> None:
        answer = await house.post(
            "/v1/debates", a_debate(question=" ", sides=list("甲乙丙丁戊己庚")), "organiser"
        )
        assert set(faults_of(answer)) == {"/question", "/sides"}
        one = await house.post("/v1/debates", a_debate(sides=["甲"]), "organiser")
        assert code_of(one) == "sides_unclear"

    async def test_a_debate_is_announced_with_its_window(self, house: House) -> None:
        found = await house.read(await debating.announced(house), "wang")
        assert (found["state"], found["sides"], found["contributions"]) == ("announced", SIDES, 0)
        assert (found["opens_at"], found["closes_at"]) == ("2026-09-16T00:00:00Z", "2026-09-18T10:00:00Z")


class TestRead:
    async def test_another_branch_sees_no_debate_of_ours_alone(self, house: House) -> None:
        path = await debating.announced(house, audience="branch")
        assert plain(await house.get(path, "zhao")) == plain(
            await house.get(f"/v1/debates/{nothing()}", "zhao")
        )
        assert (await house.read("/v1/debates", "zhao"))["items"] == []

    @both
    async def test_the_list_knows_by_the_clock_where_each_debate_stands(self, house: House) -> None:
        await debating.announced(house)
        cancelled = await debating.announced(house, question="食堂值班?")
        await house.made(f"{cancelled}/cancellation", {"reason": "并入下次"}, "organiser")

        async def listed(state: str) -> list[str]:
            items = (await house.read(f"/v1/debates?state={state}", "wang"))["items"]
            return [item["question"] for item in items]

        asked = ["夜班巡检能否改为两人一组?"]
        assert (await listed("announced"), await listed("open")) == (asked, [])
        house.watch.at = debating.OPENS
        assert (await listed("announced"), await listed("open")) == ([], asked)
        house.watch.at = CLOSES
        assert (await listed("open"), await listed("closed")) == ([], asked)
        assert (await listed("cancelled"), await listed("concluded")) == (["食堂值班?"], [])


class TestContribute:
    async def test_nobody_speaks_without_signing_in(self, house: House) -> None:
        path = await debating.open_(house)
        assert (await house.post(f"{path}/contributions", a_contribution(), None)).status_code == 401

    async def test_a_machine_has_no_say(self, house: House) -> None:
        path = await debating.open_(house)
        assert code_of(await house.post(f"{path}/contributions", a_contribution(), "hr")) == "forbidden"

    async def test_another_branch_does_not_speak_to_ours_alone(self, house: House) -> None:
        path = await debating.open_(house, audience="branch")
        answer = await house.post(f"{path}/contributions", a_contribution(), "zhao")
        assert code_of(answer) == "debate_missing"

    async def test_what_it_answers_belongs_to_the_same_debate(self, house: House) -> None:
        path, first = await debating.contributed(house)
        answering = a_contribution(answers_id=first.rsplit("/", 1)[1], side=SIDES[1])
        made = await house.made(f"{path}/contributions", answering, "li")
        assert made["answers_id"] == first.rsplit("/", 1)[1]
        house.watch.pass_by(minutes=1)
        other = a_debate(question="另一题", opens_at="2026-09-16T08:01:00+08:00")
        elsewhere = f"/v1/debates/{(await house.made('/v1/debates', other, 'organiser'))['id']}"
        answer = await house.post(f"{elsewhere}/contributions", answering, "li")
        assert code_of(answer) == "contribution_missing"

    async def test_before_the_opening_and_from_the_closing_on_nobody_speaks(self, house: House) -> None:
        path = await debating.announced(house)
        early = await house.post(f"{path}/contributions", a_contribution(), "wang")
        house.watch.at = CLOSES
        late = await house.post(f"{path}/contributions", a_contribution(), "wang")
        assert (code_of(early), code_of(late)) == ("debate_not_in_state", "debate_not_in_state")

    async def test_a_side_that_was_not_set_is_malformed(self, house: House) -> None:
        path = await debating.open_(house)
        answer = await house.post(f"{path}/contributions", a_contribution(side="中立"), "wang")
        assert (answer.status_code, code_of(answer)) == (422, "side_unknown")

    async def test_staff_who_are_no_members_speak_too(self, house: House) -> None:
        async with house.database.write() as session:
            told = a_member(ident("welder"), branch=ident("power"), name="焊工", memberships=[])
            await roster_facts.hear_member(session, told)
        path = await debating.open_(house)
        made = await house.made(f"{path}/contributions", a_contribution(), "welder")
        assert (made["name"], made["versions"][0]["text"]) == ("焊工", "一人进泵房有风险。")
        assert (await house.read(path, "wang"))["contributions"] == 1

    @both
    async def test_many_speak_at_once_and_each_is_heard_and_numbered(self, house: House) -> None:
        path = await debating.open_(house)
        speakers = ("wang", "chen", "alone", "leader") * 3
        answers = await asyncio.gather(
            *(house.post(f"{path}/contributions", a_contribution(), key) for key in speakers)
        )
        assert [answer.status_code for answer in answers] == [201] * 12
        async with house.database.read() as view:
            numbers = (await view.execute(text("SELECT number FROM contribution"))).scalars().all()
        assert sorted(numbers) == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]

    @both
    async def test_the_last_place_of_one_person_is_taken_once(self, house: House) -> None:
        path = await debating.open_(house)
        for _ in range(19):
            await house.made(f"{path}/contributions", a_contribution(), "wang")
        answers = await asyncio.gather(
            *(house.post(f"{path}/contributions", a_contribution(), "wang") for _ in range(4))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]

    @both
    async def test_no_contribution_slips_in_beside_the_cancellation(self, house: House) -> None:
        """The lock of the debate."""
        path = await debating.open_(house)
        cancelling = "UPDATE debate SET cancelled_at = opens_at"
        asked = house.post(f"{path}/contributions", a_contribution(), "wang")
        assert code_of(await meanwhile(house, cancelling, asked)) == "debate_not_in_state"


class TestChange:
    async def test_others_amend_and_withdraw_nothing(self, house: House) -> None:
        _, made = await debating.contributed(house)
        for act, body in (("amendments", {"text": "改"}), ("withdrawal", None)):
            assert (await house.post(f"{made}/{act}", body, None)).status_code == 401
            assert code_of(await house.post(f"{made}/{act}", body, "hr")) == "forbidden"
            assert code_of(await house.post(f"{made}/{act}", body, "li")) == "others_contribution"

    async def test_what_was_said_before_stays_visible_to_everyone(self, house: House) -> None:
        path, made = await debating.contributed(house)
        house.watch.pass_by(minutes=5)
        await house.made(f"{made}/amendments", {"text": "一人进泵房和配电室有风险。"}, "wang")
        found = await house.read(made, "chen")
        assert [(each["number"], each["text"], each["at"]) for each in found["versions"]] == [
            (1, "一人进泵房有风险。", "2026-09-16T00:00:00Z"),
            (2, "一人进泵房和配电室有风险。", "2026-09-16T00:05:00Z"),
        ]
        [listed] = (await house.read(f"{path}/contributions", "chen"))["items"]
        assert listed == found

    async def test_a_withdrawn_contribution_stays_visible_and_counts_no_more(self, house: House) -> None:
        path, made = await debating.contributed(house)
        await house.made(f"{made}/withdrawal", None, "wang")
        found = await house.read(made, "chen")
        assert (found["withdrawn_at"], len(found["versions"])) == ("2026-09-16T00:00:00Z", 1)
        assert (await house.read(path, "chen"))["contributions"] == 0
        again = await house.post(f"{made}/amendments", {"text": "改"}, "wang")
        assert code_of(again) == "contribution_withdrawn"

    async def test_after_the_closing_nothing_is_taken_back(self, house: House) -> None:
        _, made = await debating.contributed(house)
        house.watch.at = CLOSES
        assert code_of(await house.post(f"{made}/withdrawal", None, "wang")) == "debate_not_in_state"
        assert (
            code_of(await house.post(f"{made}/amendments", {"text": "改"}, "wang")) == "debate_not_in_state"
        )

    @both
    async def test_amendments_and_a_withdrawal_at_once_leave_one_history(self, house: House) -> None:
        _, made = await debating.contributed(house)
        asked = [house.post(f"{made}/amendments", {"text": f"改{n}"}, "wang") for n in range(4)]
        asked.insert(2, house.post(f"{made}/withdrawal", None, "wang"))
        answers = await asyncio.gather(*asked)
        assert {answer.status_code for answer in answers} <= {201, 409}
        amended = [each for each in answers if each.status_code == 201 and not each.json()["withdrawn_at"]]
        found = await house.read(made, "wang")
        assert found["withdrawn_at"] is not None
        assert [each["number"] for each in found["versions"]] == list(range(1, len(amended) + 2))

    @both
    async def test_the_database_changes_nothing_that_was_said(self, house: House) -> None:
        await debating.contributed(house)
        with pytest.raises(DBAPIError, match="append-only"):
            async with house.database.write() as session:
                await session.execute(text("UPDATE contribution_version SET text = '另一句'"))


class TestSummary:
    async def test_the_moderator_writes_it_and_nobody_else(self, house: House) -> None:
        path, _ = await debating.contributed(house)
        house.watch.at = CLOSES
        body = {"text": "多数主张两人一组。"}
        assert (await house.post(f"{path}/summaries", body, None)).status_code == 401
        assert code_of(await house.post(f"{path}/summaries", body, "organiser")) == "not_the_moderator"
        assert (await house.made(f"{path}/summaries", body, "li"))["summaries"][0]["verdict"] == "submitted"
        assert code_of(await house.post(f"{path}/summaries", body, "li")) == "summary_waits"

    async def test_a_member_of_the_committee_who_moderates_leaves_the_decision_to_another(
        self, house: House
    ) -> None:
        path = await debating.open_(house, moderator_id=str(ident("publicist")))
        house.watch.at = CLOSES
        await house.made(f"{path}/summaries", {"text": "总结"}, "publicist")
        assert code_of(await house.post(f"{path}/summary-decision", ADOPT, "wang")) == "forbidden"
        other = await house.post(f"{path}/summary-decision", ADOPT, "other organiser")
        assert code_of(other) == "debate_missing"
        assert code_of(await house.post(f"{path}/summary-decision", ADOPT, "publicist")) == "own_summary"
        await house.made(f"{path}/summary-decision", ADOPT, "organiser")

    async def test_a_returned_summary_is_followed_by_the_next_and_both_stay(self, house: House) -> None:
        path = await debating.summed_up(house)
        no_reason = await house.post(f"{path}/summary-decision", {"verdict": "returned"}, "organiser")
        assert code_of(no_reason) == "reason_needed"
        await house.made(f"{path}/summary-decision", RETURN, "organiser")
        assert code_of(await house.post(f"{path}/summary-decision", ADOPT, "secretary")) == "summary_decided"
        await house.made(f"{path}/summaries", {"text": "多数主张,少数反对。"}, "li")
        found = await house.made(f"{path}/summary-decision", ADOPT, "secretary")
        assert [(each["number"], each["verdict"]) for each in found["summaries"]] == [
            (1, "returned"),
            (2, "approved"),
        ]
        assert (found["state"], found["concluded_at"]) == ("concluded", "2026-09-18T10:00:00Z")
        late = await house.post(f"{path}/cancellation", {"reason": "作废"}, "organiser")
        assert code_of(late) == "debate_not_in_state"

    @both
    async def test_decisions_at_once_leave_one(self, house: House) -> None:
        path = await debating.summed_up(house)
        answers = await asyncio.gather(
            *(
                house.post(f"{path}/summary-decision", body, key)
                for body, key in ((ADOPT, "organiser"), (RETURN, "secretary"), (ADOPT, "publicist"))
            )
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]

    @both
    async def test_the_database_keeps_one_adopted_summary(self, house: House) -> None:
        path = await debating.summed_up(house)
        await house.made(f"{path}/summary-decision", ADOPT, "organiser")
        twice = (
            "INSERT INTO debate_summary (id, debate_id, number, text, verdict, by_id, at, revision) "
            "SELECT debate_id, debate_id, 2, text, verdict, by_id, at, 1 FROM debate_summary"
        )
        with pytest.raises(IntegrityError):
            async with house.database.write() as session:
                await session.execute(text(twice))

    async def test_a_whole_debate_is_worth_telling_to_nobody(self, house: House) -> None:
        """No points for clicks: nothing of a debate leaves the service."""
        before = await house.count("outbox")
        path = await debating.summed_up(house)
        found: dict[str, Any] = await house.made(f"{path}/summary-decision", ADOPT, "organiser")
        assert found["state"] == "concluded"
        assert await house.count("outbox") == before
