"""`/v1/resolutions` and `/v1/tasks`: what was resolved, and who does it by when."""

from typing import Any

from tests.activities.assembly import FULL, a_motion, assembled
from tests.activities.house import House, nothing
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain


def a_task(**more: Any) -> dict[str, Any]:
    return {"title": "整改值班室照明", "owner_id": str(ident("wang")), "due_on": "2026-09-30"} | more


async def resolved(house: House, *titles: str) -> list[str]:
    """The paths of resolutions with these titles, in order."""
    meeting = await assembled(house, *FULL)
    for title in titles:
        motion = await meeting.opened(a_motion(title=title))
        await meeting.vote(motion, "yes", *FULL[:5])
        await meeting.close(motion)
    listed = (await house.read("/v1/resolutions", "wang"))["items"]
    return [f"/v1/resolutions/{each['id']}" for each in reversed(listed)]


class TestResolutions:
    async def test_every_passed_motion_is_numbered_within_the_year(self, house: House) -> None:
        first, second = await resolved(house, "年度计划", "评优名单")
        told = [await house.read(path, "alone") for path in (first, second)]
        assert [(each["year"], each["number"], each["title"]) for each in told] == [
            (2026, 1, "年度计划"),
            (2026, 2, "评优名单"),
        ]

    async def test_another_branch_reads_none(self, house: House) -> None:
        [path] = await resolved(house, "年度计划")
        assert (await house.read("/v1/resolutions", "zhao"))["items"] == []
        assert plain(await house.get(path, "zhao")) == plain(
            await house.get(f"/v1/resolutions/{nothing()}", "zhao")
        )


class TestTasks:
    async def test_a_plain_member_sets_no_task(self, house: House) -> None:
        [path] = await resolved(house, "年度计划")
        assert code_of(await house.post(f"{path}/tasks", a_task(), "wang")) == "not_presiding"

    async def test_another_branch_sets_none(self, house: House) -> None:
        [path] = await resolved(house, "年度计划")
        answer = await house.post(f"{path}/tasks", a_task(), "other secretary")
        assert code_of(answer) == "resolution_unknown"

    async def test_a_task_is_not_due_yesterday_nor_owned_by_nobody(self, house: House) -> None:
        [path] = await resolved(house, "年度计划")
        late = await house.post(f"{path}/tasks", a_task(due_on="2026-09-21"), "secretary")
        assert code_of(late) == "task_in_the_past"
        unknown = await house.post(f"{path}/tasks", a_task(owner_id=str(nothing())), "secretary")
        assert code_of(unknown) == "owner_unknown"
        assert "/due_on" in faults_of(await house.post(f"{path}/tasks", a_task(due_on="soon"), "secretary"))

    async def test_a_task_is_overdue_the_day_after_and_done_once(self, house: House) -> None:
        [path] = await resolved(house, "年度计划")
        task = await house.made(f"{path}/tasks", a_task(), "secretary")
        own = f"/v1/tasks/{task['id']}"
        house.watch.pass_by(days=8)
        assert (await house.read(own, "li"))["state"] == "open"
        house.watch.pass_by(days=1)
        assert (await house.read(own, "li"))["state"] == "overdue"
        listed = (await house.read("/v1/tasks?state=overdue", "secretary"))["items"]
        assert [each["owner_name"] for each in listed] == ["wang"]

        note = {"note": "已更换照明并复查。"}
        assert code_of(await house.post(f"{own}/completion", note, "li")) == "task_missing"
        done = await house.made(f"{own}/completion", note, "wang")
        assert (done["state"], done["completion"]["by_id"]) == ("done", str(ident("wang")))
        assert code_of(await house.post(f"{own}/completion", note, "secretary")) == "task_done"
        assert (await house.read("/v1/tasks?state=overdue", "secretary"))["items"] == []

    async def test_another_branch_reads_no_task_but_its_owner_does(self, house: House) -> None:
        [path] = await resolved(house, "年度计划")
        hidden = await house.made(f"{path}/tasks", a_task(), "secretary")
        theirs = await house.made(f"{path}/tasks", a_task(owner_id=str(ident("zhao"))), "secretary")
        listed = (await house.read("/v1/tasks", "zhao"))["items"]
        assert [each["id"] for each in listed] == [theirs["id"]]
        assert code_of(await house.get(f"/v1/tasks/{hidden['id']}", "zhao")) == "task_missing"
