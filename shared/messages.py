"""Messages to people: what somebody should know or do, told as the fact `message.due` in the transaction of the act.

Directory hears it and keeps one message for a person and a key, however often it is told: so whoever tells may tell
again. A higher revision under the same key replaces the words and makes the message unread; `withdrawn` takes it back.
The words stand in each service's `messages.py`, in both languages; what follows from a name or a figure stays behind
the link, and nothing here leaves the factory's network unless its kind is harmless (`docs/messages.md`).
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from sqlalchemy import ColumnElement, func, select, true
from sqlmodel.ext.asyncio.session import AsyncSession

from .auth.policy import Role
from .clock import Now, Today, day_of
from .db import Database, Tx
from .facts import Fact, fact
from .outbox import Teller
from .roster import APPOINTMENT, MEMBERSHIP, ORGANISATION, PERSON, in_force

DUE = "message.due"
"""The fact that directory hears."""
PEOPLE_AT_ONCE = 100
"""So many people are named in one fact at most; more make more facts."""
LOOKS_BACK = timedelta(days=7)
"""What became overdue in so many days is told, should nobody have looked on its day; what is older was told then."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it is told. `about` is a path of the suite, `/v1/claims/<id>`."""

    kind: "Kind"
    key: str
    title: tuple[str, str]
    body: tuple[str, str]
    about: str
    due_at: datetime | None = None
    revision: int = 1
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """What a message can be about, with its words in Chinese and English; `{names}` in them are filled in.

    A compulsory one reaches the inbox of everybody. A harmless one may be shown outside the factory's network in its
    own words, without its body. An urgent one is sent during quiet hours too, where the factory has not said otherwise.
    """

    code: str
    title: tuple[str, str]
    body: tuple[str, str]
    compulsory: bool = False
    harmless: bool = False
    urgent: bool = False

    def of(
        self,
        about: str,
        key: object,
        *,
        due_at: datetime | None = None,
        revision: int = 1,
        withdrawn: bool = False,
        **values: object,
    ) -> Message:
        """The message under a key that is unique among those of its kind."""
        zh, en = self.body
        body = zh.format(**values), en.format(**values)
        return Message(self, f"{self.code}/{key}", self.title, body, about, due_at, revision, withdrawn)


def told(message: Message, to: Iterable[UUID], *, source: str, at: datetime) -> list[Fact]:
    """The facts that carry a message to these people, each of them once; none if there is nobody."""
    people = sorted(set(to))
    some = [people[start : start + PEOPLE_AT_ONCE] for start in range(0, len(people), PEOPLE_AT_ONCE)]
    return [_fact(message, each, source, at) for each in some]


def _fact(message: Message, people: Sequence[UUID], source: str, at: datetime) -> Fact:
    kind = message.kind
    return fact(
        DUE,
        source=source,
        subject=message.key,
        at=at,
        key=message.key,
        revision=message.revision,
        to=people,
        topic=kind.code,
        title=_both(message.title),
        body=_both(message.body),
        about=message.about,
        due_at=message.due_at,
        compulsory=kind.compulsory,
        harmless=kind.harmless,
        urgent=kind.urgent,
        withdrawn=message.withdrawn,
    )


def by_clock(at: datetime, zone: ZoneInfo) -> str:
    """An instant as the words of a message have it: `2026-09-22 14:00` by the clock on that wall."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _both(words: tuple[str, str]) -> dict[str, str]:
    return {"zh": words[0], "en": words[1]}


@dataclass(frozen=True, slots=True)
class Messenger:
    """Tells people in one transaction, at its instant; `on` is the day at the factory."""

    session: AsyncSession
    teller: Teller
    at: datetime
    on: date

    async def send(self, message: Message, to: Collection[UUID | None]) -> None:
        """Two statements; nobody is told nothing, and None is nobody."""
        await self.send_all([(message, to)])

    async def send_all(self, messages: Iterable[tuple[Message, Collection[UUID | None]]]) -> None:
        """Several at once, in the same two statements."""
        facts = [
            each
            for message, to in messages
            for each in told(message, filter(None, to), source=self.teller.source, at=self.at)
        ]
        await self.teller.tell(self.session, facts)

    def tomorrow(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the beginning of the day after today up to, not including, its end."""
        begins, ends = (datetime.combine(self.on + timedelta(days=days), time(), zone) for days in (1, 2))
        return begins.astimezone(UTC), ends.astimezone(UTC)

    async def holders(self, places: Collection[UUID | None], *roles: Role) -> list[UUID]:
        """Who holds one of the roles there today, in one statement."""
        there = APPOINTMENT.c.organisation_id.in_([each for each in places if each])
        return await _holding(self.session, there, roles, self.on)

    async def officers(self, *roles: Role) -> list[UUID]:
        """Who holds one of the roles today, wherever, in one statement."""
        return await _holding(self.session, true(), roles, self.on)

    async def above(self, branch_id: UUID, *roles: Role) -> list[UUID]:
        """Who holds one of the roles today in what stands above the branch, in one statement."""
        below = ORGANISATION.alias()
        path = select(below.c.path).where(below.c.id == branch_id).scalar_subquery()
        above = select(ORGANISATION.c.id).where(
            func.substr(path, 1, func.length(ORGANISATION.c.path)) == ORGANISATION.c.path,
            ORGANISATION.c.path != "",
        )
        return await _holding(self.session, APPOINTMENT.c.organisation_id.in_(above), roles, self.on)

    async def members(self, branch_id: UUID) -> list[UUID]:
        """Who belongs to the branch today, in one statement."""
        query = (
            select(MEMBERSHIP.c.person_id)
            .join(PERSON, PERSON.c.id == MEMBERSHIP.c.person_id)
            .where(
                MEMBERSHIP.c.branch_id == branch_id, in_force(MEMBERSHIP, self.on), PERSON.c.active == true()
            )
        )
        return list((await self.session.execute(query)).scalars())


async def _holding(
    session: AsyncSession, where: ColumnElement[bool], roles: Collection[Role], on: date
) -> list[UUID]:
    query = (
        select(APPOINTMENT.c.subject_id)
        .join(PERSON, PERSON.c.id == APPOINTMENT.c.subject_id)
        .where(
            where,
            APPOINTMENT.c.role.in_([role.value for role in roles]),
            in_force(APPOINTMENT, on),
            PERSON.c.active == true(),
        )
        .distinct()
    )
    return list((await session.execute(query)).scalars())


async def _messenger(request: Request, tx: Tx, now: Now, today: Today) -> Messenger:
    return Messenger(tx, request.app.state.teller, now, today)


Messages = Annotated[Messenger, Depends(_messenger)]
"""Tells people in the transaction of the request."""

Remind = Callable[[Messenger], Awaitable[None]]
"""Tells people of what is due, in few statements; told again it says the same under the same keys."""


class Reminders:
    """Looks once a day, from a civil hour on. After a restart it looks again, which nobody notices."""

    def __init__(self, remind: Remind, *, from_hour: int = 8) -> None:
        self._remind, self._from_hour = remind, from_hour
        self._looked_on: date | None = None

    async def sweep(self, database: Database, at: datetime, *, teller: Teller, zone: ZoneInfo) -> None:
        """Once for each day of the factory."""
        on = day_of(at, zone)
        if on == self._looked_on or at.astimezone(zone).hour < self._from_hour:
            return
        await database.retrying(lambda tx: self._remind(Messenger(tx, teller, at, on)))
        self._looked_on = on
