"""`/v1/lessons`: from an open question to a lesson that was good, in the four modes."""

import asyncio

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shared import roster_facts
from tests.activities import lessons
from tests.activities.house import House, both, nothing
from tests.activities.lessons import BEGINS, ROOM, a_rating
from tests.points.world import ident
from tests.support.door import code_of, plain
from tests.support.people import a_member


class TestPlan:
    async def test_nobody_plans_a_lesson_without_signing_in(self, house: House) -> None:
        body = {"venue": "classroom", "title": "课堂"}
        assert (await house.post("/v1/lessons", body, None)).status_code == 401

    async def test_a_plain_member_plans_no_lesson(self, house: House) -> None:
        body = {"venue": "classroom", "title": "课堂"}
        assert code_of(await house.post("/v1/lessons", body, "wang")) == "forbidden"

    async def test_another_branch_sees_no_lesson_of_ours_alone(self, house: House) -> None:
        path = await lessons.planned(house, audience="branch")
        assert plain(await house.get(path, "zhao")) == plain(
            await house.get(f"/v1/lessons/{nothing()}", "zhao")
        )
        assert (await house.read("/v1/lessons", "zhao"))["items"] == []

    async def test_staff_who_are_no_members_propose_order_teach_and_rate(self, house: House) -> None:
        """The paper: the lecture hall is open to all staff."""
        async with house.database.write() as session:
            for key in ("welder", "turner"):
                told = a_member(ident(key), branch=ident("power"), name=key, memberships=[])
                await roster_facts.hear_member(session, told)
        open_ = await lessons.planned(house, topic=None)
        await house.made(f"{open_}/topics", {"title": "焊接缺陷"}, "welder")
        path = await lessons.held(house, "turner", present=("welder",))
        await house.made(f"{path}/ratings", a_rating(), "welder")
        assert code_of(await house.post("/v1/lessons", {}, "welder")) == "forbidden"

    async def test_a_topic_set_by_the_branch_is_no_topic_mode(self, house: House) -> None:
        found = await house.read(await lessons.planned(house), "wang")
        assert (found["state"], found["topic"], found["modes"]) == ("topic_chosen", "锅炉水质", [])


