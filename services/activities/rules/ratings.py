"""Ratings: from those who were there, shown and told to others from where the branch's parameters say."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shared.errors import Conflict, Forbidden

from ..models import Lesson, LessonState, Rating, ReviewKind
from .lessons import needs

MARKS = 3
"""Content, usefulness, delivery."""
_HUNDREDTHS = Decimal("0.01")


class NotPresent(Forbidden):
    """Only who is recorded as present rates (rule 26)."""

    zh, en = "未登记到课,不能评价", "Only those recorded as present rate a lesson"


class RatedTwice(Conflict):
    """One rating for each participant (rule 26)."""

    zh, en = "已评价过这一课", "You have rated this lesson"


class NotTheReviewer(Forbidden):
    """The comment is the appointed reviewer's, the answer is the lecturer's."""

    zh, en = "点评人未指定或不是本人", "You are not the one who is asked for this"


class ReviewTwice(Conflict):
    """One comment and one answer for each lesson."""

    zh, en = "点评或答复已提交", "It has been given already"


class ReviewMissing(Conflict):
    """The appointed reviewer has not commented yet."""

    zh, en = "指定的点评人尚未点评", "The appointed reviewer has not commented yet"


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums of the marks of a lesson; means are taken from them, never from means.

    With fewer than `least` ratings a mean would give somebody away, and there is none.
    """

    count: int
    content: int
    usefulness: int
    delivery: int
    least: int

    @classmethod
    def of(cls, ratings: Iterable[Rating], least: int) -> "Tally":
        """Count the ratings of one lesson."""
        rows = list(ratings)
        return cls(
            len(rows),
            sum(row.content for row in rows),
            sum(row.usefulness for row in rows),
            sum(row.delivery for row in rows),
            least,
        )

    @property
    def shown(self) -> bool:
        """Whether enough people have rated."""
        return self.count >= self.least

    def mean(self, total: int) -> Decimal | None:
        """A mean mark to two places, or None while too few have rated."""
        return _divided(total, self.count) if self.shown else None

    @property
    def overall(self) -> Decimal | None:
        """The mean of all marks to two places, or None while too few have rated."""
        return _divided(self._all, self.count * MARKS) if self.shown else None

    def reaches(self, mark: Decimal) -> bool:
        """Whether the exact mean is that mark or better; what is only rounded up to it is not."""
        return self.shown and self._all >= self.count * MARKS * mark

    @property
    def _all(self) -> int:
        return self.content + self.usefulness + self.delivery


def _divided(total: int, count: int) -> Decimal:
    return (Decimal(total) / count).quantize(_HUNDREDTHS, ROUND_HALF_UP)


def may_conclude(lesson: Lesson, given: Iterable[ReviewKind]) -> None:
    """Raises LessonNotInState, ReviewMissing."""
    needs(lesson, LessonState.HELD)
    if lesson.reviewer_id is not None and ReviewKind.COMMENT not in set(given):
        raise ReviewMissing
