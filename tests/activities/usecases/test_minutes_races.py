"""Drafts, signatures, opinions and completions that come at once: one of each stands."""

import asyncio
from collections import Counter
from typing import Any

from tests.activities.assembly import FULL, a_motion, an_admission, assembled, noticed
from tests.activities.house import House, both
from tests.points.world import ident
from tests.support.door import code_of


async def at_once(house: House, path: str, body: object, *keys: str) -> Counter[str]:
    """What becomes of the same request, sent by all of these in the same moment."""

    async def send(key: str) -> str:
        answer = await house.post(path, body, key)
        return "done" if answer.status_code == 201 else code_of(answer)

    return Counter(await asyncio.gather(*map(send, keys)))


def a_text(after: int) -> dict[str, Any]:
    return {"after": after, "summary": "会议学习了安全规程。"}


@both
async def test_eight_first_drafts_at_once_are_one(house: House) -> None:
    meeting = await assembled(house, *FULL)
    path = f"{meeting.path}/minutes/versions"
    found = await at_once(house, path, a_text(0), *["publicist"] * 8)
    assert found == {"done": 1, "minutes_outdated": 7}
    assert (await house.count("minutes"), await house.count("minutes_version")) == (1, 1)


@both
async def test_a_signature_and_a_new_version_at_once_are_one_of_the_two(house: House) -> None:
    """Rule 25: never a signed text that changed meanwhile."""
    meeting = await assembled(house, *FULL)
    await house.made(f"{meeting.path}/closing", None, "secretary")
    path = f"{meeting.path}/minutes"
    await house.made(f"{path}/versions", a_text(0), "publicist")
    await house.made(f"{path}/check", {"version": 1, "verdict": "accepted"}, "organiser")
    signed, drafted = await asyncio.gather(
        house.post(f"{path}/signature", {"version": 1}, "secretary"),
        house.post(f"{path}/versions", a_text(1), "publicist"),
    )
    seen = await house.read(path, "wang")
    if signed.status_code == 201:
        assert (code_of(drafted), seen["state"], seen["version"]) == ("minutes_locked", "signed", 1)
    else:
        assert (code_of(signed), drafted.status_code) == ("minutes_outdated", 201)
        assert (seen["state"], seen["version"]) == ("draft", 2)


@both
async def test_five_opinions_of_one_person_at_once_are_one(house: House) -> None:
    motion = await (await noticed(house)).tabled(an_admission("li"))
    body = {"choice": "yes", "text": "同意。"}
    found = await at_once(house, f"{motion}/opinions", body, *["wang"] * 5)
    assert found == {"done": 1, "opinion_twice": 4}


@both
async def test_a_task_that_several_call_done_at_once_is_done_once(house: House) -> None:
    meeting = await assembled(house, *FULL)
    motion = await meeting.opened(a_motion())
    await meeting.vote(motion, "yes", *FULL[:5])
    await meeting.close(motion)
    [resolution] = (await house.read("/v1/resolutions", "wang"))["items"]
    body = {"title": "整改照明", "owner_id": str(ident("wang")), "due_on": "2026-09-30"}
    task = await house.made(f"/v1/resolutions/{resolution['id']}/tasks", body, "secretary")
    path = f"/v1/tasks/{task['id']}/completion"
    found = await at_once(house, path, {"note": "已更换。"}, "wang", "secretary", "organiser")
    assert found == {"done": 1, "task_done": 2}
    assert await house.count("task_completion") == 1
