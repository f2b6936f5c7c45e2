"""Volunteers: who has registered to serve. Nobody is registered by another.

Source: Volunteer Service Regulations art. 7 (true, accurate and complete data), art. 25 (nobody may be forced).
"""

from datetime import date

from shared.errors import Conflict, Malformed, Missing


class VolunteerMissing(Missing):
    """No such volunteer, or not for you."""

    zh, en = "没有这位志愿者", "No such volunteer"


class AlreadyVolunteer(Conflict):
    """One person has one number for good."""

    zh, en = "已登记为志愿者", "Registered as a volunteer already"


class BirthdayAhead(Malformed):
    """Nobody is born tomorrow."""

    zh, en = "出生日期不能晚于今天", "The day of birth is still to come"


def may_be_born(on: date | None, today: date) -> None:
    """Raises BirthdayAhead."""
    if on is not None and on > today:
        raise BirthdayAhead
