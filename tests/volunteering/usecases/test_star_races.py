"""Star levels while hours are voided by both sides, through the doors that people use."""

import asyncio

from tests.volunteering.house import House, both
from tests.volunteering.records import a_final_record

LEVELS = "/v1/star-levels"
AWARDED = {"awarded": True, "reason": "达到时长。"}
DECLINED = {"awarded": False, "reason": "时长不足。"}
WHY = {"reason": "代签"}


async def an_application(house: House, hours: int = 100) -> tuple[str, list[str]]:
    """The path of wang's, and the records it rests on, ten hours each."""
    days = [f"2026-08-{day:02}" for day in range(1, 1 + hours // 10)]
    records = [await a_final_record(house, "wang", day, 600) for day in days]
    return f"{LEVELS}/{(await house.made(LEVELS, {'level': 1}, 'wang'))['id']}", records


async def half_voided(house: House, record_id: str) -> str:
    """The path at which the community's word is all that is missing."""
    path = f"/v1/service-records/{record_id}/voiding"
    await house.made(path, WHY, "organiser")
    return path


@both
async def test_a_level_falls_when_the_second_side_voids_its_hours(house: House) -> None:
    path, records = await an_application(house)
    await house.made(f"{path}/decision", AWARDED, "organiser")
    voiding = await half_voided(house, records[0])
    assert (await house.read(path, "wang"))["state"] == "awarded"
    await house.made(voiding, WHY, "officer")
    found = await house.read(path, "wang")
    assert (found["state"], found["steps"][-1]["total_minutes"]) == ("withdrawn", 5400)


@both
async def test_of_an_award_and_a_voiding_at_once_no_level_stands_on_too_little(house: House) -> None:
    path, records = await an_application(house)
    for number, record_id in enumerate(records[:4]):
        voiding = await half_voided(house, record_id)
        award, void = await asyncio.gather(
            house.post(f"{path}/decision", AWARDED, "secretary"), house.post(voiding, WHY, "officer")
        )
        assert void.status_code == 201, void.text
        state = (await house.read(path, "wang"))["state"]
        assert (award.status_code, state) in {(409, "applied"), (201, "withdrawn")}
        if state == "applied":
            await house.made(f"{path}/decision", DECLINED, "organiser")
        await a_final_record(house, "wang", f"2026-07-{number + 1:02}", 600)
        path = f"{LEVELS}/{(await house.made(LEVELS, {'level': 1}, 'wang'))['id']}"
