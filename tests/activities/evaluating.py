"""An evaluation of the Party committee over both branches, brought as far as a test needs it.

`chief` is the committee's officer. Power's organiser and packing's other organiser put forward; wang and the
secretary judge for power, zhao and the other secretary for packing.
"""

from datetime import UTC, datetime
from typing import Any

from shared import roster_facts
from shared.auth.policy import Role
from tests.activities.house import House
from tests.points.world import ident
from tests.support.people import appointed

PROPOSALS_END = datetime(2026, 9, 20, 10, 0, tzinfo=UTC)
JUDGING_ENDS = datetime(2026, 9, 25, 10, 0, tzinfo=UTC)
WORKBOOK = {"title": "最优支部工作手册", "kind": "text", "method": "score"}
SITE = {"title": "最优活动阵地", "kind": "text", "method": "vote"}
JUDGES = {
    "wang": "member_representative",
    "secretary": "secretary",
    "zhao": "member_representative",
    "other secretary": "secretary",
}
PROPOSERS = {"power": "organiser", "packing": "other organiser"}


def an_evaluation(*categories: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The body of an evaluation that nothing is wrong with."""
    given: dict[str, Any] = {
        "organisation_id": str(ident("committee")),
        "year": 2026,
        "title": "年度四个最优",
        "categories": list(categories) or [WORKBOOK, SITE],
        "proposals_until": "2026-09-20T18:00:00+08:00",
        "judging_until": "2026-09-25T18:00:00+08:00",
    }
    return given | more


async def opened(house: House, *categories: dict[str, Any], **more: Any) -> tuple[str, list[str]]:
    """The path of an evaluation, and its categories in order."""
    async with house.database.write() as session:
        told = appointed(ident("chief"), (Role.HIGHER_OFFICER, ident("committee")))
        await roster_facts.hear_appointments(session, told)
    house.app.state.standings.forget()
    made = await house.made("/v1/evaluations", an_evaluation(*categories, **more), "chief")
    return f"/v1/evaluations/{made['id']}", [each["id"] for each in made["categories"]]


def a_contender(category_id: str, **more: Any) -> dict[str, Any]:
    """Something described."""
    return {"category_id": category_id, "title": "工作手册", "description": "记录完整。"} | more


async def put_forward(house: House, path: str, category_id: str, branch: str, **more: Any) -> str:
    """The id of what a branch puts forward."""
    body = a_contender(category_id, **more)
    return str((await house.made(f"{path}/contenders", body, PROPOSERS[branch]))["id"])


async def name_judges(house: House, path: str, *keys: str) -> None:
    """All four, or these of them."""
    judges = [{"person_id": str(ident(key)), "capacity": JUDGES[key]} for key in keys or JUDGES]
    await house.made(f"{path}/judges", {"judges": judges}, "chief")


async def before_the_judges(house: House, category: dict[str, Any]) -> tuple[str, str, str, str]:
    """Path and category of one that is judged now, and the contender of each branch: power's and packing's."""
    path, [category_id] = await opened(house, category)
    ours, theirs = [await put_forward(house, path, category_id, branch) for branch in PROPOSERS]
    await name_judges(house, path)
    house.watch.at = PROPOSALS_END
    await house.made(f"{path}/judging", None, "chief")
    return path, category_id, ours, theirs


def scores(category_id: str, **given: int) -> dict[str, Any]:
    """What a judge gives to contenders, by their ids."""
    lines = [{"contender_id": contender_id, "score": score} for contender_id, score in given.items()]
    return {"category_id": category_id, "scores": lines}
