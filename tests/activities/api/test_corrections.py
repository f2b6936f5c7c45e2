"""`/v1/meetings/{id}/attendance-corrections`: what a closed meeting's attendance should have said."""

import asyncio
from typing import Any

import httpx2
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from services.activities.models import Correction
from services.activities.usecases import make_ups
from tests.activities.attending import a_theme_day, at, close, listed, one, told, wall
from tests.activities.house import House, both, nothing
from tests.points.world import ident
from tests.support.door import code_of

NOTE = {"note": "已学习会议材料,写了体会。"}
WHY = "签到平板断网,记录人可证明"


def wrong(who: str, to: str, **more: Any) -> dict[str, Any]:
    """The body of a correction."""
    return {"person_id": str(ident(who)), "to": to, "reason": WHY} | more


async def a_closed_day(house: House, **more: Any) -> dict[str, Any]:
    """A theme day that is over. Wang keeps its record and came; chen did not; everybody else was there."""
    meeting = await a_theme_day(house, recorder_id=str(ident("wang")), **more)
    house.watch.at = wall(16)
    there = ("wang", "leader", "secretary", "li", "other leader", "organiser", "publicist", "alone")
    await listed(house, meeting["sittings"][0]["id"], dict.fromkeys(there, "in"), at(14))
    await close(house, meeting)
    return meeting


async def put_right(house: House, meeting: dict[str, Any], body: Any, by: str | None) -> httpx2.Response:
    """An attempt to correct."""
    return await house.post(f"/v1/meetings/{meeting['id']}/attendance-corrections", body, by)


async def of(house: House, meeting: dict[str, Any], who: str = "chen") -> list[dict[str, Any]]:
    """Somebody's make-ups for a meeting."""
    path = f"/v1/make-ups?meeting_id={meeting['id']}&person_id={ident(who)}"
    return list((await house.read(path, "organiser"))["items"])


async def facts_of(house: House, who: str = "chen") -> list[tuple[str, int]]:
    """What was told of somebody: type and revision."""
    found = [each for each in await told(house) if each["subject"] == str(ident(who))]
    return [(each["type"], each["data"]["revision"]) for each in found]


class TestWho:
    async def test_only_the_recorder_and_the_secretary_of_another(self, house: House) -> None:
        meeting = await a_closed_day(house)
        body = wrong("chen", "present")
        assert (await put_right(house, meeting, body, None)).status_code == 401
        assert code_of(await put_right(house, meeting, body, "organiser")) == "meeting_missing"
        assert code_of(await put_right(house, meeting, body, "leader")) == "meeting_missing"
        assert code_of(await put_right(house, meeting, body, "other secretary")) == "meeting_missing"
        assert code_of(await put_right(house, {"id": nothing()}, body, "secretary")) == "meeting_missing"
        assert (await put_right(house, meeting, body, "wang")).status_code == 201
        assert (await put_right(house, meeting, wrong("chen", "absent"), "secretary")).status_code == 201

    @pytest.mark.parametrize("who", ["wang", "secretary"])
    async def test_nobody_corrects_the_own_attendance(self, house: House, who: str) -> None:
        meeting = await a_closed_day(house)
        answer = await put_right(house, meeting, wrong(who, "absent"), who)
        assert (answer.status_code, code_of(answer)) == (403, "own_attendance")

    @both
    async def test_nor_does_the_database_let_anybody(self, house: House) -> None:
        """The rule has a check behind it, and the history can only be added to."""
        meeting = await a_closed_day(house)
        await put_right(house, meeting, wrong("chen", "present"), "wang")
        for change in ("SET by_id = person_id", "SET reason = ''"):
            with pytest.raises(DBAPIError):
                async with house.database.write() as tx:
                    await tx.execute(text(f"UPDATE attendance_correction {change}"))
        async with house.database.read() as view:
            row = (await view.execute(select(Correction))).scalar_one()
        own = Correction(**row.model_dump(exclude={"id"}) | {"number": 2, "by_id": row.person_id})
        with pytest.raises(DBAPIError, match="another"):
            async with house.database.write() as tx:
                tx.add(own)


