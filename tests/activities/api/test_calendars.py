"""`/v1/calendar-feeds`: who may make one, what it shows, and what four foreign programs read in it."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import httpx2
import icalendar
import recurring_ical_events  # type: ignore[import-untyped] # it has no types
import vobject  # type: ignore[import-untyped] # it has no types
from sqlalchemy import text

from shared import roster_facts
from tests.activities.house import House, a_meeting, a_sitting, both
from tests.points.world import ident
from tests.support import foreign
from tests.support.door import code_of, faults_of
from tests.support.people import a_member


class Shown(NamedTuple):
    """One event as a client would show it."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    sequence: int
    status: str


async def a_feed(house: House, by: str = "wang", scope: str = "branch") -> dict[str, Any]:
    return await house.made("/v1/calendar-feeds", {"scope": scope}, by)


async def fetched(house: House, feed: dict[str, Any]) -> bytes:
    answer = await house.get(feed["path"], None)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return answer.content


def by_icalendar(body: bytes, first: datetime, last: datetime) -> set[Shown]:
    """What recurring-ical-events shows between two instants."""
    calendar = icalendar.Calendar.from_ical(body)
    return {
        Shown(
            str(event["UID"]),
            event["DTSTART"].dt.astimezone(UTC),
            event["DTEND"].dt.astimezone(UTC),
            str(event["SUMMARY"]),
            str(event["LOCATION"]),
            int(event["SEQUENCE"]),
            str(event["STATUS"]),
        )
        for event in recurring_ical_events.of(calendar).between(first, last)
    }


def by_vobject(body: bytes, first: datetime, last: datetime) -> set[Shown]:
    """What vobject reads between two instants."""
    calendar = vobject.readOne(body.decode())
    found = {
        Shown(
            event.uid.value,
            event.dtstart.value.astimezone(UTC),
            event.dtend.value.astimezone(UTC),
            event.summary.value,
            event.location.value,
            int(event.sequence.value),
            event.status.value,
        )
        for event in calendar.contents.get("vevent", [])
    }
    return {event for event in found if event.starts_at < last and event.ends_at > first}


def by_ical_js(body: bytes, first: datetime, last: datetime) -> set[Shown]:
    """What Mozilla's ical.js reads between two instants."""
    found = {
        Shown(**event | {name: datetime.fromisoformat(event[name]) for name in ("starts_at", "ends_at")})
        for event in foreign.ical_js(body)
    }
    return {event for event in found if event.starts_at < last and event.ends_at > first}


