"""What every part of the demo needs: the transaction, the two sides, the day on which one looks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Role
from shared.outbox import Teller

from ..usecases.demands import Act
from ..usecases.projects import BRANCH, COMMUNITY, Step
from .people import Cast

DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Scene:
    """Nothing here happens later than the morning of `on`."""

    session: AsyncSession
    teller: Teller
    zone: ZoneInfo
    cast: Cast
    on: date

    @property
    def organiser(self) -> UUID:
        """Who speaks for the branch from day to day."""
        return self.cast.one(Role.ORGANISATION)

    @property
    def officer(self) -> UUID:
        """Who speaks for the community, and confirms."""
        return self.cast.officers[1]

    @property
    def on_the_spot(self) -> UUID:
        """Who is there for the community, and writes down who came."""
        return self.cast.officers[0]

    def at(self, day: date, clock: str = "17:30") -> datetime:
        """The wall clock at the factory."""
        return datetime.combine(day, time.fromisoformat(clock), self.zone)

    def is_past(self, day: date) -> bool:
        """Whether what is done on that day has been done."""
        return day < self.on

    def saturday(self, weeks_ago: int) -> date:
        """1 is the last one before `on`."""
        return self.on - ((self.on.weekday() - _SATURDAY - 1) % 7 + 1) * DAY - (weeks_ago - 1) * 7 * DAY

    @property
    def coming_saturday(self) -> date:
        """The first for which there is time to sign up."""
        ahead = self.saturday(0)
        return ahead if ahead > self.on + DAY else ahead + 7 * DAY

    def branch_step(self, day: date) -> Step:
        """The branch does something to a project."""
        return Step(self.organiser, BRANCH, self.at(day))

    def community_step(self, day: date) -> Step:
        """The community does."""
        return Step(self.officer, COMMUNITY, self.at(day))

    def act(self, by: UUID, day: date) -> Act:
        """Somebody does something about a demand."""
        return Act(by, self.at(day), day)
