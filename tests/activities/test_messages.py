"""Which act lets whom know: every kind of message that activities tells, over its own doors."""

from datetime import datetime, timedelta

import pytest

from services.activities import messages as kinds
from services.activities.usecases import make_ups
from services.activities.usecases.messages import remind
from shared.messages import Kind, Messenger
from tests.activities.arranging import a_duty, take
from tests.activities.assembly import FULL, a_motion, assembled
from tests.activities.attending import EVERYBODY, a_theme_day, at, close, listed, wall
from tests.activities.house import House, a_sitting
from tests.activities.lessons import ROOM, accepted, prepared
from tests.activities.registering import act, an_open_sitting, registered, resized
from tests.points.world import MEMBERS, ROLES, ident
from tests.support.messages import Post, told

NAMES = {ident(key): key for key, *_ in (*MEMBERS, *ROLES)}
POWER = sorted(EVERYBODY)


@pytest.fixture
def post(house: House) -> Post:
    """What is told, act by act."""
    return Post(house.database, NAMES.items())


async def remind_at(house: House, at: datetime) -> None:
    """The reminders of a morning."""
    state = house.app.state
    async with house.database.write() as tx:
        await remind(Messenger(tx, state.teller, at, at.astimezone(state.zone).date()), state.zone)


async def test_a_meeting_is_called_moved_and_cancelled(house: House, post: Post) -> None:
    meeting = await house.a_meeting()
    path, sitting = f"/v1/meetings/{meeting['id']}", f"/v1/sittings/{meeting['sittings'][0]['id']}"
    assert await post.new() == [], "a plan concerns nobody yet"
    await house.made(f"{path}/notice", None, "organiser")
    assert await post.new() == [("meeting_called", POWER)]
    [words] = await told(house.database)
    assert words["body"]["zh"] == "「第三季度党员大会」定于 2026-09-22 14:00 在车间二楼会议室召开。"
    for changed in ({"capacity": 40}, {"place": "食堂二楼", "capacity": 40}):
        etag = (await house.get(sitting, "organiser")).headers["etag"]
        body = a_sitting(**changed) | {"queue": "strict"}
        answer = await house.put(sitting, body, "organiser", etag=etag)
        assert answer.status_code == 200, answer.text
    assert await post.new() == [("meeting_changed", POWER)], "more places move nobody"
    second = await house.made(f"{path}/sittings", a_sitting(place="夜班会议室"), "organiser")
    await house.made(f"/v1/sittings/{second['id']}/cancellation", None, "organiser")
    assert await post.new() == [("meeting_changed", POWER), ("sitting_cancelled", POWER)]
    await house.made(f"{path}/cancellation", {"reason": "台风"}, "organiser")
    assert await post.new() == [("meeting_cancelled", POWER)]


