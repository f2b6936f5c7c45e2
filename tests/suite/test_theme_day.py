"""One theme day of the power workshop's branch, from the proposal of its theme to the points that it was worth.

Theme proposed and decided, notice, more registrations than seats, a leave, a second sitting for the late shift,
check-in by the room's code, by two offline devices and by list, minutes signed, one make-up done and one missed,
one attendance corrected.

The day is Friday 4 December 2026. By hand, from table A: attending a theme day is worth 3 points (A03); an
absence without leave costs 3 (E01); a make-up of a leave done in time earns the full 3 (A03), one of an absence
that is not done in time costs 1 more (E03).
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from ops.house import House
from tests.support.issuer import Watch

from .visitor import Visitors


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """By the factory's clock."""
    return datetime(2026, month, day, hour - 8, minute, tzinfo=UTC)


@pytest.fixture
def watch() -> Watch:
    return Watch(_at(11, 2, 9))


class Story:
    """The branch and its clock, and what was said in one chapter and is needed in the next."""

    def __init__(self, house: House, branch: Visitors, watch: Watch) -> None:
        self.house, self.branch, self.watch = house, branch, watch
        self.period, self.meeting = "", ""
        self.visit, self.evening = "", ""
        self.ids: dict[str, str] = {}

    def go_to(self, *when: int) -> None:
        self.watch.at = _at(*when)
        self.branch.leave()

    async def who(self, login: str) -> str:
        if login not in self.ids:
            self.ids[login] = (await self.branch.get(login, "/v1/me"))["id"]
        return self.ids[login]

    async def line(self, login: str, item: str) -> Any:
        """What an item counts in somebody's score, by entries; None without any."""
        await self.house.settle()
        path = f"/v1/periods/{self.period}/scores/{await self.who(login)}"
        lines = (await self.branch.get(login, path))["lines"]
        found = [each["counted"] for each in lines if each["item_code"] == item and each["entry_id"]]
        return sum(found) if found else None


async def test_one_theme_day_from_its_theme_to_its_points(
    house: House, branch: Visitors, watch: Watch
) -> None:
    story = Story(house, branch, watch)
    await _the_quarter_is_open(story)
    await _the_theme_is_proposed_and_decided(story)
    await _notice_is_given(story)
    await _the_visit_is_arranged(story)
    await _more_register_than_there_are_seats(story)
    await _one_on_shift_asks_for_leave(story)
    await _people_come_by_code_and_by_two_devices(story)
    await _the_late_shift_has_its_own_sitting(story)
    await _the_meeting_closes_and_points_follow(story)
    await _the_minutes_are_signed(story)
    await _one_makes_up_and_another_does_not(story)
    await _one_had_been_there_after_all(story)
    await _the_day_says_what_it_led_to(story)
    await _everybody_was_told_once(story)


async def _the_quarter_is_open(story: Story) -> None:
    scheme = await story.branch.post("organiser", "/v1/schemes", {"template": "A"})
    resolution = {
        "resolution_no": "动支党〔2026〕9号",
        "resolved_on": "2026-09-25",
        "effective_on": "2026-10-01",
    }
    await story.branch.post("secretary", f"/v1/schemes/{scheme['id']}/approval", resolution)
    wanted = {"scheme_id": scheme["id"], "code": "2026-Q4"}
    story.period = (await story.branch.post("organiser", "/v1/periods", wanted))["id"]


async def _the_theme_is_proposed_and_decided(story: Story) -> None:
    proposal = {"month": "2026-12", "title": "安全生产在我身边", "reason": "冬季锅炉满负荷"}
    theme = await story.branch.post("member", "/v1/themes", proposal)
    await story.branch.post("secretary", f"/v1/themes/{theme['id']}/decision", {"verdict": "chosen"})


async def _notice_is_given(story: Story) -> None:
    plan = {
        "kind": "theme_day",
        "title": "十二月主题党日",
        "chair_id": await story.who("secretary"),
        "recorder_id": await story.who("publicity"),
        "agenda": [{"title": "参观消防站", "minutes": 120}],
        "sittings": [
            _sitting("2026-12-04T14:00", "2026-12-04T16:00", "消防站", capacity=2),
            _sitting("2026-12-04T20:00", "2026-12-04T22:00", "车间二楼会议室"),
        ],
    }
    meeting = await story.branch.post("organiser", "/v1/meetings", plan)
    story.meeting = meeting["id"]
    story.visit, story.evening = (each["id"] for each in meeting["sittings"])
    noticed = await story.branch.post("organiser", f"/v1/meetings/{story.meeting}/notice")
    assert (noticed["theme"], noticed["number"]) == ("安全生产在我身边", 1)


