"""`/v1/feed` and its snapshot."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from services.directory import queries, usecases
from services.directory.rules.outward.feed import KEPT
from shared.auth.policy import Role
from tests.directory.house import House, both, code_of, keeping_house
from tests.directory.telling import a_result, hours, told
from tests.directory.world import LONG_AGO, ident

FEED = "/v1/feed"


@pytest.fixture
async def quiet(world_url: str, anyio_backend: Any) -> AsyncIterator[House]:
    """What happened until now has its place."""
    del anyio_backend
    async with keeping_house(world_url) as house:
        await house.app.state.feed_desk.catch_up()
        yield house


async def read(house: House, query: str = "", by: str = "hr", path: str = FEED) -> list[dict[str, Any]]:
    answer = await house.get(f"{path}{query}", by)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/cloudevents-batch+json"
    found: list[dict[str, Any]] = answer.json()
    return found


async def all_of(house: House, path: str = FEED, limit: int = 7) -> list[dict[str, Any]]:
    """Page by page to the end."""
    found: list[dict[str, Any]] = []
    while True:
        last = f"&last_event_id={found[-1]['id']}" if found else ""
        page = await read(house, f"?limit={limit}{last}", path=path)
        if not page:
            return found
        found += page


async def renamed(house: House, key: str, name: str) -> None:
    answer = await house.patch(f"/v1/persons/{ident(key)}", {"name": name}, "hr")
    assert answer.status_code == 200, answer.text
    await house.settle()


async def entitle(house: House, role: Role) -> None:
    """HR's client holds one more role."""
    async with house.database.write() as tx:
        client = await queries.clients.locked(tx, ident("hr"))
        assert client is not None
        await usecases.appointments.appoint(
            tx,
            house.app.state.teller,
            client,
            role=role,
            organisation=None,
            from_on=LONG_AGO,
            until_on=None,
            by=ident("security"),
            at=house.watch.at,
        )
    await house.settle()
    await house.open()


class TestRead:
    async def test_without_a_token_nothing_is_told(self, house: House) -> None:
        assert (await house.get(FEED, None)).status_code == 401

    @pytest.mark.parametrize("by", ["wang", "secretary", "security", "system"])
    async def test_whoever_is_not_hr_is_told_nothing(self, house: House, by: str) -> None:
        assert (await house.get(FEED, by)).status_code == 403

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("last_event_id=1", 422),
            ("last_event_id=0000000000010000000000000000", 422),
            ("timeout=25001", 422),
            ("limit=0", 422),
            ("lastEventId=1", 400),
        ],
    )
    async def test_malformed_questions_are_refused(self, house: House, query: str, status: int) -> None:
        assert (await house.get(f"{FEED}?{query}", "hr")).status_code == status

    @both
    async def test_it_is_read_page_by_page_in_order_and_ends_empty(self, quiet: House) -> None:
        events = await all_of(quiet)
        ids = [event["id"] for event in events]
        assert ids == sorted(set(ids))
        assert {event["subject"] for event in events} >= {
            str(ident(key)) for key in ("wang", "zhao", "nobody")
        }
        assert {event["specversion"] for event in events} == {"1.0"}
        assert await read(quiet, f"?last_event_id={ids[-1]}") == []

    @both
    async def test_of_each_subject_the_newest_state_alone_is_left_and_comes_last(self, quiet: House) -> None:
        before = await all_of(quiet)
        for name in ("王一", "王二", "王三"):
            await renamed(quiet, "wang", name)
        events = await all_of(quiet)
        assert len(events) == len(before)
        assert (events[-1]["data"]["name"], events[-1]["subject"]) == ("王三", str(ident("wang")))
        assert [
            event["data"]["name"] for event in await read(quiet, f"?last_event_id={before[-1]['id']}")
        ] == ["王三"]

    async def test_political_attributes_are_left_out_unless_the_client_may_read_them(
        self, quiet: House
    ) -> None:
        assert [event for event in await all_of(quiet) if "party" in event["data"]] == []
        await entitle(quiet, Role.PARTY_CLIENT)
        events = {event["subject"]: event["data"] for event in await all_of(quiet)}
        [membership] = events[str(ident("wang"))]["party"]["memberships"]
        assert (membership["status"], membership["branch_id"]) == ("full", str(ident("power")))
        assert {outcome for outcome, _ in await quiet.audited("feed.party")} == {"done"}

    async def test_a_reader_who_was_away_too_long_is_sent_to_the_snapshot(self, quiet: House) -> None:
        first, *_, last = await all_of(quiet)
        quiet.watch.at += KEPT + timedelta(days=1)
        async with quiet.database.write() as tx:
            await usecases.feed.forget_old(tx, quiet.watch.at)
        for query in ("", f"?last_event_id={first['id']}"):
            gone = await quiet.get(f"{FEED}{query}", "hr")
            assert (gone.status_code, code_of(gone)) == (410, "feed_gone")
            assert gone.headers["link"] == '</v1/feed/snapshot>; rel="snapshot"'
        assert await read(quiet, f"?last_event_id={last['id']}") == []

    async def test_who_waits_is_woken_by_the_next_event_and_holds_no_connection(self, house: House) -> None:
        """More wait than there are connections: if they held any, nothing could happen that wakes them."""
        last = (await all_of(house))[-1]["id"]
        waiting = [
            asyncio.create_task(read(house, f"?last_event_id={last}&timeout=20000")) for _ in range(12)
        ]
        await asyncio.sleep(0.2)
        await renamed(house, "wang", "王建军")
        async with asyncio.timeout(10):
            told_ = await asyncio.gather(*waiting)
        assert {events[0]["data"]["name"] for events in told_} == {"王建军"}

    async def test_who_waits_in_vain_is_told_that_there_is_nothing(self, house: House) -> None:
        last = (await all_of(house))[-1]["id"]
        assert await read(house, f"?last_event_id={last}&timeout=50") == []


