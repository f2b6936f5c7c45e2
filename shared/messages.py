"""Messages to people: what somebody should know or do, told as the fact `message.due` in the transaction of the act.

Directory hears it and keeps one message for a person and a key, however often it is told: so whoever tells may tell
again. A higher revision under the same key replaces the words and makes the message unread; `withdrawn` takes it back.
The words stand in each service's `messages.py`, in both languages; what follows from a name or a figure stays behind
the link, and nothing here leaves the factory's network unless its kind is harmless (`docs/messages.md`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, true
from sqlmodel.ext.asyncio.session import AsyncSession

from .auth.policy import Role
from .facts import Fact, fact
from .outbox import Teller
from .roster import APPOINTMENT, MEMBERSHIP, PERSON, in_force

DUE = "message.due"
"""The fact that directory hears."""
PEOPLE_AT_ONCE = 100
"""So many people are named in one fact at most; more make more facts."""


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


def _both(words: tuple[str, str]) -> dict[str, str]:
    return {"zh": words[0], "en": words[1]}


async def send(
    session: AsyncSession, teller: Teller, message: Message, to: Collection[UUID | None], at: datetime
) -> None:
    """Tell it in the caller's transaction, in two statements; nobody is told nothing."""
    await send_all(session, teller, [(message, to)], at)


async def send_all(
    session: AsyncSession,
    teller: Teller,
    messages: Iterable[tuple[Message, Collection[UUID | None]]],
    at: datetime,
) -> None:
    """Several at once, in the same two statements."""
    facts = [
        each
        for message, to in messages
        for each in told(message, [person for person in to if person], source=teller.source, at=at)
    ]
    await teller.tell(session, facts)


async def holders(
    session: AsyncSession, organisation_ids: Collection[UUID | None], roles: Collection[Role], on: date
) -> list[UUID]:
    """Who holds one of the roles there on a day, in one statement."""
    places = [each for each in organisation_ids if each]
    query = (
        select(APPOINTMENT.c.subject_id)
        .join(PERSON, PERSON.c.id == APPOINTMENT.c.subject_id)
        .where(
            APPOINTMENT.c.role.in_([role.value for role in roles]),
            APPOINTMENT.c.organisation_id.in_(places),
            in_force(APPOINTMENT, on),
            PERSON.c.active == true(),
        )
        .distinct()
    )
    return list((await session.execute(query)).scalars())


async def members(session: AsyncSession, branch_id: UUID, on: date) -> list[UUID]:
    """Who belongs to the branch on a day, in one statement."""
    query = (
        select(MEMBERSHIP.c.person_id)
        .join(PERSON, PERSON.c.id == MEMBERSHIP.c.person_id)
        .where(MEMBERSHIP.c.branch_id == branch_id, in_force(MEMBERSHIP, on), PERSON.c.active == true())
    )
    return list((await session.execute(query)).scalars())
