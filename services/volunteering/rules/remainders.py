"""Remainders: decided by another than who answers for the drive, and published. Source: Charity Law art. 58."""

from collections.abc import Iterable
from uuid import UUID

from shared.errors import Conflict, Forbidden

from ..models import Donation, DonorKind, Drive, DriveState
from .books import Taken, left_over


class OwnRemainder(Forbidden):
    """Whoever answers for a drive does not decide alone what becomes of what is left."""

    remarkable = True
    zh, en = "捐助负责人不能独自决定余款余物", "Who answers for the drive does not decide on its remainder"


class ResolutionTaken(Conflict):
    """This resolution stands for another remainder of the drive."""

    zh, en = "该决议已用于本捐助的余款余物", "The resolution stands for another remainder of this drive"


def may_decide(drive: Drive, by: UUID) -> None:
    """Raises OwnRemainder."""
    if by == drive.responsible_id:
        raise OwnRemainder


def concerned(drive: Drive, gifts: Iterable[Donation]) -> list[Taken]:
    """All that is left; of a cancelled drive what belongs to nobody by name, for all other gifts go back.

    Raises NothingLeft.
    """
    if drive.state is DriveState.CANCELLED:
        gifts = [gift for gift in gifts if gift.donor is DonorKind.ANONYMOUS]
    return left_over(gifts)
