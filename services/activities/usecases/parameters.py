"""Branch parameters: changed, from a day to come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.db import add_or_refuse
from shared.errors import Stale

from ..models import ParameterChange, Sitting
from ..rules import parameters as rules
from ..rules.parameters import History, Parameters


@dataclass(frozen=True, slots=True)
class Decided:
    """What a branch has decided: from which day on which figures, why, and by which resolution if by one."""

    from_on: date
    values: Mapping[str, Any]
    note: str
    resolution_id: UUID | None


async def change(
    session: AsyncSession,
    branch_id: UUID,
    before: list[ParameterChange],
    decided: Decided,
    *,
    by: UUID,
    at: datetime,
    today: date,
) -> ParameterChange:
    """After these changes, one more. Who was quicker makes it Stale: the number is taken.

    Raises NoParameterNamed, ParametersNotAhead, CourseQuestionsCross, Stale.
    """
    row = ParameterChange(
        branch_id=branch_id,
        number=len(before) + 1,
        from_on=decided.from_on,
        values=dict(decided.values),
        note=decided.note,
        resolution_id=decided.resolution_id,
        by_id=by,
        at=at,
    )
    rules.may_change(before, row, today)
    await add_or_refuse(session, row, _quicker)
    return row


def by_sitting(held: History, sittings: Iterable[Sitting], zone: ZoneInfo) -> dict[UUID, Parameters]:
    """What each sitting of the branch goes by: what is in force on its day."""
    return {each.id: held.on(day_of(each.starts_at, zone)) for each in sittings}


async def _quicker() -> Exception:
    return Stale()
