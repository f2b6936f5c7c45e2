"""The books of the power branch, kept by its use cases: one transaction an act, on the day that stands in `today`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.points.events import HEARD
from services.points.models import Claim, Entry, Grade, Objection, ObjectionState, Period, Result, Scheme
from services.points.queries import entries as entry_queries
from services.points.queries import results
from services.points.rules.scoring import LedgerLine
from services.points.usecases import claims, corrections, facts, grades, objections, periods
from shared import inbox
from shared.db import Database
from shared.facts import Fact, fact
from shared.ids import new_id
from shared.outbox import Teller
from tests.points.world import ident

_numbers = count(1)
TELLER = Teller("points", {})


def told(kind: str, member: str, on: str, **more: Any) -> Fact:
    """A fact about a member's deed, as another service tells it."""
    return told_of(kind, ident(member), on, **more)


def told_of(kind: str, person_id: UUID, on: str, **more: Any) -> Fact:
    data = {"person_id": person_id, "occurred_on": on, "source_id": f"source-{next(_numbers)}"} | more
    at = datetime.fromisoformat(f"{on}T12:00:00+00:00")
    return fact(kind, source="activities", subject=person_id, at=at, **data)


def attended(member: str, on: str = "2026-09-01", **more: Any) -> Fact:
    """A members' meeting attended: A01, 4 points, at most 4 a quarter."""
    return told("attendance.confirmed", member, on, **({"meeting_kind": "members_meeting"} | more))


def again(fact: Fact) -> Fact:
    """The same event told as another fact: with an id of its own."""
    return fact.model_copy(update={"id": new_id()})


async def the_same_scheme_of(session: AsyncSession, branch: str) -> Scheme:
    """The scheme of the power branch for another one."""
    found = await session.execute(select(Scheme).where(col(Scheme.branch_id) == ident("power")))
    row = Scheme(**found.scalar_one().model_dump(exclude={"id", "branch_id"}), branch_id=ident(branch))
    session.add(row)
    await session.flush()
    return row