async def test_leave_absence_and_the_make_up_that_follows(house: House, post: Post) -> None:
    meeting = await a_theme_day(house)
    assert await post.new() == [("meeting_called", POWER)]
    path = f"/v1/meetings/{meeting['id']}/leaves"
    leave = await house.made(path, {"kind": "on_shift", "reason": "锅炉夜班"}, "chen")
    await house.made(path, {"kind": "on_shift", "reason": "锅炉夜班"}, "alone")
    assert await post.new() == [("leave_waits", ["leader"]), ("leave_waits", ["secretary"])]
    await house.made(f"/v1/leaves/{leave['id']}/decision", {"granted": True}, "leader")
    assert await post.new() == [("leave_decided", ["chen"])]
    [own] = (await house.read("/v1/leaves?state=asked", "secretary"))["items"]
    await house.made(f"/v1/leaves/{own['id']}/decision", {"granted": True}, "secretary")
    house.watch.at = wall(16)
    there = {who: "in" for who in EVERYBODY if who not in {"chen", "alone", "wang"}}
    await listed(house, meeting["sittings"][0]["id"], there, at(14))
    await post.new()
    assert (await close(house, meeting)).status_code == 201
    assert sorted(await post.new()) == [("make_up_due", [who]) for who in ("alone", "chen", "wang")]
    [own] = (await house.read(f"/v1/make-ups?person_id={ident('chen')}", "chen"))["items"]
    await house.made(f"/v1/make-ups/{own['id']}/note", {"note": "已学习。"}, "chen")
    await house.made(f"/v1/make-ups/{own['id']}/return", {"reason": "请写体会"}, "leader")
    await house.made(f"/v1/make-ups/{own['id']}/note", {"note": "已学习,有体会。"}, "chen")
    await house.made(f"/v1/make-ups/{own['id']}/confirmation", None, "leader")
    waits, decided = ("make_up_waits", ["leader"]), ("make_up_decided", ["chen"])
    assert await post.new() == [waits, decided, waits, decided]
    keys = [each["key"] for each in await told(house.database)]
    assert len({key for key in keys if key.startswith("make_up_waits")}) == 1
    assert len({key for key in keys if key.startswith("make_up_decided")}) == 2
    [due] = {
        each["body"]["zh"][-16:-5] for each in await told(house.database) if each["topic"] == "make_up_due"
    }
    last = datetime.fromisoformat(f"{due.strip()}T01:00:00+00:00")
    await remind_at(house, last.replace(day=last.day - 1))
    assert sorted(each for each in await post.new() if each[0].startswith("make_up")) == [
        ("make_up_tomorrow", ["alone"]),
        ("make_up_tomorrow", ["wang"]),
    ]
    state = house.app.state
    await make_ups.sweep(house.database, wall(12, day=30), teller=state.teller, zone=state.zone)
    assert sorted(await post.new()) == [("make_up_missed", ["alone"]), ("make_up_missed", ["wang"])]


async def test_a_place_that_becomes_free(house: House, post: Post) -> None:
    sitting = await an_open_sitting(house, capacity=1)
    first = await registered(house, sitting, "wang")
    await registered(house, sitting, "li")
    await registered(house, sitting, "chen")
    await post.new()
    assert (await act(house, first, "cancellation", "wang")).status_code == 201
    assert await post.new() == [("place_offered", ["li"])]
    house.watch.pass_by(days=3)
    await house.app.state.sweeper.once()
    assert [each for each in await post.new() if each[0] == "place_offered"] == [("place_offered", ["chen"])]


async def test_who_signed_up_hears_that_it_moves_is_tomorrow_or_is_off(house: House, post: Post) -> None:
    """Nobody is on the roll of a visit: those who have a place, wait for one or have a duty are told."""
    sitting = await an_open_sitting(house, capacity=1)
    for who in ("wang", "li"):
        await registered(house, sitting, who)
    await take(house, await a_duty(house, sitting), "chen")
    await post.new()
    for place in ("食堂二楼", "食堂二楼"):
        assert (await resized(house, sitting, place=place, capacity=1)).status_code == 200
    assert await post.new() == [("meeting_changed", ["chen", "li", "wang"])], "once for each change"
    await remind_at(house, wall(8, 30, day=21))
    assert [each for each in await post.new() if each[0] == "meeting_tomorrow"] == [
        ("meeting_tomorrow", ["wang"])
    ]
    await house.made(f"/v1/sittings/{sitting}/cancellation", None, "organiser")
    assert await post.new() == [("sitting_cancelled", ["chen", "li", "wang"])]


async def test_a_lesson_that_was_ordered_gets_its_day_moves_and_is_off(house: House, post: Post) -> None:
    path = await prepared(house, "wang")
    menu = {"minimum": 2, "orders_until": "2026-09-20T12:00:00+08:00"}
    await house.made(f"{path}/menu", menu, "organiser")
    for who in ("li", "chen"):
        await house.made(f"{path}/orders", None, who)
    await post.new()
    for place in ("车间课堂", "车间课堂", "食堂二楼"):
        await house.made(f"{path}/schedule", ROOM | {"place": place}, "organiser")
    told_all = ["chen", "li", "wang"]
    assert await post.new() == [("lesson_scheduled", told_all), ("lesson_changed", told_all)]
    await house.made(f"{path}/cancellation", {"reason": "讲课人出差"}, "organiser")
    assert await post.new() == [("lesson_cancelled", told_all)]


