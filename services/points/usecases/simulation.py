"""A simulation over a period that is open or long over; it writes nothing."""

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Period, Scheme
from ..queries import entries, schemes
from ..queries.members import assessed
from ..rules import runs
from ..rules.scheme import read_approved
from ..rules.simulation import Simulated, may_compare, simulate


async def over(session: AsyncSession, period: Period, scheme: Scheme) -> list[Simulated]:
    """The period's members as the scheme would judge them, a draft too. Raises CycleDiffers."""
    now = await schemes.texts.of(session, period.scheme_id)
    other = read_approved(scheme.body)
    may_compare(now, other)
    everyone = await assessed(session, period.branch_id, period.starts_on, period.ends_on)
    lines = await entries.lines_by_member(session, period.id)
    levels = await entries.levels(session, period.id)
    return simulate(now, other, runs.judged(everyone, lines), lines, levels)
