"""Which act lets whom know: every kind of message that points tells, over its own doors."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.points import messages as kinds
from services.points.usecases.messages import remind
from shared.messages import Kind, Messenger
from tests.points.house import House
from tests.points.world import MEMBERS, ROLES, ident
from tests.support.messages import Post, told

NAMES = {ident(key): key for key, *_ in (*MEMBERS, *ROLES)}
COMMITTEE = ["organiser", "publicist", "secretary"]
POWER = sorted(key for key, branch, _ in MEMBERS if branch == "power")
DISMISSED = {"verdict": "dismissed", "reason": "违章记录与录像一致"}
UPHELD = {"verdict": "upheld", "points": 0.5, "reason": "当班另有他人,减半"}


@pytest.fixture
def post(house: House) -> Post:
    """What is told, act by act."""
    return Post(house.database, NAMES.items())


async def remind_on(house: House, *day: int) -> None:
    """The reminders of a morning."""
    at = datetime(*day, 1, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day
    async with house.database.write() as tx:
        await remind(Messenger(tx, house.app.state.teller, at, at.date()))


async def test_a_claim_on_its_way(house: House, post: Post) -> None:
    claim = f"/v1/claims/{(await house.a_claim('wang'))['id']}"
    assert await post.new() == [("claim_waits_for_group", ["leader"])]
    await house.made(f"{claim}/group-check", {"verdict": "returned", "reason": "缺照片"}, "leader")
    assert await post.new() == [("claim_returned", ["wang"])]
    await house.made(f"{claim}/submission", None, "wang")
    await house.made(f"{claim}/group-check", {"verdict": "endorsed"}, "leader")
    assert await post.new() == [
        ("claim_waits_for_group", ["leader"]),
        ("claim_waits_for_committee", COMMITTEE),
    ]
    await house.made(f"{claim}/decision", {"verdict": "returned", "reason": "日期不符"}, "organiser")
    await house.made(f"{claim}/submission", None, "wang")
    await house.made(f"{claim}/group-check", {"verdict": "endorsed"}, "leader")
    await house.made(f"{claim}/decision", {"verdict": "approved"}, "organiser")
    assert (await post.new())[-1] == ("claim_decided", ["wang"])
    keys = [each["key"] for each in await told(house.database)]
    waiting = {key for key in keys if key.startswith("claim_waits_for_group")}
    assert len(waiting) == 1, "three times handed in on one day, and one message"
    assert len({key for key in keys if key.startswith("claim_returned")}) == 2


async def test_nobody_is_told_of_a_draft_or_of_what_was_taken_back(house: House, post: Post) -> None:
    claim = await house.a_claim("wang", submit=False)
    await house.made(f"/v1/claims/{claim['id']}/withdrawal", None, "wang")
    assert await post.new() == []


async def test_from_the_notice_to_the_grade(house: House, post: Post) -> None:
    entry = await house.an_entry("wang")
    await house.to_publicity()
    assert await post.new() == [("notice_opened", POWER)]
    body = {"entry_id": entry["id"], "text": "当班不是我"}
    objection = f"/v1/objections/{(await house.made('/v1/objections', body, 'chen'))['id']}"
    assert await post.new() == [("objection_filed", COMMITTEE)]
    await house.made(f"{objection}/answer", DISMISSED, "organiser")
    assert await post.new() == [("objection_answered", ["chen"])]
    await house.made(f"{objection}/appeal", None, "chen")
    assert await post.new() == [("objection_appealed", ["higher"])]
    await house.made(f"{objection}/review", UPHELD, "higher")
    assert await post.new() == [("objection_answered", ["chen"]), ("line_corrected", ["wang"])]
    await house.to_the_end()
    assert await post.new() == [("result_final", POWER)]
    grades: dict[str, Any] = {"member_id": str(ident("wang")), "grade": "basic", "reason": "民主评议一致同意"}
    path = f"/v1/periods/{house.period()}/grades"
    await house.made(path, {"resolution_no": "动支委〔2026〕9号", "grades": [grades]}, "secretary")
    assert await post.new() == [("grade_confirmed", ["wang"])]


async def test_an_objection_that_nobody_answers(house: House, post: Post) -> None:
    """Filed on 16 October, to be answered by the 23rd."""
    entry = await house.an_entry("wang")
    await house.to_publicity()
    await house.made("/v1/objections", {"entry_id": entry["id"], "text": "当班不是我"}, "wang")
    await post.new()
    await remind_on(house, 2026, 10, 21)
    assert await post.new() == []
    await remind_on(house, 2026, 10, 22)
    assert await post.new() == [("objection_due", COMMITTEE)]
    await remind_on(house, 2026, 10, 23)
    assert await post.new() == []
    await remind_on(house, 2026, 10, 24)
    await remind_on(house, 2026, 10, 25)
    assert await post.new() == [("objection_overdue", COMMITTEE)] * 2
    keys = {each["key"] for each in await told(house.database) if each["topic"] == "objection_overdue"}
    assert len(keys) == 1, "told again it is the same message"


async def test_the_sweep_reminds_once_a_day_and_not_at_night(house: House) -> None:
    entry = await house.an_entry("wang")
    await house.to_publicity()
    await house.made("/v1/objections", {"entry_id": entry["id"], "text": "当班不是我"}, "wang")
    before = len(await told(house.database))
    house.watch.at = datetime(2026, 10, 25, 16, 30, tzinfo=UTC)  # half past midnight at the factory
    counts = []
    for _ in range(4):
        await house.app.state.sweeper.once()
        counts.append(len(await told(house.database)) - before)
        house.watch.at += timedelta(hours=5)
    assert counts == [0, 0, 1, 1]


def test_every_kind_has_a_code_of_its_own_and_says_where_it_is_read() -> None:
    every = [each for each in vars(kinds).values() if isinstance(each, Kind)]
    assert len({each.code for each in every}) == len(every) == 16