class TestWhatIsTold:
    async def test_a_leaver_is_told_as_no_longer_active(self, quiet: House) -> None:
        await quiet.patch(f"/v1/persons/{ident('wang')}", {"active": False}, "hr")
        await quiet.settle()
        assert (await all_of(quiet))[-1]["data"]["active"] is False

    @both
    async def test_a_result_is_told_and_told_anew_with_its_grade(self, quiet: House) -> None:
        at = quiet.watch.at
        graded = a_result("wang", at=at, revision=3, grade="excellent")
        assert await told(quiet, a_result("wang", at=at)) == ["applied"]
        before = (await all_of(quiet))[-1]
        assert await told(quiet, graded, a_result("wang", at=at)) == ["applied", "ignored"]
        after = (await all_of(quiet))[-1]
        assert (before["type"], before["data"]["grade"], after["data"]["grade"]) == (
            "result.final",
            None,
            "excellent",
        )
        assert after["data"]["points"] == "96.50"
        assert [event["id"] for event in await all_of(quiet)].count(before["id"]) == 0

    @both
    async def test_hours_are_told_as_the_total_of_the_year(self, quiet: House) -> None:
        at = quiet.watch.at
        other = ident("another record")
        await told(quiet, hours("wang", at=at), hours("wang", at=at, source_id=other, minutes=30))
        assert (await all_of(quiet))[-1]["data"] == {
            "person_id": str(ident("wang")),
            "year": 2026,
            "minutes": 125,
        }
        void = hours("wang", at=at, kind="hours.voided", source_id=other, revision=2, minutes=0)
        await told(quiet, void, hours("wang", at=at, source_id=other, minutes=30))
        assert (await all_of(quiet))[-1]["data"]["minutes"] == 95

    async def test_a_record_corrected_over_the_turn_of_the_year_changes_both(self, quiet: House) -> None:
        at = quiet.watch.at
        await told(quiet, hours("wang", at=at), hours("wang", at=at, revision=2, occurred_on="2027-01-01"))
        years = {event["data"]["year"]: event["data"]["minutes"] for event in (await all_of(quiet))[-2:]}
        assert years == {2026: 0, 2027: 95}

    async def test_who_was_here_before_the_feed_is_told_too(self, quiet: House) -> None:
        async with quiet.database.write() as tx:
            await tx.execute(text("DELETE FROM feed_event"))
        async with quiet.database.write() as tx:
            assert await usecases.feed.take_in_left_out(tx, quiet.watch.at) > 0
        assert str(ident("wang")) in {event["subject"] for event in await all_of(quiet)}


class TestSnapshot:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get(f"{FEED}/snapshot", None)).status_code == 401

    async def test_a_member_is_shown_nothing(self, house: House) -> None:
        assert (await house.get(f"{FEED}/snapshot", "wang")).status_code == 403

    async def test_a_forged_place_is_refused(self, house: House) -> None:
        answer = await house.get(f"{FEED}/snapshot?last_event_id=abc", "hr")
        assert (answer.status_code, code_of(answer)) == (422, "event_unknown")

    async def test_it_holds_everything_however_old_and_leads_on_to_the_feed(self, quiet: House) -> None:
        known = await all_of(quiet)
        quiet.watch.at += KEPT + timedelta(days=1)
        async with quiet.database.write() as tx:
            await usecases.feed.forget_old(tx, quiet.watch.at)
        shown = await all_of(quiet, f"{FEED}/snapshot")
        assert shown == known
        await renamed(quiet, "li", "李明")
        [event] = await read(quiet, f"?last_event_id={shown[-1]['id']}")
        assert event["data"]["name"] == "李明"
