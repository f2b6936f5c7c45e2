"""Transfer sheets: made when a transfer is heard of; what nobody decides in time goes back to the member."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.clock import day_of
from shared.db import Database, add_or_refuse
from shared.facts import Fact
from shared.ids import named_id
from shared.inbox import Heard
from shared.messages import Messenger
from shared.outbox import Teller

from ..events import SOURCE
from ..models import Claim, ClaimState, Decision, Period, TransferClosing, TransferSheet
from ..queries import entries, members, schemes
from ..queries import transfer_sheets as queries
from ..rules import transfer_sheets as rules
from ..rules.months import Away, Span, assessable
from ..rules.scoring import ZERO
from . import messages


class _TwiceError(Exception):
    """Another was quicker."""


async def hear(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
    """One sheet for each letter, once the roster knows where the member belongs; none for who comes from outside."""
    data: dict[str, Any] = fact.data
    if data["from_branch_id"] is None:
        return "ignored", None
    sheet = TransferSheet(
        member_id=UUID(data["person_id"]),
        from_branch_id=UUID(data["from_branch_id"]),
        to_branch_id=UUID(data["to_branch_id"]) if data["to_branch_id"] else None,
        moved_on=date.fromisoformat(data["on"]),
        letter_no=str(data["letter_no"]),
        periods=[],
        open_claims=[],
        made_at=at,
    )
    ends = sheet.from_branch_id, sheet.to_branch_id
    if not await queries.has_moved(session, sheet.member_id, *ends, sheet.moved_on):
        return "parked", "member_missing"
    sheet.periods = [asdict(each) for each in await _periods(session, sheet)]
    waiting = await queries.open_claims(session, sheet.member_id, sheet.from_branch_id)
    sheet.open_claims = [asdict(_open(claim)) for claim in waiting]
    return ("applied" if await _added(session, sheet) else "duplicate"), None


async def _periods(session: AsyncSession, sheet: TransferSheet) -> list[rules.PeriodHandedOver]:
    spans = await members.stays(session, sheet.member_id, sheet.from_branch_id)
    away = await members.away(session, [sheet.member_id], rules.year_of(sheet.moved_on), sheet.moved_on)
    found = await queries.periods_until(session, sheet.from_branch_id, sheet.moved_on)
    return [
        await _handed_over(session, sheet.member_id, period, spans, away[sheet.member_id])
        for period in found
        if any(span.touches(period.starts_on, period.ends_on) for span in spans)
    ]


async def _handed_over(
    session: AsyncSession, member_id: UUID, period: Period, spans: Sequence[Span], away: Sequence[Away]
) -> rules.PeriodHandedOver:
    text = await schemes.texts.of(session, period.scheme_id)
    lines = await entries.lines_of(session, period.id, member_id)
    months = assessable(spans, period.starts_on, period.ends_on, away)
    total = asdict(rules.total(text, lines))
    return rules.PeriodHandedOver(period.id, period.code, period.state.value, months, **total)


def _open(claim: Claim) -> rules.OpenClaim:
    return rules.OpenClaim(claim.id, claim.item_code, claim.asked, claim.occurred_on)


async def sweep(database: Database, at: datetime, *, teller: Teller, zone: ZoneInfo, days: int) -> int:
    """Return what the old branch has not decided in so many days; says of how many sheets. May run in several."""
    today = day_of(at, zone)
    async with database.read() as view:
        due = await queries.due(view, today - timedelta(days=days))
    for sheet_id in due:
        await database.retrying(partial(_close, sheet_id=sheet_id, teller=teller, at=at, today=today))
    return len(due)


async def _close(session: AsyncSession, *, sheet_id: UUID, teller: Teller, at: datetime, today: date) -> None:
    sheet = await session.get_one(TransferSheet, sheet_id)
    ids = [UUID(each["claim_id"]) for each in sheet.open_claims]
    left = await queries.still_open(session, ids)
    if not await _added(session, TransferClosing(sheet_id=sheet.id, at=at, returned=len(left))):
        return
    to = Messenger(session, teller, at, today)
    for claim in left:
        await _give_back(session, claim, at)
        await messages.claim_moved(to, claim)
    await audit.note(session, at=at, act="transfer_sheet.close", object_id=str(sheet.id))


async def _give_back(session: AsyncSession, claim: Claim, at: datetime) -> None:
    by = named_id("service", SOURCE)
    session.add(
        Decision(claim_id=claim.id, verdict="returned", points=ZERO, reason=rules.RETURNED, by_id=by, at=at)
    )
    claim.state = ClaimState.RETURNED
    await session.flush()


async def _added(session: AsyncSession, row: TransferSheet | TransferClosing) -> bool:
    """Whether it is new."""
    try:
        await add_or_refuse(session, row, _twice)
    except _TwiceError:
        return False
    return True


async def _twice() -> Exception:
    return _TwiceError()
