"""Demands, resources and micro-wishes that nothing is wrong with."""

from typing import Any

from tests.points.world import ident
from tests.volunteering.house import House


def a_demand(**more: Any) -> dict[str, Any]:
    """Three electricians on a Saturday morning; claimed by the Thursday before."""
    given: dict[str, Any] = {
        "kind": "service",
        "category": "safety",
        "title": "老旧楼道照明检修",
        "description": "三号楼十二个单元楼道灯不亮。",
        "beneficiary": "三号楼住户",
        "skill": "electrician",
        "quantity": 3,
        "wanted_from": "2026-09-19T09:00:00+08:00",
        "wanted_until": "2026-09-19T12:00:00+08:00",
        "expires_on": "2026-09-17",
    }
    return given | more


async def collected(house: House, by: str = "officer", **more: Any) -> dict[str, Any]:
    """A demand that nobody has looked into yet."""
    return await house.made("/v1/demands", a_demand(**more), by)


async def published(house: House, **more: Any) -> dict[str, Any]:
    """One of Baiguo that branches can see."""
    row = await collected(house, **more)
    await house.made(f"/v1/demands/{row['id']}/verification", None, "second officer")
    return await house.made(f"/v1/demands/{row['id']}/publication", None, "officer")


async def a_wish(house: House, quantity: int = 1, **more: Any) -> dict[str, Any]:
    """A published micro-wish for so many people."""
    given = {"kind": "micro_wish", "category": "hardship", "title": "一双新鞋", "skill": None}
    return await published(house, **(given | {"quantity": quantity} | more))


def a_resource(**more: Any) -> dict[str, Any]:
    """Electricians of the branch on that Saturday."""
    given: dict[str, Any] = {
        "owner": "branch",
        "kind": "skill",
        "category": "safety",
        "skill": "electrician",
        "title": "电气检修小组",
        "quantity": 4,
        "from_at": "2026-09-19T08:00:00+08:00",
        "until_at": "2026-09-19T18:00:00+08:00",
        "region": "四川省什邡市",
    }
    return given | more


async def reported_branch(house: House, by: str = "organiser") -> None:
    """The branch has reported to Baiguo and was received."""
    slip = {"community_id": str(ident("baiguo")), "contact": "组织委员"}
    made = await house.made("/v1/unit-reports", slip, by)
    await house.made(f"/v1/unit-reports/{made['id']}/receipt", None, "officer")