class TestWhen:
    async def test_before_the_closing_one_scans(self, house: House) -> None:
        meeting = await a_theme_day(house)
        answer = await put_right(house, meeting, wrong("chen", "present"), "secretary")
        assert code_of(answer) == "meeting_not_in_state"

    @pytest.mark.parametrize(
        ("who", "to", "more", "code"),
        [
            ("chen", "absent", {}, "nothing_corrected"),
            ("zhao", "present", {}, "roll_line_missing"),
            ("chen", "present", {"sitting_id": str(nothing())}, "sitting_missing"),
            ("chen", "present", {"came_at": at(12)}, "check_in_closed"),
            ("chen", "present", {"came_at": at(15), "left_at": at(17)}, "check_in_closed"),
            ("chen", "present", {"came_at": at(15), "left_at": at(14, 30)}, "correction_shape"),
            ("chen", "present", {"left_at": at(14, 30)}, "correction_shape"),
            ("chen", "on_leave", {"came_at": at(15)}, "correction_shape"),
            ("chen", "late", {}, "malformed"),
            ("chen", "present", {"reason": ""}, "malformed"),
        ],
    )
    async def test_what_cannot_be_so_is_refused(
        self, house: House, who: str, to: str, more: dict[str, Any], code: str
    ) -> None:
        meeting = await a_closed_day(house)
        answer = await put_right(house, meeting, wrong(who, to, **more), "secretary")
        assert code_of(answer) == code
        assert await house.count("attendance_correction") == 0


