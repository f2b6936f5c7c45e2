"""What leaves the house: gathered, sent, tried again, given up."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from services.directory.models import Message
from services.directory.rules.outward.message_deliveries import LEASE
from services.directory.usecases.channels import NotSent
from services.directory.usecases.message_deliveries import Post
from tests.directory.house import House, both
from tests.directory.posting import ALARM, KIND, a_message, inbox, tell
from tests.directory.sending import LINK, Box, change, deliveries, post_of, prefer, sweep
from tests.directory.world import ident


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def post(house: House, box: Box) -> Post:
    return post_of(house, box)


class TestGathering:
    @both
    async def test_one_letter_an_hour_whatever_comes_and_nothing_twice(
        self, house: House, post: Post, box: Box
    ) -> None:
        for key in range(5):
            await tell(house, a_message(key=key), "wang", "li")
        await asyncio.gather(*(sweep(house, post) for _ in range(3)))
        assert sorted(each.person.id for each in box.sent) == sorted((ident("wang"), ident("li")))
        await tell(house, a_message(key="late"), "wang")
        house.watch.pass_by(minutes=10)
        await sweep(house, post)
        assert len(box.sent) == 2
        house.watch.pass_by(minutes=50)
        await sweep(house, post)
        assert (box.sent[2].person.id, box.sent[2].letter.subject) == (ident("wang"), "思优:您有 1 条新消息")
        assert [each["messages"] for each in await deliveries(house)] == [1, 5, 5]

    async def test_quiet_hours_hold_back_what_is_not_urgent_until_they_end(
        self, house: House, post: Post, box: Box
    ) -> None:
        house.watch.pass_by(hours=10)  # ten in the evening
        await tell(house, a_message(KIND), "wang")
        await sweep(house, post)
        assert box.sent == []
        await tell(house, a_message(ALARM), "wang")
        await sweep(house, replace(post, urgent_in_quiet=False))
        assert box.sent == []
        house.watch.pass_by(hours=9, minutes=30)
        await sweep(house, post)
        assert [each.letter.subject for each in box.sent] == ["思优:您有 2 条新消息"]

    async def test_what_is_urgent_goes_at_night_where_the_factory_lets_it(
        self, house: House, post: Post, box: Box
    ) -> None:
        house.watch.pass_by(hours=10)
        await tell(house, a_message(KIND), "wang")
        await tell(house, a_message(ALARM), "wang")
        await sweep(house, post)
        assert [each.letter.subject for each in box.sent] == ["思优:您有 1 条新消息"]

    async def test_wishes_are_kept(self, house: House, post: Post, box: Box) -> None:
        await prefer(house, "wang", channels_off=["mail"])
        await prefer(house, "li", kinds_off=[KIND.code])
        await prefer(house, "zhao", language="en")
        await tell(house, a_message(KIND), "wang", "li", "zhao")
        await sweep(house, post)
        assert [each.letter.text for each in box.sent] == [
            f"Siyou: 1 new message.\nSign in to read it.\n{LINK}"
        ]
        assert len(await inbox(house, "li")) == 1, "what is compulsory is in the inbox all the same"

    async def test_nothing_is_sent_of_what_was_read_or_taken_back_or_is_old(
        self, house: House, post: Post, box: Box
    ) -> None:
        await tell(house, a_message(key="read"), "wang")
        await house.post(f"/v1/messages/{(await inbox(house, 'wang'))[0]['id']}/reading", None, "wang")
        await tell(house, a_message(key="off"), "li")
        await tell(house, a_message(key="off", revision=2, withdrawn=True), "li")
        await tell(house, a_message(), "zhao")
        house.watch.pass_by(days=4)
        await sweep(house, post)
        assert box.sent == []
        async with house.database.read() as view:
            assert (
                await view.get_one(Message, UUID((await inbox(house, "zhao"))[0]["id"]))
            ).deliver_at is None

    async def test_at_a_death_all_stops_at_once_gathered_or_not(
        self, house: House, post: Post, box: Box
    ) -> None:
        box.refusals = [NotSent("http_503")]
        await tell(house, a_message(key=1), "wang")
        await sweep(house, post)
        await tell(house, a_message(ALARM, key=2), "wang")
        await change(house, "wang", departure="died")
        house.watch.pass_by(minutes=5)
        await sweep(house, post)
        assert len(box.sent) == 1
        assert [each["state"] for each in await deliveries(house)] == ["dropped"]
        assert await tell(house, a_message(key=3), "wang") == ["ignored"]


class TestTrying:
    async def test_tried_again_under_the_same_id_until_it_is_taken(
        self, house: House, post: Post, box: Box
    ) -> None:
        box.refusals = [NotSent("smtp_451"), NotSent("TimeoutError")]
        await tell(house, a_message(), "wang")
        for _ in range(4):
            await sweep(house, post)
            house.watch.pass_by(minutes=4)
        assert len(box.sent) == 3
        assert len({each.delivery_id for each in box.sent}) == 1
        [row] = await deliveries(house, "?state=sent")
        assert (row["attempts"], row["error"]) == (3, None)

    async def test_given_up_after_eight_tries_listed_and_tried_again_by_the_administrator(
        self, house: House, post: Post, box: Box
    ) -> None:
        box.refusals = [NotSent("http_503")] * 8
        await tell(house, a_message(), "wang")
        for _ in range(10):
            await sweep(house, post)
            house.watch.pass_by(hours=4)
        assert len(box.sent) == 8
        [dead] = await deliveries(house, "?state=dead")
        assert (dead["attempts"], dead["error"]) == (8, "http_503")
        path = f"/v1/message-deliveries/{dead['id']}/repetition"
        assert (await house.post(path, None, "secretary")).status_code == 403
        assert (await house.post(path, None, "system")).status_code == 201
        await sweep(house, post)
        assert (await deliveries(house))[0]["state"] == "sent"
        again = await house.post(path, None, "system")
        assert (again.status_code, again.json()["code"]) == (409, "message_delivery_not_dead")

    async def test_what_would_fail_again_is_given_up_at_once(
        self, house: House, post: Post, box: Box
    ) -> None:
        box.refusals = [NotSent("smtp_550", final=True)]
        await tell(house, a_message(), "wang")
        await sweep(house, post)
        assert [(each["state"], each["attempts"]) for each in await deliveries(house)] == [("dead", 1)]

    async def test_one_that_breaks_in_an_unheard_of_way_holds_up_nobody(
        self, house: House, post: Post, box: Box
    ) -> None:
        box.refusals = [RuntimeError("wang@factory.example")]
        await tell(house, a_message(), "wang", "li", "zhao")
        await sweep(house, post)
        assert len({each.person.id for each in box.sent}) == 3
        assert sorted(
            (each["state"], each["error"]) for each in await deliveries(house) if each["error"]
        ) == [("waiting", "RuntimeError")]

    async def test_one_that_ends_the_process_each_time_is_given_up_too(
        self, house: House, post: Post, box: Box
    ) -> None:
        box.refusals = [asyncio.CancelledError()] * 9
        await tell(house, a_message(), "wang")
        for _ in range(8):
            with pytest.raises(asyncio.CancelledError):
                await sweep(house, post)
            house.watch.pass_by(minutes=3)
        await sweep(house, post)
        assert len(box.sent) == 8
        assert [(each["state"], each["error"]) for each in await deliveries(house)] == [("dead", "lost")]

    @both
    async def test_a_worker_that_dies_in_between_sends_once_more_under_the_same_id(
        self, house: House, post: Post, box: Box
    ) -> None:
        box.refusals = [asyncio.CancelledError()]
        await tell(house, a_message(), "wang")
        with pytest.raises(asyncio.CancelledError):
            await sweep(house, post)
        await sweep(house, post)
        assert len(box.sent) == 1, "until its lease is over nobody else takes it"
        house.watch.pass_by(seconds=LEASE.total_seconds() + 1)
        await sweep(house, post)
        assert len({each.delivery_id for each in box.sent}) == 1
        assert [(each["state"], each["attempts"]) for each in await deliveries(house)] == [("sent", 2)]
