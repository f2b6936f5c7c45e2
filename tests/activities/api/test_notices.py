"""`/v1/notices`: receipts inform; nothing is told of them and nobody is named."""

import asyncio

from tests.activities.house import House, both
from tests.activities.roster import hear_of
from tests.points.world import ident
from tests.support.door import code_of

NOTICE = {"title": "冬季防冻提示", "text": "各班交接时检查伴热带。"}


async def published(house: House, **more: object) -> str:
    """The path of a notice."""
    return f"/v1/notices/{(await house.made('/v1/notices', NOTICE | more, 'publicist'))['id']}"


async def test_nobody_publishes_without_signing_in_and_no_plain_member_does(house: House) -> None:
    assert (await house.post("/v1/notices", NOTICE, None)).status_code == 401
    assert code_of(await house.post("/v1/notices", NOTICE, "wang")) == "forbidden"
    assert code_of(await house.get(f"{await published(house)}/reach", "wang")) == "forbidden"


async def test_another_branch_reads_no_notice_and_no_foreign_group_is_addressed(house: House) -> None:
    path = await published(house)
    assert code_of(await house.get(path, "zhao")) == "notice_missing"
    body = NOTICE | {"group_id": str(ident("third"))}
    assert code_of(await house.post("/v1/notices", body, "publicist")) == "organisation_missing"


@both
async def test_the_first_receipt_stands_however_often_and_at_once_it_is_given(house: House) -> None:
    path = await published(house)
    answers = await asyncio.gather(*(house.post(f"{path}/receipt", None, "wang") for _ in range(5)))
    assert {answer.json()["read_at"] for answer in answers} == {"2026-09-15T04:00:00Z"}
    house.watch.pass_by(hours=1)
    again = await house.made(f"{path}/receipt", None, "wang")
    assert again["read_at"] == "2026-09-15T04:00:00Z"
    assert await house.count("notice_receipt") == 1


async def test_opening_a_notice_leaves_no_trace(house: House) -> None:
    path = await published(house)
    assert (await house.read(path, "wang"))["read_at"] is None
    assert await house.count("notice_receipt") == 0


async def test_a_receipt_is_never_told_to_points(house: House) -> None:
    """The 2026 rules against formalism at the fingertips: reading is no basis for assessment."""
    await house.made(f"{await published(house)}/receipt", None, "wang")
    assert await house.count("outbox") == 0


async def test_the_publisher_sees_two_numbers_and_no_names(house: House) -> None:
    path = await published(house, group_id=str(ident("first")))
    for key in ("wang", "chen", "li"):
        await house.made(f"{path}/receipt", None, key)
    assert await house.read(f"{path}/reach", "publicist") == {"read": 2, "addressed": 4}
    await hear_of(house, "leader", active=False, departure={"on": "2026-09-15", "reason": "retired"})
    assert await house.read(f"{path}/reach", "publicist") == {"read": 2, "addressed": 3}


async def test_a_group_is_told_its_own_and_what_all_are_told(house: House) -> None:
    for group in (None, "first", "second"):
        await published(house, title=f"致{group}", group_id=str(ident(group)) if group else None)
    shown = (await house.read(f"/v1/notices?group_id={ident('first')}", "wang"))["items"]
    assert [row["title"] for row in shown] == ["致first", "致None"]


async def test_a_withdrawn_notice_stays_visible_and_takes_no_receipt(house: House) -> None:
    path = await published(house)
    await house.made(f"{path}/withdrawal", None, "publicist")
    assert (await house.read(path, "wang"))["withdrawn_at"] == "2026-09-15T04:00:00Z"
    assert code_of(await house.post(f"{path}/receipt", None, "wang")) == "notice_withdrawn"
    assert code_of(await house.post(f"{path}/withdrawal", None, "publicist")) == "notice_withdrawn"