class TestWhat:
    @both
    async def test_the_absent_was_there_after_all(self, house: House) -> None:
        """Late by twenty minutes: said and told, the make-up falls away, and the history says how it was."""
        meeting = await a_closed_day(house)
        made = await put_right(house, meeting, wrong("chen", "present", came_at=at(14, 20)), "wang")
        shown = made.json()
        assert (shown["number"], shown["was"], shown["state"], shown["reason"]) == (1, "absent", "late", WHY)
        row = await one(house, meeting, "chen")
        assert (row["state"], row["late_minutes"], row["minutes"], row["corrections"]) == ("late", 20, 0, 1)
        assert [each["state"] for each in await of(house, meeting)] == ["withdrawn"]
        assert await facts_of(house) == [
            ("absence.recorded", 0),
            ("attendance.corrected", 1),
            ("attendance.confirmed", 1),
            ("attendance.late", 1),
        ]

    @both
    async def test_the_one_marked_there_was_not(self, house: House) -> None:
        meeting = await a_closed_day(house)
        assert (await put_right(house, meeting, wrong("li", "absent"), "secretary")).status_code == 201
        row = await one(house, meeting, "li")
        assert (row["state"], row["came_at"], row["sitting_id"]) == ("absent", None, None)
        [owed] = await of(house, meeting, "li")
        assert (owed["state"], owed["cause"], owed["due_on"]) == ("due", "absent", "2026-09-29")
        assert await facts_of(house, "li") == [
            ("attendance.confirmed", 0),
            ("attendance.corrected", 1),
            ("absence.recorded", 1),
        ]

    async def test_an_exemption_is_told_by_the_correction_alone(self, house: House) -> None:
        meeting = await a_closed_day(house)
        await put_right(house, meeting, wrong("chen", "exempt"), "secretary")
        assert await facts_of(house) == [("absence.recorded", 0), ("attendance.corrected", 1)]

    async def test_a_guest_is_neither_absent_nor_on_leave(self, house: House) -> None:
        meeting = await a_theme_day(house)
        await house.made(f"/v1/meetings/{meeting['id']}/roll", {"person_id": str(ident("zhao"))}, "organiser")
        house.watch.at = wall(16)
        await listed(house, meeting["sittings"][0]["id"], {"li": "in"}, at(14))
        await close(house, meeting)
        assert (
            code_of(await put_right(house, meeting, wrong("zhao", "absent"), "secretary")) == "not_expected"
        )
        answer = await put_right(house, meeting, wrong("zhao", "exempt"), "secretary")
        assert code_of(answer) == "nothing_corrected"
        made = await put_right(house, meeting, wrong("zhao", "present"), "secretary")
        assert (made.json()["was"], made.json()["state"]) == ("expected", "present")

    @both
    async def test_a_make_up_that_was_done_counts_fully_once_the_absence_was_leave(
        self, house: House
    ) -> None:
        meeting = await a_closed_day(house)
        [owed] = await of(house, meeting)
        await house.made(f"/v1/make-ups/{owed['id']}/note", NOTE, "chen")
        await house.made(f"/v1/make-ups/{owed['id']}/confirmation", None, "leader")
        await put_right(house, meeting, wrong("chen", "on_leave"), "secretary")
        assert [(each["cause"], each["state"]) for each in await of(house, meeting)] == [("on_leave", "done")]
        assert await facts_of(house) == [
            ("absence.recorded", 0),
            ("makeup.done", 0),
            ("attendance.corrected", 1),
            ("makeup.done", 1),
        ]
        assert [each["data"]["credit"] for each in await told(house, "makeup.done")] == ["0.5", "1"]

    @both
    async def test_there_and_back_again_the_make_up_goes_on_where_it_was(self, house: House) -> None:
        """What had been missed stays missed, and is told anew under the newest revision."""
        meeting = await a_closed_day(house)
        state = house.app.state
        await make_ups.sweep(house.database, wall(12, day=30), teller=state.teller, zone=state.zone)
        for to in ("present", "absent"):
            assert (await put_right(house, meeting, wrong("chen", to), "wang")).status_code == 201
        assert [each["state"] for each in await of(house, meeting)] == ["missed"]
        assert (await facts_of(house))[-3:] == [
            ("attendance.corrected", 2),
            ("absence.recorded", 2),
            ("makeup.missed", 2),
        ]

    async def test_a_withdrawn_make_up_takes_nothing_and_is_never_missed(self, house: House) -> None:
        meeting = await a_closed_day(house)
        await put_right(house, meeting, wrong("chen", "present"), "wang")
        [gone] = await of(house, meeting)
        assert code_of(await house.post(f"/v1/make-ups/{gone['id']}/note", NOTE, "chen")) == "make_up_not_due"
        state = house.app.state
        swept = await make_ups.sweep(house.database, wall(12, day=30), teller=state.teller, zone=state.zone)
        assert swept == 0

    @both
    async def test_eight_corrections_at_once_are_one_after_the_other(self, house: House) -> None:
        """They wait for the meeting; two that say the same are one."""
        meeting = await a_closed_day(house)
        wanted = [wrong("chen", "present", came_at=at(14, minute)) for minute in range(4)] * 2
        answers = await asyncio.gather(*(put_right(house, meeting, body, "wang") for body in wanted))
        made = [answer.json()["number"] for answer in answers if answer.status_code == 201]
        assert sorted(made) == list(range(1, len(made) + 1))
        assert {code_of(each) for each in answers if each.status_code != 201} <= {"nothing_corrected"}
        assert (await one(house, meeting, "chen"))["corrections"] == len(made)


class TestReading:
    async def test_the_person_and_the_committee_read_it_and_others_do_not(self, house: House) -> None:
        meeting = await a_closed_day(house)
        await put_right(house, meeting, wrong("chen", "present"), "secretary")
        path = f"/v1/meetings/{meeting['id']}/attendance-corrections"
        assert (await house.get(path, None)).status_code == 401
        assert code_of(await house.get(path, "zhao")) == "meeting_missing"

        async def seen(who: str) -> list[str]:
            return [each["reason"] for each in (await house.read(path, who))["items"]]

        readers = ("chen", "leader", "publicist", "wang", "li", "other leader")
        assert [await seen(who) for who in readers] == [[WHY], [WHY], [WHY], [WHY], [], []]
