"""What points and volunteering tell of a person's year; each state replaces those with a lower revision."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.facts import Fact
from shared.inbox import Heard

from .. import queries
from ..models import PeriodResult, ServedRecord
from ..rules.outward import annual_results as rules
from ..rules.outward.feed import EventType
from . import feed

_RESULT = PeriodResult.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_SERVED = ServedRecord.__table__  # type: ignore[attr-defined]  # as above


def _newer(table: Any) -> str:
    """Later words take the row, in whatever order they come."""
    keys = [column.name for column in table.primary_key]
    rest = ", ".join(
        f"{column.name} = excluded.{column.name}" for column in table.c if not column.primary_key
    )
    newer = f"WHERE {table.name}.revision < excluded.revision"
    return f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {rest} {newer} RETURNING revision"


async def hear_result(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
    """A final result of one period, with its grade once there is one."""
    data: dict[str, Any] = fact.data
    ends_on = date.fromisoformat(data["occurred_on"])
    row = PeriodResult(
        person_id=UUID(data["person_id"]),
        period_id=UUID(data["source_id"]),
        revision=int(data["revision"]),
        code=data["period"],
        year=ends_on.year,
        ends_on=ends_on,
        months=int(data["months"]),
        points=Decimal(data["score"]),
        vetoed=bool(data["vetoed"]),
        grade=data["grade"],
        heard_at=at,
    )
    if not await bulk.insert(await session.connection(), _RESULT, [row.model_dump()], _newer(_RESULT)):
        return "ignored", "fact_superseded"
    await feed.put(
        session,
        EventType.RESULT_FINAL,
        row.person_id,
        str(row.period_id),
        revision=row.revision,
        data=rules.result_data(row),
        at=fact.time,
    )
    return "applied", None


async def hear_hours(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
    """A service record that counts, or is void: the person's hours of that year are told anew, as a total."""
    data: dict[str, Any] = fact.data
    row = ServedRecord(
        person_id=UUID(data["person_id"]),
        source_id=UUID(data["source_id"]),
        revision=int(data["revision"]),
        year=date.fromisoformat(data["occurred_on"]).year,
        minutes=int(data.get("minutes", 0)),
        heard_at=at,
    )
    await queries.persons.locked(
        session, row.person_id
    )  # two records at once would each miss the other's minutes
    before = await queries.annual_results.year_served(session, row.person_id, row.source_id)
    if not await bulk.insert(await session.connection(), _SERVED, [row.model_dump()], _newer(_SERVED)):
        return "ignored", "fact_superseded"
    minutes, revision = await queries.annual_results.served(session, row.person_id)
    for year in sorted(
        {row.year, before or row.year}
    ):  # a correction may move a record over the turn of the year
        await feed.put(
            session,
            EventType.HOURS_CONFIRMED,
            row.person_id,
            str(year),
            revision=revision,
            data={"person_id": row.person_id, "year": year, "minutes": minutes.get(year, 0)},
            at=fact.time,
        )
    return "applied", None
