"""`/v1/periods/…/simulation`: what another version of the scheme would make of a period. Nothing is posted."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import View
from shared.types import Points, Read

from ..models import Grade
from ..queries import periods, schemes
from ..rules.simulation import Simulated
from ..usecases import simulation

router = APIRouter(prefix="/v1/periods/{period_id}/simulation", tags=["simulations"])

Simulator = Annotated[Access, may("simulation.run")]


class SimulatedDifferenceRead(Read):
    """One item, or one step of the arithmetic (`item_code` null), that comes out otherwise, with the reason."""

    item_code: str | None
    before: Points
    after: Points
    zh: str
    en: str


class SimulatedMemberRead(Read):
    """`differences` sum to the difference of the two scores."""

    member_id: UUID
    months: int
    transferred: bool
    score_before: Points
    score_after: Points
    vetoed_before: bool
    vetoed_after: bool
    grade_before: Grade
    grade_after: Grade
    differences: list[SimulatedDifferenceRead]


class SimulationRead(Read):
    """Members ordered by id, never by score; `changed` counts those whose score or proposed grade differs."""

    period_id: UUID
    scheme_id: UUID
    changed: int
    members: list[SimulatedMemberRead]


@router.get("", summary="方案模拟 / Simulate another scheme")
async def simulate_period(
    period_id: UUID, scheme_id: UUID, simulator: Simulator, view: View
) -> SimulationRead:
    """Any version, drafts too, over any period of the branch: the arithmetic of the real run over the same ledger.

    What people judged stays as they judged it, within the other scheme's range; deeds that no item asked for were
    never entered and are not there to be counted.
    """
    period = await periods.one(view, period_id, simulator.grants)
    scheme = await schemes.one(view, scheme_id, simulator.grants)
    found = await simulation.over(view, period, scheme)
    members = [_read(each) for each in found]
    changed = sum(
        each.score_before != each.score_after or each.grade_before != each.grade_after for each in members
    )
    return SimulationRead(period_id=period.id, scheme_id=scheme.id, changed=changed, members=members)


def _read(each: Simulated) -> SimulatedMemberRead:
    return SimulatedMemberRead(
        member_id=each.member.member_id,
        months=each.member.months,
        transferred=each.member.transferred,
        score_before=each.before.score,
        score_after=each.after.score,
        vetoed_before=each.before.vetoed,
        vetoed_after=each.after.vetoed,
        grade_before=each.grade_before,
        grade_after=each.grade_after,
        differences=[SimulatedDifferenceRead.model_validate(difference) for difference in each.differences],
    )
