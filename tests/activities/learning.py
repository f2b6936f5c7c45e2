"""A bank, courses and contests, brought as far as a test needs them. publicist writes, secretary approves."""

from typing import Any

from tests.activities.house import House
from tests.points.world import ident

WINDOW = {"opens_at": "2026-09-15T12:00:00+08:00", "closes_at": "2026-09-15T18:00:00+08:00"}
"""It opens at the hour at which tests begin."""
RIGHT = "至少每班一次"


def a_question(number: int = 1, **more: Any) -> dict[str, Any]:
    """A single choice; its first option is right."""
    given: dict[str, Any] = {
        "category": "安全",
        "kind": "single",
        "stem": f"第{number}题:锅炉水位多久核对一次?",
        "options": [
            {"text": RIGHT, "right": True},
            {"text": "每周一次", "right": False},
            {"text": "每月一次", "right": False},
        ],
        "explanation": "水位是锅炉安全的首要参数",
        "legal_basis": "TSG 11-2020",
    }
    return given | more


async def a_bank(house: House, size: int = 5, **more: Any) -> list[str]:
    """The ids of so many questions."""
    return [
        (await house.made("/v1/questions", a_question(number, **more), "publicist"))["id"]
        for number in range(1, size + 1)
    ]


async def a_material(house: House, *, approved: bool = True) -> str:
    """The id of a material."""
    body = {"title": "锅炉水位三查", "text": "一看、二冲、三对照。", "minutes": 5, "area": "safety"}
    made = await house.made("/v1/materials", body, "publicist")
    if approved:
        await house.made(f"/v1/materials/{made['id']}/decision", {"verdict": "approved"}, "secretary")
    return str(made["id"])


async def a_course(house: House, size: int = 3) -> str:
    """The path of a course."""
    bank = await a_bank(house, size)
    body = {"title": "锅炉水位", "material_id": await a_material(house), "question_ids": bank}
    return f"/v1/courses/{(await house.made('/v1/courses', body, 'publicist'))['id']}"


async def a_contest(house: House, *, bank: int = 5, published: bool = True, **more: Any) -> str:
    """The path of a contest of five questions in twenty minutes, open now."""
    await a_bank(house, bank)
    body = {"title": "安全知识微竞赛", "draws": 5, "minutes": 20} | WINDOW | more
    path = f"/v1/contests/{(await house.made('/v1/contests', body, 'publicist'))['id']}"
    if published:
        await house.made(f"{path}/publication", None, "publicist")
    return path


async def begun(house: House, path: str, by: str = "wang") -> dict[str, Any]:
    """A paper, just drawn."""
    return await house.made(f"{path}/attempts", None, by)


async def answered(house: House, paper: dict[str, Any], right: int, by: str = "wang") -> str:
    """The path of an attempt in which so many questions are answered rightly and the others wrongly."""
    path = f"/v1/attempts/{paper['id']}"
    for item in paper["items"]:
        place = item["options"].index(RIGHT)
        wrong = (place + 1) % len(item["options"])
        body = {"position": item["position"], "chosen": [place if item["position"] <= right else wrong]}
        await house.made(f"{path}/answers", body, by)
    return path


async def taken(house: House, path: str, right: int, by: str = "wang") -> dict[str, Any]:
    """An attempt begun, answered and submitted."""
    attempt = await answered(house, await begun(house, path, by), right, by)
    return await house.made(f"{attempt}/submission", None, by)


def told(person: str, subject: str) -> dict[str, str]:
    """What is told of a passing on the day of the tests."""
    return {
        "person_id": str(ident(person)),
        "occurred_on": "2026-09-15",
        "source_id": subject.rsplit("/", 1)[1],
    }
