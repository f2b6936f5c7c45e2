"""Discipline: what is told of punishments is kept; a sweep puts before committees what follows, and posts nothing."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit, bulk
from shared.clock import day_of
from shared.db import Database
from shared.facts import Fact
from shared.ids import named_id
from shared.inbox import Heard
from shared.messages import Messenger
from shared.outbox import Teller

from ..events import SOURCE
from ..models import Claim, ClaimState, DisciplineProposal, DisciplineReference, Origin, Period
from ..queries import claims, members, periods, schemes
from ..queries import discipline as queries
from ..rules import discipline as rules
from ..rules.claims import digest_of
from ..rules.periods import TAKES_ENTRIES
from ..rules.scheme_text import Item
from ..rules.scoring import ZERO
from ..rules.worth import worth
from . import messages

TABLE = DisciplineReference.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_HELD = (
    "ON CONFLICT (member_id, reference_no) DO UPDATE SET reference_no = discipline_reference.reference_no "
    "RETURNING recorded_on, lifted_on"
)


async def hear(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
    """Keep what is told of a reference, once; recording and lifting may come in any order."""
    del at
    told = rules.told(fact.data)
    key = {"member_id": told.member_id, "reference_no": told.reference_no}
    [row] = await bulk.insert(await session.connection(), TABLE, [key], tail=_HELD)
    recorded = fact.type == rules.RECORDED
    if (row.recorded_on if recorded else row.lifted_on) is not None:
        return "duplicate", None
    new = {"recorded_on": told.on, "filed_by": told.by_id} if recorded else {"lifted_on": told.on}
    own = [TABLE.c[name] == value for name, value in key.items()]
    await session.execute(update(TABLE).where(*own).values(effect=told.effect, **new))
    return "applied", None


async def sweep(database: Database, at: datetime, *, teller: Teller, zone: ZoneInfo) -> int:
    """Put before committees what is due, withdraw what is not any more; says how much. May run in several."""
    today = day_of(at, zone)
    async with database.read() as view:
        stale = await queries.to_withdraw(view)
        lifted = await queries.to_lift(view, today)
        due = await queries.to_propose(view, today)
    acts: list[Callable[..., Awaitable[None]]] = [partial(_withdraw, claim_id=each) for each in stale]
    acts += [partial(_propose_lifting, due=each) for each in lifted]
    acts += [partial(_propose, due=each) for each in due]
    for act in acts:
        await database.retrying(partial(_do, act=act, teller=teller, at=at, on=today))
    return len(acts)


async def _do(
    session: AsyncSession, *, act: Callable[..., Awaitable[None]], teller: Teller, at: datetime, on: date
) -> None:
    await act(session, to=Messenger(session, teller, at, on))


async def _withdraw(session: AsyncSession, *, to: Messenger, claim_id: UUID) -> None:
    claim = await session.get_one(Claim, claim_id, with_for_update=True)
    if claim.state not in claims.PENDING:
        return
    claim.state = ClaimState.WITHDRAWN
    await messages.matter_withdrawn(to, claim)
    await audit.note(session, at=to.at, act="discipline.withdraw", object_id=str(claim.id))


async def _propose(session: AsyncSession, *, to: Messenger, due: queries.Due) -> None:
    """A claim in the period, if its scheme has an item for it; a note to the committee, once, if it has none."""
    reference = await queries.reference(session, due)
    period = await session.get_one(Period, due.period_id, with_for_update=True)
    known = await queries.proposals(session, due)
    if reference.recorded_on is None or reference.lifted_on or period.state not in TAKES_ENTRIES:
        return
    if any(each.period_id == period.id and not each.lifting for each in known):
        return
    stays = await members.stays(session, due.member_id, period.branch_id)
    first = rules.first_day(reference.recorded_on, period, stays)
    text = await schemes.texts.of(session, period.scheme_id)
    item = rules.item_for(text, reference.effect)
    claim = None
    if item and first and (rules.is_lasting(item) or not any(each.claim_id for each in known)):
        claim = _claim(reference, period, item, first, to.at)
        session.add(claim)
        await session.flush()
        await messages.matter_opened(to, claim)
    elif item is None and not any(each.branch_id == period.branch_id for each in known):
        await messages.matter_noted(to, due.member_id, period)
    await _remember(session, due, period.branch_id, claim, to.at, lifting=False)


async def _propose_lifting(session: AsyncSession, *, to: Messenger, due: queries.Due) -> None:
    """A claim in the next period for lifting the veto that stands in this one."""
    reference = await queries.reference(session, due)
    known = {
        each.lifting: each
        for each in await queries.proposals(session, due)
        if each.period_id == due.period_id
    }
    made = known.get(False)
    if True in known or made is None or made.claim_id is None or reference.lifted_on is None:
        return
    vetoed = await session.get_one(Claim, made.claim_id)
    later = await queries.next_period(session, made.branch_id, reference.lifted_on, to.on)
    if later is None:
        return
    period = await periods.by_id(session, due.period_id)
    item = (await schemes.texts.of(session, period.scheme_id)).item(vetoed.item_code)
    claim = None
    if item and rules.is_lasting(item):
        claim = _claim(reference, later, item, later.starts_on, to.at, lifts=vetoed)
        session.add(claim)
        await session.flush()
        await messages.matter_opened(to, claim)
    await _remember(session, due, made.branch_id, claim, to.at, lifting=True)


async def _remember(
    session: AsyncSession,
    due: queries.Due,
    branch_id: UUID,
    claim: Claim | None,
    at: datetime,
    *,
    lifting: bool,
) -> None:
    claim_id = claim.id if claim else None
    session.add(
        DisciplineProposal(**due._asdict(), lifting=lifting, branch_id=branch_id, claim_id=claim_id, at=at)
    )
    await session.flush()
    act = "discipline.propose_lifting" if lifting else "discipline.propose"
    await audit.note(session, at=at, act=act, object_id=str(claim_id or due.period_id))


def _claim(
    reference: DisciplineReference,
    period: Period,
    item: Item,
    on: date,
    at: datetime,
    lifts: Claim | None = None,
) -> Claim:
    words = (rules.lifting if lifts else rules.proposal)(reference.reference_no)
    return Claim(
        branch_id=period.branch_id,
        group_id=None,  # what belongs to no group is no group leader's to read
        period_id=period.id,
        member_id=reference.member_id,
        item_code=item.code,
        origin=Origin.DISCIPLINE,
        # Whoever recorded it has filed it, and does not decide it.
        filed_by=reference.filed_by or named_id("service", SOURCE),
        filed_role="system",
        occurred_on=on,
        quantity=Decimal(1),
        asked=ZERO if lifts else worth(item),
        statement=words,
        statement_digest=digest_of(words),
        state=ClaimState.GROUP_CHECKED,
        written_at=at,
        submitted_at=at,
        lifts_id=lifts.entry_id if lifts else None,
    )
