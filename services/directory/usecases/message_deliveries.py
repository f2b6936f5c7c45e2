"""Sending outside what waits in inboxes: gathered for each person, then sent until somebody has taken it.

Each step is a transaction of its own, and what is between two of them may be lost with the process: a sending that was
taken in hand is taken again when its lease is over, under the same id.
"""

import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import Database
from shared.ids import new_id

from ..models import Channel, DeliveredMessage, Message, MessageDelivery, MessageDeliveryState, Person
from ..queries import message_deliveries as queries
from ..queries import message_preferences
from ..queries.message_deliveries import InHand
from ..rules.outward import message_deliveries as rules
from ..rules.outward.message_preferences import Quiet, goes_out, quiet, quiet_ends
from ..rules.privacy.sealing import FieldKeys
from ..settings import DirectorySettings
from . import channels
from .channels import Adapter, NotSent, Outgoing

log = logging.getLogger(__name__)
_PEOPLE_AT_ONCE, _SENDINGS_AT_ONCE = 100, 20


@dataclass(frozen=True, slots=True)
class Post:
    """The post office: its ways out, and by what it goes where somebody has said nothing."""

    adapters: Mapping[Channel, Adapter]
    quiet: Quiet | None
    zone: ZoneInfo
    link: str
    urgent_in_quiet: bool = True


def office(settings: DirectorySettings, keys: FieldKeys) -> Post:
    """As the factory has set it up."""
    return Post(
        channels.opened(settings, keys),
        quiet(settings.quiet_from, settings.quiet_until),
        settings.zone,
        settings.message_link,
        urgent_in_quiet=settings.urgent_in_quiet,
    )


async def sweep(database: Database, at: datetime, *, post: Post) -> None:
    """Gather what is due, and send what is gathered, until nothing is due any more."""
    async with database.read() as view:
        people = await queries.waited_for(view, at, _PEOPLE_AT_ONCE)
    for person_id in people:
        await database.retrying(partial(gather, person_id=person_id, post=post, at=at))
    while taken := await database.retrying(partial(_take, at=at)):
        for delivery in taken:
            await _send(database, delivery, post, at)


async def gather(session: AsyncSession, *, person_id: UUID, post: Post, at: datetime) -> None:
    """Make one sending for each channel of what waits for a person, or let it wait until it may go."""
    person = await queries.locked_person(session, person_id)
    rows = await queries.waiting(session, person_id, at)
    if person is None:
        _let_go(rows)
        return
    preference = await message_preferences.of_person(session, person_id)
    off: Sequence[str] = preference.kinds_off if preference else ()
    stale = [row for row in rows if not goes_out(row.kind, off) or row.told_at < at - rules.STALE]
    _let_go(stale)
    rest = [row for row in rows if row not in stale]
    hours = quiet(preference.quiet_from, preference.quiet_until) if preference else post.quiet
    closed: Sequence[str] = preference.channels_off if preference else ()
    ways = [each for each in post.adapters if each not in closed and post.adapters[each].reaches(person)]
    if rest:
        await _gathered(session, person, rest, ways, quiet_ends(at, hours, post.zone), post, at)


async def _gathered(
    session: AsyncSession,
    person: Person,
    rows: Sequence[Message],
    ways: Sequence[Channel],
    quiet_until: datetime | None,
    post: Post,
    at: datetime,
) -> None:
    """All that waits in one letter, if none went in this hour; otherwise what is urgent, at most one a minute."""
    hour, minute = rules.hour_of(at), rules.minute_of(at)
    wait_until = quiet_until
    if quiet_until is None and await queries.has_slot(session, person.id, hour, urgent=False):
        wait_until = hour + timedelta(hours=1)
    if wait_until is None:
        await _make(session, rows, ways, MessageDelivery(slot=hour, urgent=False, **_new(person, at)))
        return
    for row in rows:
        row.deliver_at = wait_until
    hurried = [row for row in rows if row.urgent and (quiet_until is None or post.urgent_in_quiet)]
    if hurried and await queries.has_slot(session, person.id, minute, urgent=True):
        for row in hurried:
            row.deliver_at = minute + timedelta(minutes=1)
    elif hurried:
        await _make(session, hurried, ways, MessageDelivery(slot=minute, urgent=True, **_new(person, at)))


