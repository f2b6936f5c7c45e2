"""Long absence: whoever is lent out, ill, or away for more than a month is not expected; anything shorter is a leave.

A meeting with sittings on several days waits for whoever is here on one of them.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from ..models import RollAbsence

_LENT, _ILL = "secondment", "sick_leave"
_LONGEST_MONTH = 31


class Away(NamedTuple):
    """An absence as directory tells it; both days belong to it, and it is open-ended without the last."""

    kind: str
    from_on: date
    until_on: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies within."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    @property
    def is_long(self) -> bool:
        """Whether nobody waits: secondment and illness always, anything else if it lasts more than a month."""
        if self.kind in {_LENT, _ILL}:
            return True
        return self.until_on is None or (self.until_on - self.from_on).days >= _LONGEST_MONTH


def reason(days: Collection[date], absences: Iterable[Away]) -> RollAbsence | None:
    """Why somebody is expected on none of these days; None if on one of them."""
    long = [each for each in absences if each.is_long]
    for why, some in (
        (RollAbsence.SECONDED, [each for each in long if each.kind == _LENT]),
        (RollAbsence.AWAY, long),
    ):
        if days and all(any(each.holds(day) for each in some) for day in days):
            return why
    return None
