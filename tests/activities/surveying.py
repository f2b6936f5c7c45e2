"""A survey brought as far as a test needs it: drafted by organiser, published, answered, closed."""

import asyncio
from collections import Counter
from typing import Any

from tests.activities.house import House
from tests.support.door import code_of

FIVE = ("wang", "chen", "leader", "secretary", "li")
NINE = (*FIVE, "other leader", "organiser", "publicist", "alone")
"""All members of the branch."""
TEAM, MARK, WORDS = 1, 2, 3
"""The questions of the questionnaire below."""


def a_survey(**more: Any) -> dict[str, Any]:
    """Which team, a mark, and words if one likes; open from this hour for a week, to the branch's members."""
    given: dict[str, Any] = {
        "title": "组织生活满意度",
        "purpose": "改进下季度的安排",
        "audience": "branch",
        "opens_at": "2026-09-15T12:00:00+08:00",
        "closes_at": "2026-09-22T12:00:00+08:00",
        "questions": [
            {"kind": "single", "text": "班组", "options": ["锅炉班", "空压班", "电工班"]},
            {"kind": "scale", "text": "总体评价"},
            {"kind": "text", "text": "建议", "required": False},
        ],
    }
    return given | more


def answers(team: int = 0, mark: int = 4, words: str | None = None) -> dict[str, Any]:
    """The questionnaire filled in."""
    given: list[dict[str, Any]] = [{"position": TEAM, "chosen": [team]}, {"position": MARK, "mark": mark}]
    return {"answers": [*given, {"position": WORDS, "text": words}] if words else given}


async def drafted(house: House, by: str = "organiser", **more: Any) -> str:
    """The path of a draft."""
    return f"/v1/surveys/{(await house.made('/v1/surveys', a_survey(**more), by))['id']}"


async def published(house: House, by: str = "organiser", **more: Any) -> str:
    """The path of a survey that asks."""
    path = await drafted(house, by, **more)
    await house.made(f"{path}/publication", None, by)
    return path


async def answered(house: House, path: str, *people: str, **said: Any) -> None:
    """Each of them answers alike."""
    for key in people:
        await house.made(f"{path}/answers", answers(**said), key)


async def closed(house: House, path: str, by: str = "organiser") -> dict[str, Any]:
    """How many were asked and have answered, in the end."""
    return await house.made(f"{path}/closing", None, by)


async def attempts(house: House, path: str, *people: str, **said: Any) -> Counter[str]:
    """What becomes of answers given all at once; a client that is told `busy` sends again."""
    return Counter(await asyncio.gather(*(_attempt(house, path, key, said) for key in people)))


async def _attempt(house: House, path: str, key: str, said: dict[str, Any]) -> str:
    while True:
        answer = await house.post(f"{path}/answers", answers(**said), key)
        if answer.status_code != 503:
            return "counted" if answer.status_code == 201 else code_of(answer)
