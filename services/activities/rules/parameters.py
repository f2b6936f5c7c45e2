"""Branch parameters: figures that a branch may set for itself, each with its bounds and what holds by default.

Every default is a proposal; none is fixed by a text. What the Party's rules fix (quorums, frequencies, the months of
absence) is no parameter. A change begins on a day to come, so what was in force on a day that has begun stays so for
good, and may be remembered.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from shared.errors import Malformed
from shared.parameters import history
from shared.types import PlainNumber, as_number

GraceMinutes = Annotated[
    int, Field(ge=0, le=60, description="Later, or gone earlier, by more than this is late, or left early.")
]
CheckInMinutes = Annotated[
    int, Field(ge=5, le=240, description="So long before a sitting begins check-in opens.")
]
CheckOutMinutes = Annotated[
    int, Field(ge=0, le=240, description="So long after a sitting ends one may still check out.")
]
MakeUpDays = Annotated[
    int, Field(ge=1, le=60, description="So many days after the closing a make-up may be handed in.")
]
AbsenceCredit = Annotated[
    Decimal,
    Field(
        ge=Decimal("0.1"),
        le=Decimal("0.5"),
        decimal_places=1,
        allow_inf_nan=False,
        description="The share of an attendance that a make-up is worth after absence; after leave it is worth all.",
    ),
    PlainSerializer(as_number, return_type=int | float, when_used="json"),
    PlainNumber,
]
MinutesDays = Annotated[
    int, Field(ge=1, le=60, description="So many days after the meeting its minutes should be signed.")
]
OfferHours = Annotated[
    int,
    Field(ge=1, le=336, description="So long a freed place is offered, unless the sitting says otherwise."),
]
PassMark = Annotated[
    int,
    Field(ge=1, le=100, description="Per cent of right answers, unless course or contest says otherwise."),
]
ContestAttempts = Annotated[
    int, Field(ge=1, le=10, description="Scored attempts of each person, unless the contest says otherwise.")
]
CourseQuestions = Annotated[int, Field(ge=1, le=20, description="Questions of a course's test.")]
MaterialMinutes = Annotated[
    int, Field(ge=1, le=10, description="A material takes no longer than this to read or watch.")
]
MinimumGroup = Annotated[
    int,
    Field(
        ge=3, le=50, description="Fewer ratings of a lesson, or people of a team in a contest, show no mean."
    ),
]
GoodRating = Annotated[
    Decimal,
    Field(
        ge=1,
        le=5,
        decimal_places=1,
        allow_inf_nan=False,
        description="The mean mark from which on it is told that a lesson was given.",
    ),
    PlainSerializer(as_number, return_type=int | float, when_used="json"),
    PlainNumber,
]


class CourseQuestionsCross(Malformed):
    """On no day may a test need more questions than it may have."""

    zh, en = "微课测试的最少题数不能大于最多题数", "A test may not need more questions than it may have"
    detail_zh, detail_en = (
        "自 {on} 起最少 {least} 道、最多 {most} 道",
        "From {on} on, at least {least} and at most {most}",
    )


class Parameters(BaseModel):
    """All figures as they hold on one day. Source: domain parameters and the micro contest's terms, as proposals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    grace_minutes: GraceMinutes = 15
    check_in_minutes: CheckInMinutes = 30
    check_out_minutes: CheckOutMinutes = 30
    make_up_days: MakeUpDays = 7
    absence_credit: AbsenceCredit = Decimal("0.5")
    minutes_days: MinutesDays = 7
    offer_hours: OfferHours = 24
    pass_mark: PassMark = 60
    contest_attempts: ContestAttempts = 1
    course_questions_least: CourseQuestions = 3
    course_questions_most: CourseQuestions = 5
    material_minutes: MaterialMinutes = 10
    minimum_group: MinimumGroup = 3
    good_rating: GoodRating = Decimal("3.5")

    @property
    def grace(self) -> timedelta:
        """`grace_minutes` as a span."""
        return timedelta(minutes=self.grace_minutes)


DEFAULTS = Parameters()
"""What holds where a branch has said nothing."""


class History(history.History[Parameters]):
    """What a branch's parameters come to: from each day on the whole of them, the last day first."""

    proposed = DEFAULTS

    @staticmethod
    def agree(on: date, figures: Parameters) -> None:
        """Raises CourseQuestionsCross."""
        least, most = figures.course_questions_least, figures.course_questions_most
        if least > most:
            raise CourseQuestionsCross(on=on.isoformat(), least=least, most=most)


SILENT = History()
"""A branch that has changed nothing."""
