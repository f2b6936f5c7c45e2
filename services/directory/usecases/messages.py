"""Messages: heard once for each person and key, and read by whose they are; and what directory itself tells."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.auth.policy import Role
from shared.facts import Fact
from shared.inbox import Heard
from shared.messages import Messenger

from .. import messages as kinds
from ..models import Message, Person
from ..queries import accounts
from ..queries import messages as queries
from ..rules.outward import messages as rules

MESSAGE = Message.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_REPLACED = ", ".join(
    f"{column.name} = excluded.{column.name}"
    for column in MESSAGE.c
    if column.name not in {"id", "person_id", "source", "key"}
)
_NEWER = (
    f"ON CONFLICT (person_id, source, key) DO UPDATE SET {_REPLACED}"
    " WHERE message.revision < excluded.revision RETURNING id"
)


async def hear(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
    """One message for each person whom it may reach; a newer telling replaces the older one and is unread again.

    The rows are written in one order, so that two tellings at once do not wait for each other.
    """
    del at  # it is as old as it was told
    told = rules.told(fact.data)
    people = await queries.reachable(session, set(told.to))
    wanted = [person_id for person_id, off in people if rules.is_wanted(told, off)]
    rows = [rules.row(told, person_id, fact.source, fact.time) for person_id in wanted]
    if not rows:
        return "ignored", None
    made = await bulk.insert(await session.connection(), MESSAGE, rows, tail=_NEWER)
    return ("applied" if made else "duplicate"), None


async def came_back(to: Messenger, persons: Sequence[Person]) -> None:
    """The security administrators, of each account that stays closed, once for each return; three statements."""
    closed = await accounts.closed(to.session, [person.id for person in persons])
    if not closed:
        return
    guards = await to.officers(Role.SECURITY_ADMINISTRATOR)
    kind = kinds.ACCOUNT_STAYS_CLOSED
    waiting = [person for person in persons if person.id in closed]
    await to.send_all(
        (kind.of(f"/v1/persons/{person.id}", f"{person.id}/{person.version}"), guards) for person in waiting
    )


async def read(row: Message, at: datetime) -> Message:
    """From the first time on; what has been read is not sent any more."""
    row.read_at, row.deliver_at = row.read_at or at, None
    return row


async def read_up_to(session: AsyncSession, row: Message, at: datetime) -> int:
    """The message and all that are older, of the same person; says how many had been unread."""
    done = await session.execute(
        update(Message)
        .where(col(Message.person_id) == row.person_id, col(Message.id) <= row.id, queries.UNREAD)
        .values(read_at=at, deliver_at=None)
        .returning(col(Message.id))
    )
    return len(done.all())