class Listed(NamedTuple):
    """One event as the command-line client lists it, which knows no sequence."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    cancelled: bool

    @classmethod
    def of(cls, shown: Shown) -> "Listed":
        """What of an event it would list."""
        return cls(*shown[:5], shown.status == "CANCELLED")


def by_khal(body: bytes, first: datetime, last: datetime) -> list[Listed]:
    """What khal lists between two days, in its order."""
    return [
        Listed(
            event["uid"],
            datetime.fromisoformat(f"{event['start-long']}+00:00"),
            datetime.fromisoformat(f"{event['end-long']}+00:00"),
            event["title"],
            event["location"],
            bool(event["cancelled"]),
        )
        for event in foreign.khal(body, first.date().isoformat(), last.date().isoformat())
    ]


async def by_us(house: House, meetings: list[str]) -> set[Shown]:
    """What the API says of noticed meetings."""
    found = set()
    for meeting_id in meetings:
        meeting = await house.read(f"/v1/meetings/{meeting_id}", "wang")
        for sitting in meeting["sittings"]:
            found.add(
                Shown(
                    sitting["id"],
                    datetime.fromisoformat(sitting["starts_at"]),
                    datetime.fromisoformat(sitting["ends_at"]),
                    meeting["title"],
                    sitting["place"],
                    sitting["sequence"],
                    "CANCELLED" if sitting["state"] == "cancelled" else "CONFIRMED",
                )
            )
    return found


async def moved(house: House, sitting_id: str, **to: Any) -> httpx2.Response:
    return await house.put(f"/v1/sittings/{sitting_id}", a_sitting(**to), "organiser", etag="*")


async def a_noticed_series(house: House, **more: Any) -> list[str]:
    """The meetings of a series, each with its notice out."""
    given: dict[str, Any] = {
        "kind": "lecture",
        "title": "党课",
        "clock": "14:00",
        "minutes": 90,
        "place": "会议室",
        "from_on": "2026-09-16",
        "until_on": "2028-09-15",
    }
    made = await house.made("/v1/series", given | more, "organiser")
    ids = [each["meeting_id"] for each in made["occurrences"]]
    for meeting_id in ids:
        await house.made(f"/v1/meetings/{meeting_id}/notice", None, "organiser")
    return ids


async def the_sitting(house: House, meeting_id: str) -> str:
    meeting = await house.read(f"/v1/meetings/{meeting_id}", "organiser")
    return str(meeting["sittings"][0]["id"])


class TestSubscribe:
    async def test_nobody_subscribes_without_signing_in(self, house: House) -> None:
        assert (await house.post("/v1/calendar-feeds", {}, None)).status_code == 401

    async def test_a_machine_has_no_calendar(self, house: House) -> None:
        assert code_of(await house.post("/v1/calendar-feeds", {}, "hr")) == "forbidden"

    async def test_a_scope_that_nobody_knows_is_refused(self, house: House) -> None:
        answer = await house.post("/v1/calendar-feeds", {"scope": "all"}, "wang")
        assert faults_of(answer) == {"/scope": "enum"}

    async def test_the_address_is_shown_once_and_not_kept(self, house: House) -> None:
        first = await house.post("/v1/calendar-feeds", {}, "wang", key="my-only-feed")
        again = await house.post("/v1/calendar-feeds", {}, "wang", key="my-only-feed")
        token = first.json()["path"].split("/")[-1].removesuffix(".ics")
        assert (len(token), again.json()["path"]) == (43, None)
        [listed] = (await house.read("/v1/calendar-feeds", "wang"))["items"]
        assert "path" not in listed
        async with house.database.read() as view:
            kept = (await view.execute(text("SELECT token_hash FROM calendar_feed"))).scalars().all()
            answers = (await view.execute(text("SELECT body FROM idempotency"))).scalars().all()
        assert token not in "".join([*kept, *answers])

    async def test_an_eleventh_feed_is_refused(self, house: House) -> None:
        for _ in range(10):
            await a_feed(house)
        assert code_of(await house.post("/v1/calendar-feeds", {}, "wang")) == "feeds_many"

    async def test_a_revoked_feed_is_not_found_like_one_that_never_was(self, house: House) -> None:
        feed = await a_feed(house)
        other = await house.post(f"/v1/calendar-feeds/{feed['id']}/revocation", None, "chen")
        assert code_of(other) == "calendar_feed_missing"
        await fetched(house, feed)
        await house.made(f"/v1/calendar-feeds/{feed['id']}/revocation", None, "wang")
        guesses = ("guess", "%00", "%ff", "%ED%A0%80", "x" * 5000, "' OR 1=1 --")
        for path in (feed["path"], *(f"/v1/calendar-feeds/{guess}.ics" for guess in guesses)):
            answer = await house.get(path, None)
            assert (answer.status_code, code_of(answer)) == (404, "calendar_feed_missing")
        assert (await house.read("/v1/calendar-feeds", "wang"))["items"] == []

    async def test_the_feed_of_a_closed_account_is_not_found(self, house: House) -> None:
        feed = await a_feed(house)
        gone = a_member(ident("wang"), branch=ident("power"), version=2, active=False)
        async with house.database.write() as session:
            await roster_facts.hear_member(session, gone)
        assert code_of(await house.get(feed["path"], None)) == "calendar_feed_missing"


class TestSight:
    async def test_a_plan_is_not_in_the_calendar_before_its_notice(self, house: House) -> None:
        feed, planned = await a_feed(house), await house.a_meeting()
        assert b"VEVENT" not in await fetched(house, feed)
        await house.made(f"/v1/meetings/{planned['id']}/notice", None, "organiser")
        assert (await fetched(house, feed)).count(b"BEGIN:VEVENT") == 1

    async def test_the_calendar_of_another_branch_stays_empty(self, house: House) -> None:
        await house.a_noticed_meeting()
        assert b"VEVENT" not in await fetched(house, await a_feed(house, by="zhao"))

    async def test_ones_own_calendar_shows_where_one_is_expected_or_registered(self, house: House) -> None:
        duty = await house.a_noticed_meeting()
        free = await house.a_noticed_meeting(kind="themed_activity", title="参观")
        feed = await a_feed(house, scope="own")
        assert (await fetched(house, feed)).count(b"BEGIN:VEVENT") == 1
        row = await house.made(f"/v1/sittings/{free['sittings'][0]['id']}/registrations", {}, "wang")
        assert (await fetched(house, feed)).count(b"BEGIN:VEVENT") == 2
        await house.made(f"/v1/registrations/{row['id']}/cancellation", None, "wang")
        assert f"UID:{duty['sittings'][0]['id']}".encode() in await fetched(house, feed)
        assert (await fetched(house, feed)).count(b"BEGIN:VEVENT") == 1

    async def test_a_sitting_long_over_leaves_the_calendar(self, house: House) -> None:
        feed = await a_feed(house)
        await house.a_noticed_meeting()
        house.watch.pass_by(days=406)
        assert (await fetched(house, feed)).count(b"BEGIN:VEVENT") == 1
        house.watch.pass_by(days=2)
        assert b"VEVENT" not in await fetched(house, feed)


class TestForm:
    async def test_lines_end_and_fold_as_the_standard_says(self, house: House) -> None:
        """RFC 5545 §3.1: CRLF, and at most 75 octets a line."""
        title = "学习《支部工作条例》,讨论;分工 \\ 落实" * 6
        await house.a_noticed_meeting(title=title)
        body = await fetched(house, await a_feed(house))
        lines = body.split(b"\r\n")
        assert b"\n" not in body.replace(b"\r\n", b"")
        assert max(map(len, lines)) <= 75
        assert lines[-1] == b""
        for line in lines:
            line.decode()  # no character is torn in two
        [event] = by_vobject(body, datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC))
        assert event.summary == title

    async def test_a_title_cannot_smuggle_in_another_event(self, house: House) -> None:
        await house.a_noticed_meeting(title="会议 END:VEVENT,BEGIN:VEVENT;X=1:2")
        body = await fetched(house, await a_feed(house))
        assert body.count(b"\r\nBEGIN:VEVENT\r\n") == 1

    async def test_every_fetch_names_the_same_calendar(self, house: House) -> None:
        await house.a_noticed_meeting()
        feed = await a_feed(house)
        first = await fetched(house, feed)
        assert await fetched(house, feed) == first
        assert b"METHOD:PUBLISH\r\n" in first
        assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in first


class TestForeignParsers:
    """icalendar with recurring-ical-events, vobject, ical.js and khal agree with the API on every event."""

    FIRST, LAST = datetime(2026, 9, 15, tzinfo=UTC), datetime(2028, 10, 1, tzinfo=UTC)

    @both
    async def test_parsers_agree_on_two_years_with_moves_and_cancellations(self, house: House) -> None:
        """Edge case 18: the 31st of every month, and evenings in a zone where the clocks change."""
        monthly = await a_noticed_series(house, pattern={"every": "month_day", "day": 31})
        evenings = await a_noticed_series(
            house,
            pattern={"every": "week", "weekday": 6, "weeks": 4},
            clock="19:00",
            time_zone="Europe/Berlin",
            title="夜班党课, 第二场; 备用",
        )
        assert (len(monthly), len(evenings)) == (24, 26)
        feed = await a_feed(house)
        before = by_vobject(await fetched(house, feed), self.FIRST, self.LAST)
        assert before == await by_us(house, monthly + evenings)

        for meeting_id in (monthly[1], evenings[20]):
            await house.made(f"/v1/meetings/{meeting_id}/cancellation", {"reason": "检修"}, "organiser")
        across_midnight = {"starts_at": "2027-03-27T22:00:00+08:00", "ends_at": "2027-03-28T06:00:00+08:00"}
        at_new_year = {"starts_at": "2028-01-01T00:30:00+08:00", "ends_at": "2028-01-01T02:00:00+08:00"}
        assert (
            await moved(house, await the_sitting(house, monthly[6]), **across_midnight)
        ).status_code == 200
        for _ in range(2):
            assert (
                await moved(house, await the_sitting(house, evenings[9]), **at_new_year)
            ).status_code == 200

        body = await fetched(house, feed)
        wanted = await by_us(house, monthly + evenings)
        assert by_icalendar(body, self.FIRST, self.LAST) == wanted
        assert by_vobject(body, self.FIRST, self.LAST) == wanted
        assert by_ical_js(body, self.FIRST, self.LAST) == wanted
        listed = by_khal(body, self.FIRST, self.LAST)
        assert sorted(listed) == sorted(map(Listed.of, wanted))
        assert [event.starts_at for event in listed] == sorted(event.starts_at for event in wanted)
        assert len(listed) == 50
        assert len(wanted - before) == 4
        assert sorted(event.sequence for event in wanted)[-4:] == [1, 1, 1, 2]
        assert {event.uid for event in wanted} == {event.uid for event in before}
        assert sum(event.status == "CANCELLED" for event in wanted) == 2

    async def test_parsers_agree_on_the_days_around_a_change_of_the_clocks(self, house: House) -> None:
        await a_noticed_series(
            house,
            pattern={"every": "week", "weekday": 6},
            clock="19:00",
            time_zone="Europe/Berlin",
            from_on="2026-10-17",
            until_on="2026-10-31",
        )
        body = await fetched(house, await a_feed(house))
        for parsed in (by_icalendar, by_vobject, by_ical_js):
            starts = sorted(event.starts_at for event in parsed(body, self.FIRST, self.LAST))
            assert [start.hour for start in starts] == [17, 17, 18]

    async def test_two_sittings_of_one_meeting_are_two_events(self, house: House) -> None:
        evening = a_sitting(starts_at="2026-09-22T20:00:00+08:00", ends_at="2026-09-22T22:00:00+08:00")
        made = await house.made("/v1/meetings", a_meeting(sittings=[a_sitting(), evening]), "organiser")
        await house.made(f"/v1/meetings/{made['id']}/notice", None, "organiser")
        body = await fetched(house, await a_feed(house))
        for parsed in (by_icalendar, by_vobject, by_ical_js):
            found = sorted(parsed(body, self.FIRST, self.LAST), key=lambda event: event.starts_at)
            assert [event.ends_at - event.starts_at for event in found] == [timedelta(hours=2)] * 2
            assert len({event.uid for event in found}) == 2