def _new(person: Person, at: datetime) -> dict[str, Any]:
    return {"person_id": person.id, "channel": Channel.LOG, "made_at": at, "next_at": at}


async def _make(
    session: AsyncSession, rows: Sequence[Message], ways: Sequence[Channel], like: MessageDelivery
) -> None:
    _let_go(rows)
    if not rows:
        return
    made = [
        MessageDelivery.model_validate(like.model_dump() | {"id": new_id(), "channel": way}) for way in ways
    ]
    session.add_all(made)
    await session.flush()
    session.add_all(
        DeliveredMessage(delivery_id=delivery.id, message_id=row.id) for delivery in made for row in rows
    )
    await session.flush()


def _let_go(rows: Sequence[Message]) -> None:
    for row in rows:
        row.deliver_at = None


async def _take(session: AsyncSession, *, at: datetime) -> list[MessageDelivery]:
    """Some whose time has come; until the lease is over they are nobody else's. Each take counts as a try.

    So one that ends the process each time is given up too.
    """
    rows = await queries.taken(session, at, _SENDINGS_AT_ONCE)
    for row in rows:
        if row.attempts >= rules.MOST_TRIES:
            row.state, row.error = MessageDeliveryState.DEAD, row.error or "lost"
            continue
        row.attempts += 1
        row.next_at = at + rules.LEASE
    await session.flush()
    return [row for row in rows if row.state is MessageDeliveryState.WAITING]


async def _send(database: Database, delivery: MessageDelivery, post: Post, at: datetime) -> None:
    async with database.read() as view:  # as things are now: the person may have died since it was gathered
        found = await queries.in_hand(view, delivery)
    adapter = post.adapters.get(delivery.channel)
    outgoing = _outgoing(found, adapter, post, at)
    error: NotSent | None = None
    if adapter and outgoing:
        try:
            await adapter.send(outgoing)
        except NotSent as refused:
            error = refused
        except Exception as fault:  # noqa: BLE001 - one that cannot be sent never holds up the others
            error = NotSent(type(fault).__name__)
        if error:  # not with its traceback: there could be an address in it
            log.warning("message delivery %s was not sent: %s", delivery.id, error.code)
    state = MessageDeliveryState.SENT if outgoing else MessageDeliveryState.DROPPED
    await database.retrying(partial(_settle, taken=delivery, state=state, error=error, at=at))


def _outgoing(found: InHand, adapter: Adapter | None, post: Post, at: datetime) -> Outgoing | None:
    """What is sent; None if nobody is to be reached, or nothing is left to speak of."""
    person, wishes = found.person, found.preference
    if adapter is None or person is None or not found.messages or not adapter.reaches(person):
        return None
    if wishes and found.delivery.channel in wishes.channels_off:
        return None
    language = wishes.language if wishes else "zh"
    titles = [_title(row, language) if row.harmless else None for row in found.messages]
    letter = rules.letter(titles, post.link, language)
    return Outgoing(found.delivery.id, person, letter, post.link, at)


def _title(row: Message, language: str) -> str:
    return row.title_en if language == "en" else row.title_zh


async def _settle(
    session: AsyncSession,
    *,
    taken: MessageDelivery,
    state: MessageDeliveryState,
    error: NotSent | None,
    at: datetime,
) -> None:
    row = await queries.one(session, taken.id, lock=True)
    if row.state is not MessageDeliveryState.WAITING or row.attempts != taken.attempts:
        return  # its lease was over, and somebody else has it in hand
    if error is None:
        row.state, row.error = state, None
        row.sent_at = at if state is MessageDeliveryState.SENT else None
        return
    row.error = error.code[:60]
    chance = random.random()  # noqa: S311 - spreads tries, guards nothing
    again = None if error.final else rules.next_try(row.attempts, at, chance)
    if again is None:
        row.state = MessageDeliveryState.DEAD
    else:
        row.next_at = again


async def repeat(row: MessageDelivery, at: datetime) -> MessageDelivery:
    """Try it again from the beginning, under the same id. Raises MessageDeliveryNotDead."""
    if row.state is not MessageDeliveryState.DEAD:
        raise rules.MessageDeliveryNotDead
    row.state, row.attempts, row.next_at = MessageDeliveryState.WAITING, 0, at
    return row
