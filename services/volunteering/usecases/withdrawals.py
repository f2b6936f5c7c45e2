"""What ends with a consent: sign-ups for what has not begun, wishes not fulfilled, and the member report, there.

The volunteer's row is locked first: whoever signs up, consents or reports at the same time waits for it.
"""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of

from ..models import Consent, ReportEnd, SignUpState
from ..queries import consents as consent_queries
from ..queries import member_reports as report_queries
from ..queries import sign_ups as sign_up_queries
from ..queries import volunteers
from ..queries import withdrawals as queries
from . import consents, member_reports, sign_ups, wish_takings
from .demands import Act
from .member_reports import Telling

WORDS = "已撤回同意 / consent withdrawn"


async def withdraw(session: AsyncSession, consent_id: UUID, telling: Telling) -> Consent:
    """Nobody is refused this, whatever runs there. Raises ConsentMissing, ConsentWithdrawn."""
    await volunteers.locked(session, [telling.by])
    row = await consent_queries.own(session, consent_id, telling.by)
    await consents.withdraw(session, row, at=telling.at)
    await _give_places_back(session, row.community_id, telling)
    act = Act(telling.by, telling.at, day_of(telling.at, telling.zone), WORDS)
    await wish_takings.give_back(session, telling.by, row.community_id, act)
    report = await report_queries.standing(session, telling.by)
    if report is not None and report.community_id == row.community_id:
        await member_reports.end(session, report, ReportEnd.CONSENT_WITHDRAWN, None, telling)
    return row


async def _give_places_back(session: AsyncSession, community_id: UUID, telling: Telling) -> None:
    held = await queries.to_come(session, telling.by, community_id, telling.at)
    for shift_id in sorted({row.shift_id for row in held}):
        await sign_up_queries.shift_shared(session, shift_id)
    await sign_up_queries.roles_locked(session, {row.role_id for row in held})
    for row in held:
        now = await sign_up_queries.again(session, row)
        if now.state is SignUpState.CONFIRMED:
            await sign_ups.release(
                session, now, SignUpState.CANCELLED, by=telling.by, at=telling.at, reason=WORDS
            )
