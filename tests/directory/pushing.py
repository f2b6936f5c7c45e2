"""A house whose webhooks may go to one receiver on this machine, and what is done with them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from .house import House, keeping_house
from .receiver import Receiver, receiving
from .world import ident

ENDPOINTS, DELIVERIES = "/v1/webhook-endpoints", "/v1/webhook-deliveries"


@asynccontextmanager
async def a_house_with_a_receiver(url: str) -> AsyncIterator[tuple[House, Receiver]]:
    """Nothing is sent by itself: `deliver` does."""
    async with receiving() as receiver:
        inner = {
            "webhook_networks": "127.0.0.1/32",
            "webhook_ports": str(receiver.port),
            "webhook_plain": True,
        }
        async with keeping_house(url, **inner) as house:
            await quiet(house)
            yield house, receiver


async def quiet(house: House) -> None:
    """The desk and the couriers stop working by themselves."""
    await house.app.state.couriers.stop()
    await house.app.state.feed_desk.stop()


def an_endpoint(receiver: Receiver, **more: Any) -> dict[str, Any]:
    """At a receiver of this machine."""
    url = f"http://127.0.0.1:{receiver.port}/siyou"
    return {"title": "人力资源系统", "url": url, "event_types": ["person.changed"]} | more


async def registered(house: House, receiver: Receiver, by: str = "hr", **more: Any) -> dict[str, Any]:
    """An endpoint that was never told of anything, with its secret."""
    await house.app.state.feed_desk.catch_up()
    answer = await house.post(ENDPOINTS, an_endpoint(receiver, **more), by)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def renamed(house: House, key: str, name: str) -> None:
    """Something happens to somebody, and everybody has heard of it."""
    answer = await house.patch(f"/v1/persons/{ident(key)}", {"name": name}, "hr")
    assert answer.status_code == 200, answer.text
    await house.settle()
    await house.app.state.feed_desk.catch_up()


async def deliver(house: House) -> int:
    """All that is due now is tried once; how much that was."""
    found: int = await house.app.state.couriers.deliver_due()
    return found


async def deliveries(house: House, query: str = "", by: str = "hr") -> list[dict[str, Any]]:
    """What the log says, newest first."""
    answer = await house.get(f"{DELIVERIES}{query}", by)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
