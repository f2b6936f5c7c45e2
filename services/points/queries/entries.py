"""Entries that a caller may see, and ledger lines for scoring."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Account, Entry, EntryNote, Origin, Period
from ..rules.entries import EntryMissing
from ..rules.scoring import LedgerLine

_ENTRY = Entry.__table__.c  # type: ignore[attr-defined]  # SQLModel does not declare it
_LINE: tuple[Any, ...] = tuple(_ENTRY[name if name != "entry_id" else "id"] for name in LedgerLine._fields)


def visible(grants: Sequence[Grant]) -> Select[Entry]:
    """Entries that the rights reach."""
    reached = fence(
        grants, person=col(Entry.member_id), group=col(Entry.group_id), branch=col(Entry.branch_id)
    )
    return select(Entry).where(reached)


async def one(session: AsyncSession, entry_id: UUID, grants: Sequence[Grant]) -> Entry:
    """Raises EntryMissing."""
    found: Entry | None = (
        await session.execute(visible(grants).where(col(Entry.id) == entry_id))
    ).scalar_one_or_none()
    if found is None:
        raise EntryMissing
    return found


async def lock_account(session: AsyncSession, entry: Entry) -> None:
    """Hold the account of an entry until the transaction ends; whoever else posts to it waits.

    The entry itself cannot be locked: the service has no right to update the ledger.
    """
    query = select(col(Account.entries)).where(
        col(Account.member_id) == entry.member_id, col(Account.period_id) == entry.period_id
    )
    await session.execute(query.with_for_update())


async def is_reversed(session: AsyncSession, entry_id: UUID) -> bool:
    """Whether an entry has its reversal."""
    query = select(col(Entry.id)).where(col(Entry.reverses_id) == entry_id)
    return (await session.execute(query)).first() is not None


async def reversed_among(session: AsyncSession, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the entries that have a reversal."""
    query = select(col(Entry.reverses_id)).where(col(Entry.reverses_id).in_(ids))
    return {each for each in (await session.execute(query)).scalars() if each}


async def notes(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Words that came with entries."""
    if not ids:
        return {}
    found = await session.execute(
        select(col(EntryNote.entry_id), col(EntryNote.text)).where(col(EntryNote.entry_id).in_(ids))
    )
    return dict(found.all())


async def lines_of(session: AsyncSession, period_id: UUID, member_id: UUID) -> list[LedgerLine]:
    """One member's ledger lines in a period: columns, not objects, from one index."""
    query = select(*_LINE).where(_ENTRY.period_id == period_id, _ENTRY.member_id == member_id)
    return [
        LedgerLine(*row) for row in (await session.execute(query)).all()
    ]  # at once: each row is a call else


async def lines_by_member(
    session: AsyncSession, period_id: UUID, members: Sequence[UUID] | None = None
) -> dict[UUID, list[LedgerLine]]:
    """Ledger lines of a period, of all or some members, in one statement."""
    query = select(_ENTRY.member_id, *_LINE).where(_ENTRY.period_id == period_id)
    if members is not None:
        query = query.where(_ENTRY.member_id.in_(members))
    found: dict[UUID, list[LedgerLine]] = defaultdict(list)
    for member_id, *line in (await session.execute(query)).all():
        found[member_id].append(LedgerLine(*line))
    return dict(found)


async def standing_of_source(
    session: AsyncSession, member_id: UUID, source_id: str
) -> list[tuple[Entry, Period]]:
    """A member's entries by facts of one source that are not reversed, with their periods.

    By way of the member's accounts, so that an index of the ledger leads to them.
    """
    gone = aliased(Entry)
    query = (
        select(Entry, Period)
        .join(
            Account, (col(Account.member_id) == member_id) & (col(Account.period_id) == col(Entry.period_id))
        )
        .join(Period, col(Period.id) == col(Entry.period_id))
        .where(
            col(Entry.member_id) == member_id,
            col(Entry.origin) == Origin.FACT.value,
            col(Entry.reference) == source_id,
            ~exists().where(col(gone.reverses_id) == col(Entry.id)),
        )
        .order_by(col(Entry.id))
    )
    return [(entry, period) for entry, period in await session.execute(query)]


async def levels(session: AsyncSession, period_id: UUID) -> dict[UUID, str]:
    """The level of each entry of a period that has one."""
    query = select(_ENTRY.id, _ENTRY.level).where(_ENTRY.period_id == period_id, _ENTRY.level.is_not(None))
    return {row[0]: row[1] for row in await session.execute(query)}
