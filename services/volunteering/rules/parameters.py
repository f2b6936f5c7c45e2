"""Branch parameters of volunteering: figures that a branch may set for itself, each with bounds and a proposal.

Every default is a proposal. What the Regulations fix is no parameter: nobody is forced, insurance comes before danger,
travel is no service.
"""

from datetime import timedelta
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from shared.errors import Missing
from shared.parameters import history


class BranchMissing(Missing):
    """No such branch, or out of reach."""

    zh, en = "没有这个党支部", "No such branch"


def _ascending(hours: tuple[int, ...]) -> tuple[int, ...]:
    if any(higher <= lower for lower, higher in pairwise(hours)):
        raise PydanticCustomError("not_ascending", "must ascend")
    return hours


CancellationHours = Annotated[
    int, Field(ge=0, le=168, description="Until so long before a shift one cancels in time.")
]
RestHours = Annotated[int, Field(ge=0, le=24, description="So much rest is due after work before service.")]
CheckInMinutes = Annotated[
    int, Field(ge=5, le=240, description="So long before the own time begins check-in opens.")
]
CheckOutMinutes = Annotated[
    int, Field(ge=0, le=240, description="So long after the own time ends one may still check out.")
]
StepMinutes = Annotated[
    int, Field(ge=1, le=60, description="Minutes are credited in whole steps of so many.")
]
DailyMinutesMost = Annotated[
    int, Field(ge=60, le=1440, description="One person is credited no more on one day, over all projects.")
]
LateEntryDays = Annotated[
    int, Field(ge=0, le=31, description="So many days after serving it may still be entered or told.")
]
HoursPublicityDays = Annotated[
    int, Field(ge=1, le=15, description="So many working days hours stay public before they are final.")
]
ConfirmDays = Annotated[
    int,
    Field(
        ge=1, le=60, description="After so many days a confirmation that is due stands on the overdue list."
    ),
]
StarHours = Annotated[
    tuple[Annotated[int, Field(ge=1, le=100_000)], ...],
    Field(min_length=1, max_length=10, description="Total hours of each star level, ascending."),
    AfterValidator(_ascending),
]
MatchDays = Annotated[
    int, Field(ge=1, le=60, description="After so many days a match that one side left unanswered lapses.")
]
FeedbackDays = Annotated[
    int,
    Field(ge=1, le=92, description="So many days after a quarter's end its feedback letter should be there."),
]


class VolunteeringParameters(BaseModel):
    """All figures as they hold on one day.

    Source: domain parameters, as proposals; stars and days of publicity: Measures 民函〔2012〕340号.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cancellation_hours: CancellationHours = 24
    rest_hours: RestHours = 11
    check_in_minutes: CheckInMinutes = 30
    check_out_minutes: CheckOutMinutes = 60
    step_minutes: StepMinutes = 30
    daily_minutes_most: DailyMinutesMost = 480
    late_entry_days: LateEntryDays = 7
    hours_publicity_days: HoursPublicityDays = 3
    confirm_days: ConfirmDays = 5
    star_hours: StarHours = (100, 300, 600, 1000, 1500)
    match_days: MatchDays = 14
    feedback_days: FeedbackDays = 30

    @property
    def check_in(self) -> timedelta:
        """`check_in_minutes` as a span."""
        return timedelta(minutes=self.check_in_minutes)

    @property
    def check_out(self) -> timedelta:
        """`check_out_minutes` as a span."""
        return timedelta(minutes=self.check_out_minutes)


Parameters = VolunteeringParameters
"""In the joined description it stands beside what other services call so."""

DEFAULTS = Parameters()
"""What holds where a branch has said nothing."""


class History(history.History[Parameters]):
    """What a branch's parameters come to: from each day on the whole of them, the last day first."""

    proposed = DEFAULTS