async def _the_visit_is_arranged(story: Story) -> None:
    """One is asked to take pictures and says yes, another takes care of safety; everybody reads what comes."""
    text = {"title": "火场逃生三步", "text": "一、弯腰。二、捂鼻。三、不乘电梯。", "minutes": 5}
    material = await story.branch.post("organiser", "/v1/materials", text)
    await story.branch.post("publicity", f"/v1/materials/{material['id']}/decision", {"verdict": "approved"})
    here, there = f"/v1/meetings/{story.meeting}", f"/v1/sittings/{story.visit}"
    read = {"material_id": material["id"], "purpose": "pre_study"}
    await story.branch.post("organiser", f"{here}/materials", read)
    duties = [
        await story.branch.post("organiser", f"{there}/duties", {"title": title, "needed": 1})
        for title in ("摄影", "安全员")
    ]
    photographer, safety = (f"/v1/duties/{each['id']}" for each in duties)
    member = {"person_id": await story.who("member")}
    asked = await story.branch.post("organiser", f"{photographer}/requests", member)
    assert (await story.branch.get("member", photographer))["holders"] == []
    await story.branch.post("member", f"/v1/undertakings/{asked['id']}/answer", {"verdict": "taken"})
    await story.branch.post("leader", f"{safety}/undertakings")
    full = await story.branch.post("member2", f"{safety}/undertakings", status=409)
    assert full["code"] == "duty_full"
    [before] = (await story.branch.get("member2", f"{here}/materials"))["items"]
    assert (before["title"], before["number"]) == ("火场逃生三步", 1)


def _sitting(starts: str, ends: str, place: str, **more: Any) -> dict[str, Any]:
    return {"starts_at": f"{starts}:00+08:00", "ends_at": f"{ends}:00+08:00", "place": place} | more


async def _more_register_than_there_are_seats(story: Story) -> None:
    made = {
        login: await story.branch.post(login, f"/v1/sittings/{story.visit}/registrations", {})
        for login in ("member", "leader", "member2")
    }
    assert [made[login]["state"] for login in made] == ["confirmed", "confirmed", "waitlisted"]
    gone = f"/v1/registrations/{made['leader']['id']}/cancellation"
    await story.branch.post("leader", gone)
    offered = await story.branch.get("member2", f"/v1/registrations/{made['member2']['id']}")
    assert offered["state"] == "offered"
    accepted = await story.branch.post("member2", f"/v1/registrations/{offered['id']}/acceptance")
    assert accepted["state"] == "confirmed"
    assert (await story.branch.get("member", f"/v1/sittings/{story.visit}"))["taken"] == 2


async def _one_on_shift_asks_for_leave(story: Story) -> None:
    asked = {"kind": "on_shift", "reason": "供电值班"}
    leave = await story.branch.post("member3", f"/v1/meetings/{story.meeting}/leaves", asked)
    granted = await story.branch.post("leader4", f"/v1/leaves/{leave['id']}/decision", {"granted": True})
    assert granted["state"] == "granted"


async def _people_come_by_code_and_by_two_devices(story: Story) -> None:
    story.go_to(12, 4, 13, 55)
    await story.branch.post("secretary", f"/v1/meetings/{story.meeting}/opening")
    shown = await story.branch.get("secretary", f"/v1/sittings/{story.visit}/room-code")
    scan = {"sitting_id": story.visit, "code": shown["code"], "device": "phone-wang"}
    assert (await story.branch.post("member", "/v1/scans", scan))["already_present"] is False
    story.go_to(12, 4, 14, 20)
    first = await _offline(story, "tablet-a", {"leader": "14:02", "member2": "13:58"})
    second = await _offline(story, "tablet-b", {"leader": "14:01", "member2": "13:59"})
    assert (first, second) == (["recorded", "recorded"], ["already_present", "already_present"])
    seen = await story.branch.get("secretary", f"/v1/meetings/{story.meeting}/attendances")
    came = {each["person_id"]: each["attendance"]["came_at"] for each in seen["items"] if each["attendance"]}
    # The earliest counts, whichever device was heard first.
    assert came[await story.who("leader")] == "2026-12-04T06:01:00Z"
    assert came[await story.who("member2")] == "2026-12-04T05:58:00Z"


async def _offline(story: Story, device: str, seen: dict[str, str]) -> list[str]:
    scans = [
        {
            "sitting_id": story.visit,
            "person_id": await story.who(login),
            "mark": "in",
            "occurred_at": f"2026-12-04T{clock}:00+08:00",
            "nonce": f"{device}-{login}",
        }
        for login, clock in seen.items()
    ]
    batch = {"device": device, "device_now": story.watch.at.isoformat(), "scans": scans}
    told = await story.branch.post("secretary", "/v1/scans/batch", batch)
    return [each["outcome"] for each in told["results"]]


