"""One quarter of the demo branch: what came in by itself, what officers reported, what members claimed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import COMMITTEE, Reach, Role
from shared.auth.principal import Access, Grant
from shared.facts import fact

from ..models import Claim, Period
from ..rules.months import first_days
from ..usecases import claims, facts, reports
from .people import Cast
from .story import EAGERNESS, FACTS, HABITS, MISHAP, REPORTS, Wish
from .told import Told

_DECISION_DAYS = 2


@dataclass
class Quarter:
    """A period being lived through, up to and including `today`. What is `told` by others is not made up."""

    session: AsyncSession
    cast: Cast
    period: Period
    today: date
    luck: Random
    told: Told
    awaiting: list[Claim] = field(default_factory=list)

    async def live(self) -> None:
        """What happens in any quarter. What the committee must decide is left in `awaiting`."""
        for member_id in self.cast.members:
            await self._facts(member_id)
            await self._reports(member_id)
            await self._habits(member_id)
        await self._offices()

    async def _facts(self, member_id: UUID) -> None:
        for number, (kind, more, months, chance) in enumerate(FACTS):
            for place, month in enumerate(months):
                day = self._day(month, number)
                happens = self._happens(member_id, chance, day)
                if happens and not self.told.has(kind, more, day):
                    await self._hear(kind, member_id, day, f"{kind}-{day}-{place}", more)

    async def _hear(self, kind: str, member_id: UUID, day: date, source: str, more: dict[str, str]) -> None:
        values: dict[str, Any] = (
            {**more, "minutes": int(more["minutes"])} if "minutes" in more else dict(more)
        )
        told = fact(
            kind,
            source="demo",
            subject=member_id,
            at=evening(day),
            person_id=member_id,
            occurred_on=day,
            source_id=source,
            **values,
        )
        await facts.hear(self.session, told, evening(day))

    async def _reports(self, member_id: UUID) -> None:
        rows: dict[str, list[reports.Report]] = {}
        for number, told in enumerate(REPORTS):
            for month in told.months:
                day = self._day(month, number + 9)
                if (
                    self._happens(member_id, told.chance, day)
                    and self.cast.holders.get(told.role) != member_id
                ):
                    points = Decimal(told.points) if told.points else None
                    reference = f"{told.item}-{day:%y%m%d}-{self.cast.members.index(member_id) + 1:02}"
                    row = reports.Report(member_id, told.item, day, reference, points=points)
                    rows.setdefault(told.role, []).append(row)
        for role, made in rows.items():
            call = self._call(Role(role), max(row.occurred_on for row in made))
            answers = await reports.make_many(self.session, made, call, dry_run=False)
            self.awaiting += [each for each in answers if isinstance(each, Claim)]

    async def decide_awaiting(self) -> None:
        """The committee's word on what waits for it, as far as its meetings have come."""
        for claim in self.awaiting:
            if claim.occurred_on + timedelta(days=_DECISION_DAYS) <= self.today:
                await self.decide(claim)

    async def _habits(self, member_id: UUID) -> None:
        for number, (wish, chance) in enumerate(HABITS):
            day = self._day(number % 3, number + 5)
            if self._happens(member_id, chance, day):
                claim = await self.claim(wish, member_id, day)
                await self.check(claim)
                self.awaiting.append(claim)

    async def _offices(self) -> None:
        """The group leaders' unpaid work, reported in the last month."""
        day = self._day(2, 20)
        if day > self.today:
            return
        role = Role.ORGANISATION
        made = [
            reports.Report(leader, "D06", day, f"D06-{day:%y%m}")
            for leader in self.cast.leaders.values()
            if leader != self.cast.one(role)
        ]
        answers = await reports.make_many(self.session, made, self._call(role, day), dry_run=False)
        self.awaiting += [each for each in answers if isinstance(each, Claim)]

    def _call(self, role: Role, day: date) -> reports.Call:
        branch = self.cast.branch_id
        holder = self.cast.one(role)
        grants = (Grant(Reach.BRANCH, branch, role=role),)
        access = Access("report.make", holder, "demo", branch, None, frozenset({role}), grants)
        return reports.Call(access, evening(day), day)

    async def claim(self, wish: Wish, member_id: UUID, day: date, *, submit: bool = True) -> Claim:
        """A claim made on the evening of the deed."""
        points = Decimal(wish.points) if wish.points else None
        deed = claims.Deed(wish.item, day, wish.statement, points=points)
        proofs = [claims.Proof(text=wish.proof)]
        return await claims.write(
            self.session, deed, proofs, by=member_id, at=evening(day), today=day, submit=submit
        )

    async def check(self, claim: Claim, verdict: str = "endorsed", reason: str | None = None) -> None:
        """The leader's word on the next day, where one is needed."""
        leader = self.cast.leader_of(claim.member_id)
        if claim.state.value == "submitted":
            at = evening(claim.occurred_on + timedelta(days=1))
            await claims.check(self.session, claim, verdict, reason=reason, by=leader, at=at)

    async def decide(
        self, claim: Claim, verdict: str = "approved", points: str | None = None, reason: str | None = None
    ) -> None:
        """The committee's word two days later, by a commissioner who is not concerned."""
        judge, role = self.judge(claim)
        await claims.decide(
            self.session,
            claim,
            verdict,
            points=Decimal(points) if points else None,
            reason=reason,
            by=judge,
            role=role.value,
            at=evening(claim.occurred_on + timedelta(days=_DECISION_DAYS)),
        )

    def judge(self, claim: Claim, *besides: UUID) -> tuple[UUID, Role]:
        """A commissioner who is not concerned, nor one of those `besides`."""
        concerned = {*besides, claim.member_id, claim.filed_by, self.cast.leader_of(claim.member_id)}
        return next(
            (self.cast.one(role), role)
            for role in COMMITTEE
            if role.value in self.cast.holders and self.cast.one(role) not in concerned
        )

    def some_days(self, count: int) -> list[date]:
        """Days of the period up to three days ago, evenly spread."""
        last = min(self.period.ends_on, self.today) - timedelta(days=3)
        length = max((last - self.period.starts_on).days, 0)
        return [self.period.starts_on + timedelta(days=length * n // max(count, 1)) for n in range(count)]

    def _day(self, month: int, spread: int) -> date:
        return first_days(self.period.starts_on, self.period.ends_on)[month] + timedelta(days=4 + spread % 22)

    def _happens(self, member_id: UUID, chance: int, day: date) -> bool:
        if chance >= MISHAP:
            chance += EAGERNESS[self.cast.members.index(member_id) % len(EAGERNESS)]
        # Drawn before the day is looked at, so that the same things happen whenever one looks.
        return self.luck.randrange(100) < chance and self.cast.since[member_id] <= day <= self.today


def evening(day: date) -> datetime:
    """17:30 at the factory."""
    return datetime.combine(day, time(9, 30), UTC)
