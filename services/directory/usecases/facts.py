"""What other services tell directory, dispatched by type; who people are the roster takes in by itself."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import messages
from shared.facts import Fact
from shared.inbox import Apply, Heard

from . import annual_results
from .messages import hear as hear_message

HEARD: dict[str, tuple[Apply, ...]] = {
    messages.DUE: (hear_message,),
    "result.final": (annual_results.hear_result,),
    **dict.fromkeys(("hours.confirmed", "hours.voided"), (annual_results.hear_hours,)),
}
"""Type → who takes it in, one after another in one transaction; each must stand being told twice."""


async def hear(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
    """Parked if anybody waits for something, else applied if it had any effect, else as the first says."""
    heard = [await take_in(session, fact, at) for take_in in HEARD.get(fact.type, ())]
    by_outcome = {outcome: (outcome, code) for outcome, code in reversed(heard)}
    return by_outcome.get("parked") or by_outcome.get("applied") or (heard or [("ignored", None)])[0]