async def _the_late_shift_has_its_own_sitting(story: Story) -> None:
    story.go_to(12, 4, 20, 5)
    marks = {"marks": [{"person_id": await story.who("boiler-lead"), "mark": "in"}]}
    listed = await story.branch.post("publicity", f"/v1/sittings/{story.evening}/scans", marks)
    assert listed["results"][0]["outcome"] == "recorded"


async def _the_meeting_closes_and_points_follow(story: Story) -> None:
    story.go_to(12, 4, 22, 10)
    closed = await story.branch.post("secretary", f"/v1/meetings/{story.meeting}/closing")
    assert closed["state"] == "minutes_draft"
    for login in ("member", "leader", "member2", "boiler-lead"):
        assert (login, await story.line(login, "A03")) == (login, 3)
    assert await story.line("member3", "A03") is None
    assert await story.line("member3", "E01") is None  # on leave
    assert await story.line("discipline", "E01") == -3  # neither came nor asked
    again = await story.branch.post("secretary", f"/v1/meetings/{story.meeting}/closing", status=409)
    assert again["code"] == "meeting_not_in_state"


async def _the_minutes_are_signed(story: Story) -> None:
    here = f"/v1/meetings/{story.meeting}/minutes"
    text = {"after": 0, "summary": "参观消防站,学习冬季用火安全,讨论锅炉房隐患三条。"}
    await story.branch.post("publicity", f"{here}/versions", text)
    await story.branch.post("organiser", f"{here}/check", {"version": 1, "verdict": "accepted"})
    await story.branch.post("secretary", f"{here}/signature", {"version": 1})
    late = await story.branch.post("publicity", f"{here}/versions", text | {"after": 1}, 409)
    assert late["code"] == "minutes_locked"
    signed = await story.branch.get("member", f"/v1/meetings/{story.meeting}")
    assert signed["state"] == "minutes_signed"


async def _one_makes_up_and_another_does_not(story: Story) -> None:
    story.go_to(12, 8, 9)
    [owed] = (await story.branch.get("member3", "/v1/make-ups"))["items"]
    assert (owed["cause"], owed["due_on"]) == ("on_leave", "2026-12-11")
    note = {"note": "学习了消防站讲解材料,结合配电室写了体会。"}
    await story.branch.post("member3", f"/v1/make-ups/{owed['id']}/note", note)
    await story.branch.post("leader4", f"/v1/make-ups/{owed['id']}/confirmation")
    assert await story.line("member3", "A03") == 3
    story.go_to(12, 12, 9)
    await story.house.apps["activities"].state.sweeper.once()
    assert await story.line("discipline", "E03") == -1
    assert await story.line("member3", "E03") is None


async def _one_had_been_there_after_all(story: Story) -> None:
    """What followed from the absence is taken back, and the attendance counts."""
    right = {"person_id": await story.who("discipline"), "to": "present", "reason": "现场照片可证明到会"}
    here = f"/v1/meetings/{story.meeting}/attendance-corrections"
    made = await story.branch.post("publicity", here, right | {"sitting_id": story.visit})
    assert (made["was"], made["state"]) == ("absent", "present")
    points = [await story.line("discipline", item) for item in ("A03", "E01", "E03")]
    assert points == [3, None, None]


async def _the_day_says_what_it_led_to(story: Story) -> None:
    """The member's entry is named as data; whoever sees the meeting is led to where points shows it."""
    path = f"/v1/periods/{story.period}/scores/{await story.who('member')}"
    lines = (await story.branch.get("member", path))["lines"]
    [entry] = {each["entry_id"] for each in lines if each["item_code"] == "A03" and each["entry_id"]}
    here = f"/v1/meetings/{story.meeting}/outcomes"
    named = {"noun": "entries", "target_id": entry, "title": "主题党日得分"}
    await story.branch.post("secretary", here, named)
    wrong = await story.branch.post("secretary", here, named | {"noun": "medals"}, 422)
    assert wrong["code"] == "noun_unknown"
    [found] = (await story.branch.get("member", here))["items"]
    assert (found["service"], found["path"]) == ("points", f"/v1/entries/{entry}")
    assert (await story.branch.get("member", found["path"]))["id"] == entry


async def _everybody_was_told_once(story: Story) -> None:
    """By messages of their own, through the gateway; the notice went out once, and so it stands there once."""
    await story.house.settle()
    for login in ("member", "secretary"):
        called = (await story.branch.get(login, "/v1/messages?kind=meeting_called"))["items"]
        assert [each["about"] for each in called] == [f"/v1/meetings/{story.meeting}"]
    [mine] = (await story.branch.get("member", "/v1/messages?kind=meeting_called"))["items"]
    read = await story.branch.post("member", f"/v1/messages/{mine['id']}/reading", None)
    assert read["read_at"] is not None
    [theirs] = (await story.branch.get("secretary", "/v1/messages?kind=meeting_called"))["items"]
    assert theirs["read_at"] is None
