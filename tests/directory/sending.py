"""A post office for tests, and what it is asked: sweeping, its deliveries, people who change and who wish."""

from typing import Any

from sqlalchemy import update
from sqlmodel import col

from services.directory.models import Channel, Person
from services.directory.rules.outward.message_preferences import quiet
from services.directory.usecases import message_deliveries as post_office
from services.directory.usecases.channels import Outgoing
from services.directory.usecases.message_deliveries import Post
from tests.directory.house import House
from tests.directory.world import ident

LINK = "https://siyou.example/messages"


class Box:
    """A way out that keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        """Empty, refusing nothing."""
        self.sent: list[Outgoing] = []
        self.refusals: list[BaseException] = []

    def reaches(self, person: Person) -> bool:
        """Everybody."""
        return bool(person)

    async def send(self, outgoing: Outgoing) -> None:
        """Kept, also when it is refused."""
        self.sent.append(outgoing)
        if self.refusals:
            raise self.refusals.pop(0)


def post_of(house: House, box: Box) -> Post:
    """The factory's, with this as its only way out."""
    return Post({Channel.MAIL: box}, quiet("21:30", "07:30"), house.app.state.zone, LINK)


async def sweep(house: House, post: Post) -> None:
    """One round of the worker, now."""
    await post_office.sweep(house.database, house.watch.at, post=post)


async def deliveries(house: House, query: str = "") -> list[dict[str, Any]]:
    """As the system administrator sees them, newest first."""
    items: list[dict[str, Any]] = (await house.get(f"/v1/message-deliveries{query}", "system")).json()[
        "items"
    ]
    return items


async def change(house: House, key: str, **values: Any) -> None:
    """Another address, or another fate, of somebody."""
    async with house.database.write() as tx:
        await tx.execute(update(Person).where(col(Person.id) == ident(key)).values(**values))


async def prefer(house: House, key: str, **wishes: Any) -> None:
    """Somebody's wishes; no quiet hours unless given."""
    body = {"language": "zh", "quiet_hours": None, "channels_off": [], "kinds_off": []} | wishes
    headers = house.by(key) | {"If-Match": "*"}
    answer = await house.client.put("/v1/me/message-preferences", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
