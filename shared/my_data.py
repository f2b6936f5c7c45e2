"""Everything a service keeps about whoever asks, found by the tables themselves: one declaration for each service.

A row *about* the person comes whole, with what belongs to it (a claim with its evidence). Of a row that the person only
*acted* on, somebody else's mostly, comes that he did, and when. Ids of other people are left out everywhere, and so is
what is no use but to break in. Source: Personal Information Protection Law art. 45 (access and copy).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Column, ColumnElement, Date, LargeBinary, MetaData, Select, Table, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from .audit import AUDIT
from .auth.access import may
from .auth.principal import Access
from .clock import Now
from .columns import Id, Instant
from .db import View
from .tables import COMMON
from .types import Read

MOST = 500
"""Rows of one part at once."""
_NEVER = ("hash", "digest", "token", "secret", "sealed", "private", "password", "nonce")
_TRANSPORT = {
    "outbox": "facts on their way, kept for some days",
    "delivery": "which of them have arrived",
    "inbox": "which were heard",
    "idempotency": "answers kept for a week, for whoever asks twice",
    "roster_organisation": "names no person",
}
Kind = Literal["about", "belonging", "act"]


@dataclass(frozen=True)
class Kept:
    """What a service keeps: its tables, and what their columns of ids stand for, by name.

    `selves`: tables whose own id is the person's. `about`: columns that say whom a row is about. `acts`: columns
    that say who did something. `places`: ids of anything else. `own_words`: tables of which the person's own rows
    come whole although they are about something else. `excused`: tables that are left out, and why.
    """

    tables: MetaData
    about: frozenset[str]
    acts: frozenset[str]
    places: frozenset[str]
    selves: frozenset[str] = frozenset()
    own_words: frozenset[str] = frozenset()
    excused: Mapping[str, str] = field(default_factory=dict)

    def parts(self) -> "Iterator[Source]":
        """Where something about a person may stand."""
        for table in self._all():
            if table.name in self.selves | {"roster_person"}:
                yield Source(table, "about", (table.c.id,), None)
            elif columns := _named(table, self.about | _COMMON_ABOUT):
                yield Source(table, "about", columns, None)
            elif (above := self._above(table)) is not None:
                yield Source(table, "belonging", (), above)
            if acting := _named(table, self.acts | {"actor_id"}):
                yield Source(table, "act", acting, None)

    def unclear(self) -> list[str]:
        """Columns of ids of which nobody has said what they stand for."""
        known = self.about | self.acts | self.places
        return [
            f"{table.name}.{column.name}"
            for table in self.tables.sorted_tables
            for column in table.columns
            if isinstance(column.type, Id)
            and column.name != "id"
            and column.name not in known
            and (not column.foreign_keys or _leads_to(column, self.selves))
        ]

    def people(self) -> frozenset[str]:
        """Names of columns that hold people's ids."""
        return self.about | self.acts | _COMMON_ABOUT | {"actor_id"}

    def _all(self) -> Iterator[Table]:
        for table in (*self.tables.sorted_tables, *COMMON.sorted_tables):
            if table.name not in self.excused and table.name not in _TRANSPORT:
                yield table

    def _above(self, table: Table) -> Column[Any] | None:
        """The column by which a row belongs to a row about somebody."""
        for column in table.columns:
            for key in column.foreign_keys:
                target = key.column.table
                if target is not table and target.name not in self.excused and _named(target, self.about):
                    return column
        return None


_COMMON_ABOUT = frozenset({"person_id"})


class Source(NamedTuple):
    """One table, and how its rows are somebody's: by these columns, or through what they belong to."""

    table: Table
    kind: Kind
    columns: tuple[Column[Any], ...]
    above: Column[Any] | None

    def shown(self, kept: Kept) -> list[str]:
        """The columns that are handed out."""
        return [column.name for column in _columns(self, kept)]


class Part(Read):
    """Rows of one table, newest first; `more` if there are others after the last."""

    name: str
    kind: Kind
    rows: list[dict[str, Any]]
    more: bool


class MyData(Read):
    """What one service keeps about the caller. Parts without rows are left out."""

    service: str
    person_id: UUID
    made_at: datetime
    parts: list[Part]


Self = Annotated[Access, may("self.read")]
PartName = Annotated[str | None, Query(pattern="^[a-z_]{1,60}$", description="One part alone.")]
After = Annotated[UUID | None, Query(description="The id of the last row that was shown of this part.")]


def router(path: str, kept: Kept) -> APIRouter:
    """The one route by which a service answers for what it keeps."""
    made = APIRouter(tags=["my-data"])

    async def read_my_data(
        me: Self,
        view: View,
        now: Now,
        request: Request,
        response: Response,
        part: PartName = None,
        after: After = None,
    ) -> MyData:
        """Everything kept here about the caller, at most 500 rows of each part; more of one by `part` and `after`."""
        response.headers["Cache-Control"] = "no-store"
        found = await gather(view, kept, me.person_id, part=part, after=after)
        return MyData(service=request.app.state.name, person_id=me.person_id, made_at=now, parts=found)

    # Every service has this route, and in the joined description each needs a name of its own.
    read_my_data.__name__ = f"read_{path.rsplit('/', 1)[-1].replace('-', '_')}"
    made.get(path, summary="我的数据 / My data")(read_my_data)
    return made


async def gather(
    session: AsyncSession, kept: Kept, person_id: UUID, *, part: str | None = None, after: UUID | None = None
) -> list[Part]:
    """What is kept about this person, in the order of the tables."""
    found = []
    for source in kept.parts():
        if part is not None and source.table.name != part:
            continue
        rows = (await session.execute(_query(source, kept, person_id, after))).mappings().all()
        if rows:
            shown = [_without_others(dict(row), kept.people(), person_id) for row in rows[:MOST]]
            found.append(Part(name=source.table.name, kind=source.kind, rows=shown, more=len(rows) > MOST))
    return found


def _named(table: Table, names: frozenset[str]) -> tuple[Column[Any], ...]:
    return tuple(column for column in table.columns if column.name in names)


def _leads_to(column: Column[Any], tables: frozenset[str]) -> bool:
    return any(key.column.table.name in tables for key in column.foreign_keys)


def _query(source: Source, kept: Kept, person_id: UUID, after: UUID | None) -> Select[Any]:
    table = source.table
    query = select(*_columns(source, kept)).where(_whose(source, kept, person_id)).limit(MOST + 1)
    if "id" in table.c:
        query = query.order_by(table.c.id.desc())
        if after is not None:
            query = query.where(table.c.id < after)
    return query


def _whose(source: Source, kept: Kept, person_id: UUID) -> ColumnElement[bool]:
    if source.above is None:
        return or_(*(column == person_id for column in source.columns))
    [key] = source.above.foreign_keys
    mine = _named(key.column.table, kept.about)
    return source.above.in_(select(key.column).where(or_(*(column == person_id for column in mine))))


def _columns(source: Source, kept: Kept) -> list[Column[Any]]:
    """All that may be shown; of an act, that it happened and when."""
    shown = [
        column
        for column in source.table.columns
        if not isinstance(column.type, LargeBinary) and not any(word in column.name for word in _NEVER)
    ]
    if source.kind != "act" or source.table is AUDIT or source.table.name in kept.own_words:
        return shown
    told = (Instant, Date)
    return [
        column
        for column in shown
        if column.name == "id" or isinstance(column.type, told) or column in source.columns
    ]


def _without_others(row: dict[str, Any], people: frozenset[str], person_id: UUID) -> dict[str, Any]:
    return {name: None if name in people and value != person_id else value for name, value in row.items()}
