"""Outsiders: a branch and a community confirm to each other, which is worth something from two sides only."""

from collections.abc import Sequence
from datetime import date

from shared.auth.policy import Role
from shared.errors import Conflict

from ...models import Appointment
from .spans import overlap


class CommunityOfficerInside(Conflict):
    """A community officer, who at the same time would be in a branch or hold another office."""

    zh, en = (
        "社区工作人员不得同时隶属党支部或担任其他职务",
        "A community officer is in no branch and holds no other office",
    )


def check_no_outsider(offices: Sequence[Appointment], *, from_on: date) -> None:
    """`offices` are all appointments of whoever joins a branch. Raises CommunityOfficerInside."""
    for held in offices:
        if held.role == Role.COMMUNITY_OFFICER and overlap(held, from_on, None):
            raise CommunityOfficerInside
