"""Telling directory what somebody should know, as the other services do."""

from datetime import datetime
from typing import Any
from uuid import UUID

import httpx2

from shared.auth.tokens import mint_service_token
from shared.facts import Fact
from shared.messages import Kind, Message, told

from .house import House
from .world import ident

KIND = Kind(
    "claim_decided", ("积分申报已审定", "Your claim was decided"), ("「{item}」", "{item}."), compulsory=True
)
REMINDER = Kind("meeting_tomorrow", ("明天有会", "A meeting tomorrow"), ("八点", "At eight."), harmless=True)
ALARM = Kind("meeting_cancelled", ("会议取消", "A meeting is off"), ("今天", "Today."), urgent=True)
ABOUT = "/v1/claims/0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e10"


def a_message(kind: Kind = KIND, key: object = 1, **more: Any) -> Message:
    """One that says little."""
    return kind.of(ABOUT, key, **({"item": "献血"} | more))


def facts(message: Message, *to: str, at: datetime) -> list[Fact]:
    """The facts of a message to these people."""
    return told(message, [ident(key) for key in to], source="points", at=at)


async def tell(house: House, message: Message, *to: str) -> list[str]:
    """Deliver it; the outcomes."""
    return await deliver(house, facts(message, *to, at=house.watch.at))


async def deliver(house: House, told: list[Fact]) -> list[str]:
    """Deliver facts as the relay does; the outcomes."""
    token = mint_service_token("s" * 40, sender="points", audience="directory", at=house.watch.at)
    answer = await house.client.post(
        "/v1/facts",
        json={"facts": [each.model_dump(mode="json") for each in told]},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == httpx2.codes.OK, answer.text
    return [each["outcome"] for each in answer.json()["results"]]


async def inbox(house: House, key: str, query: str = "") -> list[dict[str, Any]]:
    """Somebody's messages, newest first."""
    answer = await house.get(f"/v1/messages{query}", key)
    assert answer.status_code == httpx2.codes.OK, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def only_id(house: House, key: str) -> UUID:
    """The id of somebody's only message."""
    [row] = await inbox(house, key)
    return UUID(row["id"])