class TestTopics:
    """点题."""

    async def test_a_topic_that_staff_proposed_is_chosen(self, house: House) -> None:
        path = await lessons.planned(house, topic=None)
        await house.made(f"{path}/topics", {"title": "空压机节能"}, "wang")
        wanted = await house.made(f"{path}/topics", {"title": "冷机结垢"}, "li")
        for key in ("chen", "safety"):
            await house.made(f"{path}/topics/{wanted['id']}/votes", None, key)
        shown = (await house.read(f"{path}/topics", "chen"))["items"]
        assert [(row["title"], row["votes"], row["voted"]) for row in shown] == [
            ("冷机结垢", 2, True),
            ("空压机节能", 0, False),
        ]
        chosen = await house.made(f"{path}/choice", {"topic_id": wanted["id"]}, "organiser")
        assert (chosen["topic"], chosen["modes"]) == ("冷机结垢", ["topic"])

    @both
    async def test_one_votes_once_for_a_topic_however_often_one_asks(self, house: House) -> None:
        path = await lessons.planned(house, topic=None)
        topic = await house.made(f"{path}/topics", {"title": "冷机结垢"}, "li")
        votes = f"{path}/topics/{topic['id']}/votes"
        answers = await asyncio.gather(*(house.post(votes, None, "chen") for _ in range(5)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
        assert await house.count("topic_vote") == 1

    async def test_the_same_topic_is_proposed_once(self, house: House) -> None:
        path = await lessons.planned(house, topic=None)
        await house.made(f"{path}/topics", {"title": "冷机结垢"}, "li")
        again = await house.post(f"{path}/topics", {"title": "冷机结垢"}, "wang")
        assert code_of(again) == "topic_twice"

    async def test_a_choice_names_one_topic(self, house: House) -> None:
        path = await lessons.planned(house, topic=None)
        assert code_of(await house.post(f"{path}/choice", {}, "organiser")) == "topic_unclear"
        missing = {"topic_id": str(nothing())}
        assert code_of(await house.post(f"{path}/choice", missing, "organiser")) == "topic_missing"


class TestNominations:
    """点将."""

    async def test_only_whoever_is_named_answers(self, house: House) -> None:
        _, nomination = await lessons.named(house)
        answer = await house.post(f"{nomination}/answer", {"verdict": "accepted"}, "li")
        assert code_of(answer) == "nomination_missing"

    async def test_declining_needs_a_reason(self, house: House) -> None:
        path, nomination = await lessons.named(house)
        answer = await house.post(f"{nomination}/answer", {"verdict": "declined"}, "wang")
        assert code_of(answer) == "reason_needed"
        await house.made(f"{nomination}/answer", {"verdict": "declined", "reason": "大修期间"}, "wang")
        found = await house.read(path, "wang")
        assert (found["state"], found["lecturer_id"]) == ("declined", None)

    async def test_an_acceptance_makes_the_lecturer(self, house: House) -> None:
        found = await house.read(await lessons.accepted(house), "wang")
        assert (found["state"], found["lecturer_id"]) == ("accepted", str(ident("wang")))
        assert found["modes"] == ["lecturer"]

    async def test_who_names_oneself_has_accepted_and_was_not_called(self, house: House) -> None:
        path = await lessons.planned(house)
        body = {"lecturer_id": str(ident("organiser"))}
        await house.made(f"{path}/nominations", body, "organiser")
        found = await house.read(path, "wang")
        assert (found["state"], found["modes"]) == ("accepted", [])

    async def test_a_proposed_date_binds_the_schedule_once_it_is_agreed(self, house: House) -> None:
        path, nomination = await lessons.named(house)
        body = {"verdict": "date_proposed", "starts_at": "2026-09-22T14:00:00+08:00"}
        await house.made(f"{nomination}/answer", body, "wang")
        await house.made(f"{nomination}/agreement", {"verdict": "accepted"}, "organiser")
        await house.made(f"{path}/outlines", {"text": "提纲", "minutes": 30}, "wang")
        await house.made(f"{path}/outline-decision", {"verdict": "approved"}, "publicist")
        other = ROOM | {"starts_at": "2026-09-22T14:30:00+08:00"}
        assert code_of(await house.post(f"{path}/schedule", other, "organiser")) == "other_date"
        assert (await house.post(f"{path}/schedule", ROOM, "organiser")).status_code == 201

    async def test_a_proposed_date_lies_ahead(self, house: House) -> None:
        _, nomination = await lessons.named(house)
        body = {"verdict": "date_proposed", "starts_at": "2026-09-14T14:00:00+08:00"}
        assert code_of(await house.post(f"{nomination}/answer", body, "wang")) == "date_needed"

    @both
    async def test_an_acceptance_and_a_refusal_at_once_leave_one_word(self, house: House) -> None:
        path, nomination = await lessons.named(house)
        yes, no = await asyncio.gather(
            house.post(f"{nomination}/answer", {"verdict": "accepted"}, "wang"),
            house.post(f"{nomination}/answer", {"verdict": "declined", "reason": "大修"}, "wang"),
        )
        assert sorted((yes.status_code, no.status_code)) == [201, 409]
        found = await house.read(path, "wang")
        assert found["state"] == ("accepted" if yes.status_code == 201 else "declined")

    async def test_naming_another_withdraws_the_first_and_all_that_hung_on_it(self, house: House) -> None:
        path = await lessons.scheduled(house)
        await house.made(f"{path}/nominations", {"lecturer_id": str(ident("li"))}, "organiser")
        found = await house.read(path, "wang")
        assert (found["state"], found["lecturer_id"], found["starts_at"]) == ("lecturer_named", None, None)
        early = await house.post(f"{path}/outlines", {"text": "提纲", "minutes": 30}, "wang")
        assert code_of(early) == "lesson_missing"


class TestOutlines:
    async def test_the_publicity_commissioner_decides_and_the_organiser_does_not(self, house: House) -> None:
        path = await lessons.accepted(house)
        await house.made(f"{path}/outlines", {"text": "提纲", "minutes": 30}, "wang")
        answer = await house.post(f"{path}/outline-decision", {"verdict": "approved"}, "organiser")
        assert code_of(answer) == "forbidden"

    async def test_nobody_approves_the_own_outline(self, house: House) -> None:
        path = await lessons.accepted(house, "publicist")
        await house.made(f"{path}/outlines", {"text": "提纲", "minutes": 30}, "publicist")
        own = await house.post(f"{path}/outline-decision", {"verdict": "approved"}, "publicist")
        assert code_of(own) == "own_lesson"
        await house.made(f"{path}/outline-decision", {"verdict": "approved"}, "secretary")

    async def test_a_returned_outline_is_followed_by_the_next_version(self, house: House) -> None:
        path = await lessons.accepted(house)
        await house.made(f"{path}/outlines", {"text": "提纲", "minutes": 30}, "wang")
        twice = await house.post(f"{path}/outlines", {"text": "提纲二", "minutes": 30}, "wang")
        assert code_of(twice) == "outline_waits"
        body = {"verdict": "returned", "reason": "缺安全要求"}
        await house.made(f"{path}/outline-decision", body, "publicist")
        await house.made(f"{path}/outlines", {"text": "提纲二", "minutes": 30}, "wang")
        shown = (await house.read(f"{path}/outlines", "wang"))["items"]
        assert [(row["number"], row["verdict"]) for row in shown] == [(1, "returned"), (2, "submitted")]


class TestMenu:
    """点菜."""

    async def test_a_lesson_opens_with_the_order_that_reaches_the_minimum(self, house: House) -> None:
        path = await lessons.prepared(house)
        menu = {"minimum": 2, "orders_until": "2026-09-20T18:00:00+08:00"}
        await house.made(f"{path}/menu", menu, "publicist")
        assert [row["title"] for row in (await house.read("/v1/lessons?menu=true", "li"))["items"]] == [
            "第三季度课堂"
        ]
        await house.made(f"{path}/orders", None, "li")
        assert code_of(await house.post(f"{path}/schedule", ROOM, "organiser")) == "minimum_missing"
        second = await house.made(f"{path}/orders", None, "safety")
        assert (second["orders"], second["opened_at"]) == (2, "2026-09-15T04:00:00Z")
        found = await house.made(f"{path}/schedule", ROOM, "organiser")
        assert found["modes"] == ["lecturer", "menu"]

    async def test_an_order_can_be_withdrawn_until_the_lesson_opens(self, house: House) -> None:
        path = await lessons.prepared(house)
        menu = {"minimum": 2, "orders_until": "2026-09-20T18:00:00+08:00"}
        await house.made(f"{path}/menu", menu, "publicist")
        await house.made(f"{path}/orders", None, "li")
        assert (await house.made(f"{path}/order-withdrawal", None, "li"))["orders"] == 0
        assert code_of(await house.post(f"{path}/order-withdrawal", None, "li")) == "order_missing"
        for key in ("li", "chen"):
            await house.made(f"{path}/orders", None, key)
        assert code_of(await house.post(f"{path}/order-withdrawal", None, "li")) == "lesson_opened"

    async def test_orders_end_with_their_time(self, house: House) -> None:
        path = await lessons.prepared(house)
        assert code_of(await house.post(f"{path}/orders", None, "li")) == "not_on_menu"
        menu = {"minimum": 2, "orders_until": "2026-09-15T12:05:00+08:00"}
        await house.made(f"{path}/menu", menu, "publicist")
        house.watch.pass_by(minutes=5)
        assert code_of(await house.post(f"{path}/orders", None, "li")) == "orders_closed"

    @both
    async def test_orders_at_once_count_each_person_once_and_open_the_lesson_once(self, house: House) -> None:
        path = await lessons.prepared(house)
        menu = {"minimum": 3, "orders_until": "2026-09-20T18:00:00+08:00"}
        await house.made(f"{path}/menu", menu, "publicist")
        people = ("li", "chen", "alone", "leader") * 3
        answers = await asyncio.gather(*(house.post(f"{path}/orders", None, key) for key in people))
        assert sorted(answer.status_code for answer in answers) == [201] * 4 + [409] * 8
        found = await house.read(path, "li")
        assert (found["orders"], found["modes"]) == (4, ["lecturer", "menu"])


class TestHolding:
    """Rule 26."""

    async def test_a_lesson_without_an_accepted_lecturer_cannot_be_scheduled_or_held(
        self, house: House
    ) -> None:
        path, _ = await lessons.named(house)
        assert code_of(await house.post(f"{path}/schedule", ROOM, "organiser")) == "lesson_not_in_state"
        holding = await house.post(f"{path}/holding", {"participants": []}, "organiser")
        assert code_of(holding) == "lesson_not_in_state"

    @both
    async def test_the_database_refuses_a_held_lesson_without_lecturer(self, house: House) -> None:
        await lessons.planned(house)
        refused = False
        try:
            async with house.database.write() as session:
                await session.execute(text("UPDATE lesson SET state = 'held'"))
        except IntegrityError:
            refused = True
        assert refused

    async def test_what_has_not_begun_has_not_been_held(self, house: House) -> None:
        path = await lessons.scheduled(house)
        answer = await house.post(f"{path}/holding", {"participants": []}, "organiser")
        assert code_of(answer) == "lesson_not_begun"

    async def test_the_lecturer_neither_records_nor_stands_among_the_listeners(self, house: House) -> None:
        path = await lessons.scheduled(house, "organiser")
        house.watch.at = BEGINS
        own = await house.post(f"{path}/holding", {"participants": [str(ident("li"))]}, "organiser")
        assert code_of(own) == "own_lesson"
        body = {"participants": [str(ident("organiser"))]}
        assert code_of(await house.post(f"{path}/holding", body, "secretary")) == "own_lesson"

    async def test_a_lesson_in_the_past_is_not_scheduled(self, house: House) -> None:
        path = await lessons.prepared(house)
        house.watch.at = BEGINS
        assert code_of(await house.post(f"{path}/schedule", ROOM, "organiser")) == "lesson_past"
