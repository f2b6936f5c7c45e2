"""What is under way in the workshop: a letter, a long leave, a probation that ends soon, a retirement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import Teller

from .. import usecases
from ..models import Absence, AbsenceKind, Departure, DepartureReason, LetterReach, Organisation, Person
from ..rules.life.months import months_later, next_month
from ..rules.life.transfers import Validity
from ..usecases.transfers import Act, Letter
from .workshop import BRANCH, COMES_OVER, ON_LEAVE, PROBATIONARY, RETIRES, demo_id

_PROBATION_LEFT = timedelta(days=20)


@dataclass(frozen=True, slots=True)
class Lives:
    """The people and organisations that there are, as of a day."""

    tx: AsyncSession
    teller: Teller
    people: Mapping[str, Person]
    organisations: Mapping[str, Organisation]
    at: datetime
    on: date

    async def furnish(self) -> None:
        """By the same use cases as in life; ids are `demo_id(KIND, KEY)` with the person's key."""
        await self._letter()
        await self._leave()
        await self._retirement()
        await self._probation()

    async def _letter(self) -> None:
        letter = Letter(
            self.organisations[BRANCH],
            None,
            LetterReach.CITY,
            dues_paid_until=f"{self.on:%Y-%m}",
            transfer_id=demo_id("transfer", COMES_OVER),
        )
        act = Act(demo_id("person", "packing-secretary"), self.at, self.on, self.teller)
        await usecases.transfers.issue(self.tx, self.people[COMES_OVER], letter, Validity(), act)

    async def _leave(self) -> None:
        person = self.people[ON_LEAVE]
        absence = Absence(
            id=demo_id("absence", ON_LEAVE),
            person_id=person.id,
            kind=AbsenceKind.SICK_LEAVE,
            from_on=self.on - timedelta(days=45),
            by_id=demo_id("person", "organiser"),
            at=self.at,
        )
        await usecases.absences.begin(self.tx, self.teller, absence, person=person, at=self.at)

    async def _retirement(self) -> None:
        person = self.people[RETIRES]
        departure = Departure(
            id=demo_id("departure", RETIRES),
            person_id=person.id,
            reason=DepartureReason.RETIRED,
            on=months_later(next_month(self.on), 1),
            by_id=demo_id("client", "siyou-hr"),
            at=self.at,
        )
        await usecases.departures.enter(self.tx, self.teller, departure, person=person, today=self.on)

    async def _probation(self) -> None:
        """Admitted elsewhere before coming here, so that a year of probation ends while the demo runs."""
        person = self.people[PROBATIONARY]
        person.joined_party_on = months_later(self.on, -12) + _PROBATION_LEFT
        await usecases.regularisations.propose(
            self.tx,
            person,
            by=demo_id("person", "organiser"),
            today=self.on,
            at=self.at,
            row_id=demo_id("regularisation", PROBATIONARY),
        )