@dataclass
class Books:
    """What tests do with the branch's third quarter."""

    database: Database
    period_id: UUID
    today: date = date(2026, 9, 15)

    @property
    def now(self) -> datetime:
        """Midday in Shanghai."""
        return datetime.combine(self.today, time(4), UTC)

    async def hear(self, *told: Fact) -> list[str]:
        """What became of each fact, in one delivery: outcome, and its code if it has one."""
        async with self.database.write() as tx:
            outcomes = await inbox.hear(tx, told, facts.hear_by(HEARD), self.now)
        return [f"{each.outcome} {each.code}" if each.code else each.outcome for each in outcomes]

    async def claim(self, by: str = "alone", item: str = "C02", on: str = "2026-09-10", **more: Any) -> Claim:
        """A claim handed in. `alone` has no group, so it goes to the committee at once: C02, 2 points each."""
        deed = claims.Deed(
            item, date.fromisoformat(on), more.pop("statement", f"第{next(_numbers)}次"), **more
        )
        async with self.database.write() as tx:
            return await claims.write(tx, deed, [], by=ident(by), at=self.now, today=self.today, submit=True)

    async def check(
        self, claim: Claim, by: str, verdict: str = "endorsed", reason: str | None = None
    ) -> Claim:
        async with self.database.write() as tx:
            row = await self._locked(tx, Claim, claim.id)
            return await claims.check(tx, row, verdict, reason=reason, by=ident(by), at=self.now)

    async def decide(
        self, claim: Claim, by: str = "organiser", verdict: str = "approved", **more: Any
    ) -> Claim:
        """The committee's word; the claim is locked first, as at the door."""
        async with self.database.write() as tx:
            row = await self._locked(tx, Claim, claim.id)
            told: dict[str, Any] = {"points": None, "reason": None} | more
            return await claims.decide(
                tx, row, verdict, by=ident(by), role="organisation_commissioner", at=self.now, **told
            )

    async def approved(self, by: str = "alone", item: str = "C02", **more: Any) -> Entry:
        """The entry of a claim that the committee has agreed to."""
        claim = await self.decide(await self.claim(by, item, **more))
        return next(each for each in await self.ledger(by) if each.claim_id == claim.id)

    async def reverse(
        self, entry: Entry, by: str = "organiser", reference: str | None = None
    ) -> dict[str, Any]:
        async with self.database.write() as tx:
            return await corrections.reverse(
                tx,
                entry,
                by=ident(by),
                role="organisation_commissioner",
                at=self.now,
                today=self.today,
                reference=reference,
                note="有误",
            )

    async def period(self) -> Period:
        async with self.database.read() as view:
            return await view.get_one(Period, self.period_id)

    async def close(self) -> None:
        """16 October: the time for claims is over."""
        self.today = max(self.today, date(2026, 10, 16))
        async with self.database.write() as tx:
            row = await self._locked(tx, Period, self.period_id)
            await periods.close_claims(tx, row, by=ident("organiser"), at=self.now, today=self.today)

    async def determine(self) -> None:
        async with self.database.write() as tx:
            row = await self._locked(tx, Period, self.period_id)
            await periods.decide(tx, row, by=ident("organiser"), at=self.now, resolution_no="支委会1号")

    async def publish(self) -> None:
        """Friday 16 October and five working days: until the 23rd."""
        async with self.database.write() as tx:
            row = await self._locked(tx, Period, self.period_id)
            await periods.publish(tx, row, by=ident("organiser"), at=self.now, today=self.today)

    async def finalise(self, on: date | None = None) -> None:
        self.today = on or self.today
        async with self.database.write() as tx:
            row = await self._locked(tx, Period, self.period_id)
            await periods.finalise(
                tx,
                TELLER,
                row,
                by=ident("organiser"),
                at=self.now,
                today=self.today,
                resolution_no="支委会2号",
            )

    async def to_publicity(self) -> None:
        await self.close()
        await self.determine()
        await self.publish()

    async def to_the_end(self) -> None:
        await self.to_publicity()
        await self.finalise(date(2026, 11, 2))

    async def object_to(self, line: Entry | Claim, by: str = "li") -> Objection:
        async with self.database.write() as tx:
            period = await tx.get_one(Period, self.period_id)
            return await objections.file(
                tx, period, line, "与事实不符", by=ident(by), at=self.now, today=self.today
            )

    async def answer(
        self, objection: Objection, verdict: str = "upheld", points: str | None = None, by: str = "secretary"
    ) -> Objection:
        given = objections.Answer(
            ObjectionState(verdict), Decimal(points) if points is not None else None, "经查属实"
        )
        async with self.database.write() as tx:
            row = await self._locked(tx, Objection, objection.id)
            return await objections.answer(
                tx, row, given, by=ident(by), role="secretary", at=self.now, today=self.today
            )

    async def confirm(
        self, wanted: dict[str, Grade], by: str = "secretary", reason: str | None = "民主评议"
    ) -> int:
        """How many grades one resolution has confirmed."""
        async with self.database.write() as tx:
            period = await self._locked(tx, Period, self.period_id)
            told = {ident(member): (grade, reason) for member, grade in wanted.items()}
            made = await grades.confirm(
                tx, TELLER, period, told, resolution_no="支委会3号", by=ident(by), at=self.now
            )
            return len(made)

    async def ledger(self, member: str) -> list[Entry]:
        """A member's entries of the quarter, in their own numbers."""
        query = select(Entry).where(
            col(Entry.period_id) == self.period_id, col(Entry.member_id) == ident(member)
        )
        async with self.database.read() as view:
            return list((await view.execute(query.order_by(col(Entry.number)))).scalars())

    async def lines(self, member: str) -> list[LedgerLine]:
        async with self.database.read() as view:
            return await entry_queries.lines_of(view, self.period_id, ident(member))

    async def result(self, member: str) -> Result:
        """What the newest run says of a member."""
        async with self.database.read() as view:
            found = await results.of_member(view, self.period_id, ident(member))
        assert found is not None
        return found

    async def run_numbers(self, members: Sequence[str]) -> list[int]:
        return [(await self.result(member)).run_number for member in members]

    async def _locked(self, tx: AsyncSession, kind: type[Any], row_id: UUID) -> Any:
        return (await tx.execute(select(kind).where(kind.id == row_id).with_for_update())).scalar_one()
