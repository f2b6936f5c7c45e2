"""Corrections: after the closing an attendance changes only by another person's word, with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed

from ..models import (
    Attendance,
    AttendanceState,
    CorrectedTo,
    Mark,
    MeetingState,
    RollLine,
    RollStanding,
    Sitting,
)
from .attendances import Outcome, outcome
from .parameters import Parameters
from .scans import in_window
from .sittings import SittingMissing

CORRECTABLE = (MeetingState.MINUTES_DRAFT, MeetingState.MINUTES_SIGNED)
"""Before that one scans; what is archived stays as it is."""

NOT_THERE = {
    **dict.fromkeys(("sitting_id", "came_at", "left_at")),
    **dict.fromkeys(("late_minutes", "early_minutes", "minutes"), 0),
    "check_out_missing": False,
}
"""What an attendance says of whoever was not there, beside its state and day."""


class OwnAttendance(Forbidden):
    """Nobody corrects the own attendance."""

    zh, en = "不能更正本人的出席记录", "Nobody corrects the own attendance"


class CorrectionShape(Malformed):
    """Sitting and times go with having been there, and one comes before one leaves."""

    zh, en = (
        "只有更正为到会才填写场次和时间,且须先到后离",
        "Sitting and times go with presence; one comes before one leaves",
    )


class NotExpected(Conflict):
    """Whom nobody expected is neither absent nor on leave; who was marked by mistake is exempt."""

    zh, en = "不属于应到人员,不能记为缺席或请假", "Whom nobody expected is neither absent nor on leave"


class NothingCorrected(Conflict):
    """It says so already."""

    zh, en = "与现有记录相同,无需更正", "The attendance says so already"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an attendance should say. Without times someone was there from the beginning."""

    to: CorrectedTo
    sitting_id: UUID | None = None
    came_at: datetime | None = None
    left_at: datetime | None = None


def by_another(person_id: UUID, by: UUID) -> None:
    """Raises OwnAttendance."""
    if person_id == by:
        raise OwnAttendance


def shape(wanted: Wanted) -> None:
    """Raises CorrectionShape."""
    there = wanted.to is CorrectedTo.PRESENT
    if not there and (wanted.sitting_id or wanted.came_at or wanted.left_at):
        raise CorrectionShape
    if wanted.left_at and (wanted.came_at is None or wanted.left_at < wanted.came_at):
        raise CorrectionShape


def may_be(wanted: Wanted, line: RollLine | None, row: Attendance | None) -> None:
    """Raises NotExpected, NothingCorrected."""
    expected = line is not None and line.standing is not RollStanding.GUEST
    if not expected and wanted.to in {CorrectedTo.ABSENT, CorrectedTo.ON_LEAVE}:
        raise NotExpected
    if row is None and wanted.to is not CorrectedTo.PRESENT:
        raise NothingCorrected


def attended(
    wanted: Wanted, row: Attendance | None, held: list[Sitting], figures: Mapping[UUID, Parameters]
) -> Outcome | None:
    """What the attendance comes to; None for who was not there. `figures` are what each sitting goes by.

    The sitting is the one named, else the one known, else the first of `held`, which are those not cancelled.
    Raises SittingMissing, CheckInClosed.
    """
    if wanted.to is not CorrectedTo.PRESENT:
        return None
    known = row.sitting_id if row else None
    sitting = next((each for each in held if each.id == (wanted.sitting_id or known)), None)
    if sitting is None and wanted.sitting_id is not None:
        raise SittingMissing
    sitting = sitting or held[0]
    came_at = wanted.came_at or sitting.starts_at
    in_window(sitting, Mark.IN, came_at, figures[sitting.id])
    if wanted.left_at:
        in_window(sitting, Mark.OUT, wanted.left_at, figures[sitting.id])
    return outcome([(came_at, wanted.left_at)], sitting, figures[sitting.id])


def differs(row: Attendance, state: AttendanceState, outcome: Outcome | None) -> None:
    """Raises NothingCorrected."""
    said = row.state, row.sitting_id, row.came_at, row.left_at
    says = (
        (state, outcome.sitting.id, outcome.came_at, outcome.left_at)
        if outcome
        else (state, None, None, None)
    )
    if said == says:
        raise NothingCorrected
