"""The chain as it stands, its checkpoints, and what has not been sealed yet."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, Select, String, and_, cast, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.columns import Instant

from ..models import Account, Checkpoint, Entry, LedgerLink, Period, PeriodState, StatementKey
from ..rules.ledger_chain import COLUMNS, Accounts, SealedLink

MOST_STRAYS = 100
_PAGE = 5_000
_ENTRY = Entry.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_LINK = LedgerLink.__table__  # type: ignore[attr-defined]  # as above
_ACCOUNT = Account.__table__  # type: ignore[attr-defined]  # as above
_INSTANT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


class Head(NamedTuple):
    """How far a period's chain goes, and under which checkpoint."""

    seq: int
    hash: str
    number: int


def _as_text(session: AsyncSession) -> list[ColumnElement[Any]]:
    """An entry's columns as the same text on either database: what is sealed does not depend on where it is kept."""
    dialect = session.get_bind().dialect.name
    return [_text(dialect, _ENTRY.c[name]) for name in COLUMNS]


def _text(dialect: str, column: Any) -> ColumnElement[Any]:
    if dialect == "postgresql" and isinstance(column.type, Instant):
        return func.to_char(func.timezone("UTC", column), _INSTANT)
    if dialect == "postgresql" and isinstance(column.type, Date):
        return func.to_char(column, "YYYY-MM-DD")
    return cast(column, String)


async def unsealed_periods(session: AsyncSession, most: int) -> list[UUID]:
    """Periods whose accounts have counted more entries than their chain has links."""
    counted = (
        select(_ACCOUNT.c.period_id, func.sum(_ACCOUNT.c.entries).label("entries"))
        .join(Period, col(Period.id) == _ACCOUNT.c.period_id)
        .where(col(Period.state) != PeriodState.ARCHIVED)
        .group_by(_ACCOUNT.c.period_id)
        .subquery()
    )
    sealed = (
        select(func.coalesce(func.max(_LINK.c.seq), 0))
        .where(_LINK.c.period_id == counted.c.period_id)
        .correlate(counted)
        .scalar_subquery()
    )
    query = select(counted.c.period_id).where(counted.c.entries > sealed).order_by(counted.c.period_id)
    return list((await session.execute(query.limit(most))).scalars())


async def unsealed(
    session: AsyncSession, period_id: UUID, most: int
) -> list[tuple[UUID, Sequence[str | None]]]:
    """Entries of the period without a link, in the order in which they were recorded."""
    query = (
        select(_ENTRY.c.id, *_as_text(session))
        .outerjoin(_LINK, _LINK.c.entry_id == _ENTRY.c.id)
        .where(_ENTRY.c.period_id == period_id, _LINK.c.entry_id.is_(None))
        .order_by(_ENTRY.c.recorded_at, _ENTRY.c.id)
        .limit(most)
    )
    return [(row[0], list(row[1:])) for row in await session.execute(query)]


async def head(session: AsyncSession, period_id: UUID) -> Head | None:
    """None before the first link."""
    newest = (
        select(_LINK.c.seq, _LINK.c.hash)
        .where(_LINK.c.period_id == period_id)
        .order_by(_LINK.c.seq.desc())
        .limit(1)
    )
    found = (await session.execute(newest)).first()
    numbers = select(func.max(col(Checkpoint.number))).where(col(Checkpoint.period_id) == period_id)
    number = (await session.execute(numbers)).scalar_one()
    return Head(found.seq, found.hash, number or 0) if found else None


async def links(session: AsyncSession, period_id: UUID) -> AsyncIterator[SealedLink]:
    """The whole chain in the order of its numbers, each link with its entry as it is now."""
    text, seq = _as_text(session), 0
    while True:
        query = (
            select(_LINK.c.seq, _LINK.c.entry_id, _LINK.c.entry_digest, _LINK.c.hash, _ENTRY.c.id, *text)
            .outerjoin(_ENTRY, _ENTRY.c.id == _LINK.c.entry_id)
            .where(_LINK.c.period_id == period_id, _LINK.c.seq > seq)
            .order_by(_LINK.c.seq)
            .limit(_PAGE)
        )
        rows = (await session.execute(query)).all()
        for row in rows:
            yield SealedLink(row[0], row[1], row[2], row[3], None if row[4] is None else list(row[5:]))
        if len(rows) < _PAGE:
            return
        seq = rows[-1].seq


async def accounts(session: AsyncSession, period_id: UUID) -> Accounts:
    """Whether they hold what they have counted, and the unsealed entries that they did not count."""
    mine = _ENTRY.c.period_id == period_id
    same = and_(_ACCOUNT.c.member_id == _ENTRY.c.member_id, _ACCOUNT.c.period_id == _ENTRY.c.period_id)
    there = select(_ENTRY.c.member_id, func.count().label("there")).where(mine).group_by(_ENTRY.c.member_id)
    counted = there.subquery()
    query = (
        select(_ACCOUNT.c.member_id)
        .outerjoin(counted, counted.c.member_id == _ACCOUNT.c.member_id)
        .where(_ACCOUNT.c.period_id == period_id, _ACCOUNT.c.entries > func.coalesce(counted.c.there, 0))
        .limit(1)
    )
    short = (await session.execute(query)).first() is not None
    twice = (
        select(_ENTRY.c.member_id, _ENTRY.c.number)
        .where(mine)
        .group_by(_ENTRY.c.member_id, _ENTRY.c.number)
        .having(func.count() > 1)
        .subquery()
    )
    doubled = and_(twice.c.member_id == _ENTRY.c.member_id, twice.c.number == _ENTRY.c.number)
    strays = (
        select(_ENTRY.c.id)
        .outerjoin(_ACCOUNT, same)
        .outerjoin(twice, doubled)
        .outerjoin(_LINK, _LINK.c.entry_id == _ENTRY.c.id)
        .where(
            mine,
            _LINK.c.entry_id.is_(None),
            (_ACCOUNT.c.entries.is_(None))
            | (_ENTRY.c.number > _ACCOUNT.c.entries)
            | (twice.c.number.is_not(None)),
        )
        .order_by(_ENTRY.c.id)
        .limit(MOST_STRAYS)
    )
    return Accounts(short, list((await session.execute(strays)).scalars()))


def checkpoints(period_id: UUID) -> Select[Checkpoint]:
    """All of a period."""
    return select(Checkpoint).where(col(Checkpoint.period_id) == period_id)


async def marks(session: AsyncSession, period_id: UUID) -> list[Checkpoint]:
    """Every checkpoint of the period, oldest first."""
    query = checkpoints(period_id).order_by(col(Checkpoint.number))
    return list((await session.execute(query)).scalars())


async def counted(session: AsyncSession, period_id: UUID) -> int:
    """How many entries are there, sealed or not."""
    query = select(func.count()).where(_ENTRY.c.period_id == period_id)
    found: int = (await session.execute(query)).scalar_one()
    return found


async def keys(session: AsyncSession) -> list[StatementKey]:
    """Every key that has signed, oldest first."""
    return list((await session.execute(select(StatementKey).order_by(col(StatementKey.made_at)))).scalars())
