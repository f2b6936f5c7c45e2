"""Which act lets whom know: every kind of message that volunteering tells, over its own doors."""

from typing import Any

import pytest

from services.volunteering import messages as kinds
from services.volunteering.usecases.messages import remind
from shared.messages import Kind, Messenger
from tests.points.world import MEMBERS, ROLES, ident
from tests.support.messages import Post, told
from tests.volunteering.feedback import LETTERS, a_body, a_quarter
from tests.volunteering.giving import by_person, cash, dropped, given, opened
from tests.volunteering.house import House
from tests.volunteering.records import add_record
from tests.volunteering.serving import a_shift_of, at, both_confirm, confirm, final, served, wall
from tests.volunteering.world import OFFICERS

NAMES = {ident(key): key for key, *_ in (*MEMBERS, *ROLES)} | {
    ident(key): key for key in (*OFFICERS, "worker")
}
COMMITTEE = ["organiser", "publicist", "secretary"]
RECORDS = "/v1/service-records"


@pytest.fixture
def post(house: House) -> Post:
    """What is told, act by act."""
    return Post(house.database, NAMES.items())


async def test_a_shift_tomorrow_and_one_that_is_called_off(house: House, post: Post) -> None:
    project = await house.a_recruiting_project()
    shift = await house.a_shift(project)
    later = await house.a_shift(project, starts_at=at(9, day=26), ends_at=at(12, day=26))
    for who in ("wang", "chen"):
        await house.signed_up(shift, who)
    await house.signed_up(later, "li")
    assert await post.new() == [], "signing up tells nobody anything they do not know"
    async with house.database.write() as tx:
        state = house.app.state
        await remind(Messenger(tx, state.teller, wall(8, day=18), wall(8, day=18).date()), state.zone)
    assert await post.new() == [("shift_tomorrow", ["chen", "wang"])]
    await house.made(f"/v1/shifts/{shift['id']}/cancellation", {"reason": "暴雨"}, "organiser")
    assert await post.new() == [("shift_cancelled", ["chen", "wang"])]
    await house.made(f"/v1/projects/{project['id']}/cancellation", {"reason": "社区改期"}, "officer")
    found = await post.new()
    assert ("shift_cancelled", ["li"]) in found
    keys = [each["key"] for each in await told(house.database) if each["topic"] == "shift_cancelled"]
    assert len(set(keys)) == 2, "told again of the first, it is the same message"


async def test_hours_that_both_confirm_are_public_and_then_final(house: House, post: Post) -> None:
    row = await served(house)
    await both_confirm(house, row["id"])
    assert await post.new() == [("record_published", ["wang"])]
    house.watch.at = wall(9, day=24)
    await house.app.state.sweeper.once()
    assert await post.new() == [("record_final", ["wang"])]


async def test_hours_that_the_sides_see_otherwise_and_hours_that_are_none(house: House, post: Post) -> None:
    row = await served(house)
    await confirm(house, row["id"], "officer", 180)
    assert await post.new() == []
    await confirm(house, row["id"], "organiser", 120, reason="提前离开")
    assert await post.new() == [("record_disputed", ["wang"])]


async def test_a_dispute_goes_to_the_secretary_and_its_answer_to_both(house: House, post: Post) -> None:
    row = await served(house)
    await both_confirm(house, row["id"])
    await post.new()
    dispute = await house.made(f"{RECORDS}/{row['id']}/disputes", {"reason": "当天他在值班。"}, "chen")
    assert await post.new() == [("record_disputed", ["wang"]), ("dispute_waits", ["secretary"])]
    answer = {"upheld": False, "reason": "已核对签到"}
    await house.made(f"/v1/disputes/{dispute['id']}/answer", answer, "secretary")
    assert await post.new() == [("dispute_answered", ["chen", "wang"])]


