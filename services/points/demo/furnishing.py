"""Last quarter from its first claim to its final result, and this quarter as far as it has come."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Role
from shared.outbox import Teller

from ..models import Claim, Entry, Grade, ObjectionState, Scheme
from ..queries import periods as period_queries
from ..queries import results
from ..rules import scheme as scheme_rules
from ..usecases import claims as acts
from ..usecases import corrections, grades, objections, periods, schemes
from .people import Cast, cast
from .quarter import Quarter, evening
from .story import WISHES
from .told import Told, told

_SEED = "动力车间"
_DAYS_TO_HAPPEN_IN = 10


async def furnish(app: FastAPI, on: date) -> None:
    """Does nothing where there is a scheme already, or nobody to have one."""
    await app.state.database.retrying(lambda session: _furnish(session, app.state.teller, on))
    app.state.desk.forget()


async def _furnish(session: AsyncSession, teller: Teller, on: date) -> None:
    who = await cast(session, on)
    if who is None or (await session.execute(select(Scheme).limit(1))).first():
        return
    first = _quarter_start(on)
    before = _quarter_start(first - timedelta(days=1))
    known = await told(session)
    scheme = await _scheme(session, who, before)
    await _last_quarter(await _open(session, who, scheme, before, on, known), teller)
    await _this_quarter(await _open(session, who, scheme, first, on, known))


def _quarter_start(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


async def _scheme(session: AsyncSession, who: Cast, effective_on: date) -> Scheme:
    writer, approver = who.one(Role.ORGANISATION), who.one(Role.SECRETARY)
    day = effective_on - timedelta(days=12)
    body = scheme_rules.shipped("A") or {}
    row = await schemes.write(session, who.branch_id, body, by=writer, at=evening(day - timedelta(days=5)))
    return await schemes.approve(
        session,
        row,
        resolution_no=f"动支党〔{day.year}〕{day.month:02}号",
        resolved_on=day,
        effective_on=effective_on,
        by=approver,
        at=evening(day),
    )


async def _open(
    session: AsyncSession, who: Cast, scheme: Scheme, first: date, today: date, known: Told
) -> Quarter:
    code = f"{first.year}-Q{(first.month + 2) // 3}"
    period = await periods.open_(session, scheme, code, by=who.one(Role.ORGANISATION), at=evening(first))
    return Quarter(session, who, period, today, Random(f"{_SEED} {code}"), known)  # noqa: S311 - a demo, not a secret


async def _last_quarter(quarter: Quarter, teller: Teller) -> None:
    await quarter.live()
    await quarter.decide_awaiting()
    claims = await _claims(quarter, len(WISHES))
    for place, claim in enumerate(claims):
        await quarter.check(claim)
        verdict, reason = ("rejected", "走访由支部统一组织,不单独计分") if place == 7 else ("approved", None)  # noqa: PLR2004 - one of ten
        await quarter.decide(claim, verdict, reason=reason)
    await _to_the_end(quarter, teller, claims)


async def _claims(quarter: Quarter, count: int) -> list[Claim]:
    days = quarter.some_days(count)
    who, first = quarter.cast, quarter.period.starts_on
    led = [each for each in who.members if who.since[each] <= first and each not in who.leaders.values()]
    return [
        await quarter.claim(WISHES[n % len(WISHES)], led[(5 * n + 2) % len(led)], days[n])
        for n in range(count)
    ]


async def _to_the_end(quarter: Quarter, teller: Teller, claims: list[Claim]) -> None:
    """Each step on its day, as far as the days have come."""
    session, on = quarter.session, quarter.today
    period, steward = quarter.period, quarter.cast.one(Role.ORGANISATION)
    closing = period.claims_until + timedelta(days=1)
    if closing >= on:
        return
    resolution = f"动支委〔{closing.year}〕{closing.month:02}号"
    await periods.close_claims(session, period, by=steward, at=evening(closing), today=closing)
    await periods.decide(session, period, by=steward, at=evening(closing), resolution_no=resolution)
    await periods.publish(session, period, by=steward, at=evening(closing), today=closing)
    if closing + timedelta(days=1) < on:
        await _objections(session, quarter, claims, closing + timedelta(days=1))
    last = await results.last_notice(session, period.id)
    final = (last or on) + timedelta(days=1)
    if final >= on:
        return
    await periods.finalise(
        session, teller, period, by=steward, at=evening(final), today=final, resolution_no=f"{resolution}之二"
    )
    await _grades(session, teller, quarter, final)
    await _reversal(session, quarter, claims, final)


async def _objections(session: AsyncSession, quarter: Quarter, claims: list[Claim], day: date) -> None:
    """One member is right, another is not."""
    period = await period_queries.by_id(session, quarter.period.id)
    for claim, verdict, points, reason in (
        (claims[7], ObjectionState.UPHELD, Decimal(2), "走访记录补交齐全,予以认定"),
        (claims[3], ObjectionState.DISMISSED, None, "带徒时长以记录为准,原计分无误"),
    ):
        text = "该项已附走访记录,请复核" if claim is claims[7] else "带徒时长应为两小时"
        row = await objections.file(
            session, period, claim, text, by=claim.member_id, at=evening(day), today=day
        )
        judge, role = quarter.judge(claim, quarter.judge(claim)[0])
        given = objections.Answer(verdict, points, reason)
        await objections.answer(session, row, given, by=judge, role=role.value, at=evening(day), today=day)


async def _grades(session: AsyncSession, teller: Teller, quarter: Quarter, day: date) -> None:
    """The committee confirms what was proposed, the best third excellent and everyone else at most qualified."""
    secretary = quarter.cast.one(Role.SECRETARY)
    current = [
        row
        for row in await results.current(session, quarter.period.id)
        if row.proposed_grade is not Grade.NOT_GRADED and row.member_id != secretary
    ]
    best = sorted(current, key=lambda row: (-row.score, row.member_id))
    most = len(await results.current(session, quarter.period.id)) // 3
    wanted: dict[UUID, tuple[Grade, str | None]] = {}
    for place, row in enumerate(best):
        too_many = row.proposed_grade is Grade.EXCELLENT and place >= most
        wanted[row.member_id] = (Grade.QUALIFIED, "优秀名额所限") if too_many else (row.proposed_grade, None)
    await grades.confirm(
        session,
        teller,
        quarter.period,
        wanted,
        resolution_no=f"动支委〔{day.year}〕等次确认",
        by=secretary,
        at=evening(day),
    )


async def _reversal(session: AsyncSession, quarter: Quarter, claims: list[Claim], day: date) -> None:
    """A news item turns out to have been counted for the wrong person."""
    entry = await session.get_one(Entry, claims[5].entry_id)
    await corrections.reverse(
        session,
        entry,
        by=quarter.cast.one(Role.DISCIPLINE),
        role=Role.DISCIPLINE.value,
        at=evening(day),
        today=day,
        reference=f"动支委〔{day.year}〕更正",
        note="稿件作者登记有误,予以冲正",
    )


async def _this_quarter(quarter: Quarter) -> None:
    """Claims in every state that an open period knows."""
    await quarter.live()
    await quarter.decide_awaiting()
    if (quarter.today - quarter.period.starts_on).days < _DAYS_TO_HAPPEN_IN:
        return
    approved, reduced, rejected, returned, checked, withdrawn, _submitted = await _claims(quarter, 7)
    for claim in (approved, reduced, rejected, checked):
        await quarter.check(claim)
    await quarter.decide(approved)
    await quarter.decide(reduced, points="1", reason="抢修由两人共同完成,按一半计")
    await quarter.decide(rejected, "rejected", reason="改进尚未验证,验证后可再申报")
    await quarter.check(returned, "returned", "请补充徒弟本人的确认")
    await acts.withdraw(quarter.session, withdrawn)
    await quarter.claim(WISHES[8], quarter.cast.members[0], approved.occurred_on, submit=False)
