"""What holds of departures: the person is inactive from the day on, and what was entered wrongly is given back.

Who retires, resigns or is dismissed still belongs to the branch until a letter moves the relation; death ends it.
"""

from datetime import date

from shared.errors import Conflict, Missing

from ...models import Departure, DepartureReason, DepartureState, Person
from .persons import PersonInactive


class DepartureMissing(Missing):
    """No such departure, or out of reach."""

    zh, en = "离岗记录不存在", "No such departure"


class DeparturePlanned(Conflict):
    """It is known already that the person leaves."""

    zh, en = "该人员已登记离岗", "A departure of this person is planned already"


class DepartureNotStanding(Conflict):
    """It was reversed, or the person has come back."""

    zh, en = "该离岗记录已不再有效", "The departure stands no longer"


class DeathAhead(Conflict):
    """Nobody knows the day."""

    zh, en = "逝世日期不得晚于今天", "The day of a death is not in the future"


def check_entering(person: Person, reason: DepartureReason, on: date, today: date) -> None:
    """Raises PersonInactive, DeathAhead."""
    if not person.active:
        raise PersonInactive
    if reason is DepartureReason.DIED and on > today:
        raise DeathAhead


def may_undo(departure: Departure) -> None:
    """Raises DepartureNotStanding."""
    if departure.state not in {DepartureState.PLANNED, DepartureState.APPLIED}:
        raise DepartureNotStanding


def due(departure: Departure, on: date) -> bool:
    """Whether its day has come."""
    return departure.state == DepartureState.PLANNED and departure.on <= on


def ends_membership(departure: Departure) -> bool:
    """Only death ends what binds a member to the branch; otherwise a letter does."""
    return departure.reason == DepartureReason.DIED