async def test_a_correction_and_a_void_need_two_words_and_are_told_once(house: House, post: Post) -> None:
    row = await final(house)
    await post.new()
    wanted = {"starts_at": at(9), "ends_at": at(11), "minutes": 120, "reason": "11 点已收工"}
    await house.made(f"{RECORDS}/{row['id']}/corrections", wanted, "organiser")
    assert await post.new() == [("record_corrected", ["wang"])]
    await house.made(f"{RECORDS}/{row['id']}/voiding", {"reason": "代签"}, "organiser")
    assert await post.new() == []
    await house.made(f"{RECORDS}/{row['id']}/voiding", {"reason": "代签"}, "officer")
    assert await post.new() == [("record_voided", ["wang"])]


async def test_a_no_show_and_its_appeal(house: House, post: Post) -> None:
    shift = await a_shift_of(house, "wang")
    [row] = (await house.read(f"/v1/sign-ups?shift_id={shift['id']}", "wang"))["items"]
    house.watch.at = wall(12)
    path = f"/v1/sign-ups/{row['id']}/no-show"
    await house.made(path, {}, "officer")
    assert await post.new() == [("no_show_marked", ["wang"])]
    await house.made(f"{path}/appeal", {"reason": "临时抢修。"}, "wang")
    assert await post.new() == [("no_show_appealed", COMMITTEE)]
    await house.made(f"{path}/answer", {"granted": True, "reason": "抢修属实。"}, "organiser")
    assert await post.new() == [("no_show_answered", ["wang"])]


async def test_an_appeal_against_the_branchs_word_goes_to_the_community(house: House, post: Post) -> None:
    shift = await a_shift_of(house, "wang")
    [row] = (await house.read(f"/v1/sign-ups?shift_id={shift['id']}", "wang"))["items"]
    house.watch.at = wall(12)
    await house.made(f"/v1/sign-ups/{row['id']}/no-show", {}, "organiser")
    await house.made(f"/v1/sign-ups/{row['id']}/no-show/appeal", {"reason": "临时抢修。"}, "wang")
    assert (await post.new())[-1] == ("no_show_appealed", ["officer", "second officer"])


async def test_a_feedback_letter_arrives_at_the_committee(house: House, post: Post) -> None:
    await a_quarter(house)
    await house.made(LETTERS, await a_body(house), "officer")
    assert await post.new() == [("feedback_letter_arrived", COMMITTEE)]


async def test_a_star_level_is_decided(house: House, post: Post) -> None:
    async with house.database.write() as session:
        for day in range(1, 11):
            await add_record(session, "wang", f"2026-06-{day:02}", 600)
    level = await house.made("/v1/star-levels", {"level": 1}, "wang")
    await house.made(
        f"/v1/star-levels/{level['id']}/decision",
        {"awarded": True, "reason": "累计满一百小时。"},
        "organiser",
    )
    assert await post.new() == [("star_decided", ["wang"])]


async def test_who_gave_by_name_hears_of_its_use_and_nobody_learns_who_gave_without(
    house: House, post: Post
) -> None:
    path = await opened(house)
    await given(house, path, "wang", **cash())
    await dropped(house, path)
    await dropped(house, path, **by_person("li"))
    await post.new()
    await house.made(f"{path}/use-reports", {"text": "冬衣三件已送到学校。"}, "organiser")
    [(kind, people)] = await post.new()
    assert (kind, "wang" in people) == ("donation_used", True)
    assert set(people) <= {"wang", "li"}


async def test_a_unit_report_and_what_the_community_says_to_it(house: House, post: Post) -> None:
    slip: dict[str, Any] = {"community_id": str(ident("baiguo")), "contact": "动力车间党支部组织委员"}
    row = await house.made("/v1/unit-reports", slip, "organiser")
    assert await post.new() == [("unit_report_arrived", ["officer", "second officer"])]
    await house.made(f"/v1/unit-reports/{row['id']}/receipt", None, "officer")
    assert await post.new() == [("unit_report_answered", COMMITTEE)]


def test_every_kind_has_a_code_of_its_own() -> None:
    every = [each for each in vars(kinds).values() if isinstance(each, Kind)]
    assert len({each.code for each in every}) == len(every) == 18