async def test_an_outline_is_handed_in_and_decided(house: House, post: Post) -> None:
    path = await accepted(house, "wang")
    await house.made(f"{path}/outlines", {"text": "一、水质指标", "minutes": 60}, "wang")
    assert await post.new() == [("outline_waits", ["publicist", "secretary"])]
    await house.made(f"{path}/outline-decision", {"verdict": "returned", "reason": "补充案例"}, "publicist")
    await house.made(f"{path}/outlines", {"text": "一、水质指标;二、案例", "minutes": 60}, "wang")
    await house.made(f"{path}/outline-decision", {"verdict": "approved"}, "publicist")
    assert [each for each in await post.new() if each[0] == "outline_decided"] == [
        ("outline_decided", ["wang"])
    ] * 2
    keys = {each["key"] for each in await told(house.database) if each["topic"] == "outline_decided"}
    assert len(keys) == 2


async def test_a_task_is_set_falls_due_and_is_overdue(house: House, post: Post) -> None:
    meeting = await assembled(house, *FULL)
    motion = await meeting.opened(a_motion())
    await meeting.vote(motion, "yes", *FULL[:5])
    await meeting.close(motion)
    [resolution] = (await house.read("/v1/resolutions", "wang"))["items"]
    await post.new()
    body = {"title": "整改照明", "owner_id": str(ident("wang")), "due_on": "2026-09-30"}
    path = f"/v1/resolutions/{resolution['id']}/tasks"
    task = await house.made(path, body, "secretary")
    await house.made(path, body | {"title": "早已完成", "owner_id": str(ident("li"))}, "secretary")
    assert await post.new() == [("task_set", ["wang"]), ("task_set", ["li"])]
    [_, done] = sorted(
        (await house.read("/v1/tasks", "li"))["items"], key=lambda row: row["id"] != task["id"]
    )
    await house.made(f"/v1/tasks/{done['id']}/completion", {"note": "已完成。"}, "li")
    reminded = []
    for day in (28, 29, 30):
        await remind_at(house, wall(9, day=day))
        reminded.append([each for each in await post.new() if each[0].startswith("task")])
    assert reminded == [[], [("task_tomorrow", ["wang"])], []]
    await remind_at(house, wall(9, day=30) + timedelta(days=1))
    assert ("task_overdue", ["wang"]) in await post.new()


async def test_a_morning_reminds_of_tomorrow(house: House, post: Post) -> None:
    await house.a_noticed_meeting()
    await post.new()
    await remind_at(house, wall(8, 30, day=20))
    assert await post.new() == []
    await remind_at(house, wall(8, 30, day=21))
    assert await post.new() == [("meeting_tomorrow", POWER)]


async def test_what_was_not_held_is_told_in_the_week_after_its_month(house: House, post: Post) -> None:
    await remind_at(house, wall(8, 30, day=9))
    assert await post.new() == []
    await remind_at(house, wall(8, 30, day=5))
    overdue = {tuple(people) for kind, people in await post.new() if kind == "meeting_overdue"}
    assert overdue == {("secretary",), ("other secretary",), ("leader",), ("other leader",)}
    known = {each["key"] for each in await told(house.database)}
    await remind_at(house, wall(8, 30, day=6))
    assert {each["key"] for each in await told(house.database)} == known, (
        "told again they are the same messages"
    )


def test_every_kind_has_a_code_of_its_own() -> None:
    every = [each for each in vars(kinds).values() if isinstance(each, Kind)]
    assert len({each.code for each in every}) == len(every) == 22
