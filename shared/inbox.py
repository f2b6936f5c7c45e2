"""The inbox: a fact's id is recorded in the transaction of its effect, so it counts once however often it comes."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Index, String, Table, insert, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError
from sqlmodel.ext.asyncio.session import AsyncSession

from . import bulk
from .among import among
from .columns import Id, Instant, Json
from .errors import Busy, Refusal
from .facts import Fact, FactOutcome, Outcome
from .tables import COMMON

log = logging.getLogger(__name__)

INBOX = Table(
    "inbox",
    COMMON,
    Column("fact_id", Id, primary_key=True),
    Column("type", String(60), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("code", String(60)),
    Column("payload", Json),
    Column("heard_at", Instant, nullable=False),
    Index("ix_inbox_parked", "outcome", "subject"),
)

_SEVERAL = 2
Heard = tuple[Outcome, str | None]
Apply = Callable[[AsyncSession, Fact, datetime], Awaitable[Heard]]
"""Does the effect in the given transaction and says what became of the fact."""
Together = Callable[[AsyncSession, Sequence[Fact], datetime], Awaitable[list[Heard]]]
"""The same of several facts of one type that may come in any order, in few statements."""


async def seen(session: AsyncSession, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the facts that have been heard before."""
    found = await session.execute(select(INBOX.c.fact_id).where(among(session, INBOX.c.fact_id, ids)))
    return set(found.scalars())


async def hear(
    session: AsyncSession,
    facts: Sequence[Fact],
    apply: Apply,
    at: datetime,
    together: Mapping[str, Together] | None = None,
) -> list[FactOutcome]:
    """Apply each new fact and remember it, all in the caller's transaction.

    `together` takes in, by type, what comes in numbers: before all others of the delivery.
    """
    known = await seen(session, [fact.id for fact in facts])
    done: dict[UUID, Heard] = {}
    for kind, take_in in (together or {}).items():
        alike = {fact.id: fact for fact in facts if fact.type == kind and fact.id not in known}
        done |= await _applied_together(session, list(alike.values()), take_in, at)
    outcomes = []
    for fact in facts:
        if fact.id in known:
            outcomes.append(FactOutcome(id=fact.id, outcome="duplicate", code=None))
            continue
        known.add(fact.id)
        outcome, code = done.get(fact.id) or await _remembered(session, fact, apply, at)
        outcomes.append(FactOutcome(id=fact.id, outcome=outcome, code=code))
    return outcomes


async def _remembered(session: AsyncSession, fact: Fact, apply: Apply, at: datetime) -> Heard:
    outcome, code = await _applied(session, fact, apply, at)
    await session.execute(insert(INBOX).values(_row(fact, outcome, code, at)))
    return outcome, code


async def _applied_together(
    session: AsyncSession, facts: Sequence[Fact], take_in: Together, at: datetime
) -> dict[UUID, Heard]:
    """What became of each; of none if one of them spoils it for all, so that they go one by one."""
    if len(facts) < _SEVERAL:
        return {}
    try:
        async with session.begin_nested():
            heard = await take_in(session, facts, at)
            rows = [_row(fact, outcome, code, at) for fact, (outcome, code) in zip(facts, heard, strict=True)]
            await bulk.insert(await session.connection(), INBOX, rows)
    except (KeyError, ValueError, TypeError, AttributeError, DataError, IntegrityError):
        return {}
    return {fact.id: each for fact, each in zip(facts, heard, strict=True)}


async def _applied(session: AsyncSession, fact: Fact, apply: Apply, at: datetime) -> Heard:
    """One fact that cannot be understood is kept as refused; it never holds up the others."""
    try:
        async with session.begin_nested():
            return await apply(session, fact, at)
    except Busy:
        raise  # not now is not never
    except Refusal as refusal:
        return "refused", refusal.code
    except (KeyError, ValueError, TypeError, AttributeError, DataError):
        log.exception("fact %s of type %s cannot be understood", fact.id, fact.type)
        return "refused", "fact_unreadable"
    except StatementError as error:
        if isinstance(error, DBAPIError):
            raise  # the database's trouble, not the fact's: it will be told again
        log.exception("fact %s of type %s holds a value of the wrong kind", fact.id, fact.type)
        return "refused", "fact_unreadable"


def _row(fact: Fact, outcome: Outcome, code: str | None, at: datetime) -> dict[str, object]:
    # Only what may be needed again is kept: an applied fact lives on in its effect.
    keep = fact.model_dump(mode="json") if outcome in {"parked", "refused"} else None
    return {
        "fact_id": fact.id,
        "type": fact.type,
        "subject": fact.subject,
        "outcome": outcome,
        "code": code,
        "payload": keep,
        "heard_at": at,
    }


async def waited_for(session: AsyncSession, subjects: Sequence[str]) -> list[str]:
    """Those of the subjects for which something is parked."""
    query = (
        "SELECT DISTINCT subject FROM inbox WHERE outcome = 'parked' AND subject IN :keys ORDER BY subject"
    )
    return [row.subject for row in await bulk.among(await session.connection(), query, subjects)]


async def retry_parked(session: AsyncSession, subject: str, apply: Apply, at: datetime) -> int:
    """Apply what waited for this subject; says how many found their effect."""
    waiting = select(INBOX.c.payload).where(INBOX.c.outcome == "parked", INBOX.c.subject == subject)
    applied = 0
    for payload in list((await session.execute(waiting.order_by(INBOX.c.heard_at))).scalars()):
        fact = Fact.model_validate(payload)
        outcome, code = await _applied(session, fact, apply, at)
        if outcome == "parked":
            continue
        done = {"outcome": outcome, "code": code, "payload": None if outcome == "applied" else payload}
        await session.execute(update(INBOX).where(INBOX.c.fact_id == fact.id).values(done))
        applied += outcome == "applied"
    return applied
