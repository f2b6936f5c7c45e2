"""Qualifications: stated by the person, looked at by another, valid until their day.

Source: Volunteer Service Regulations art. 16 (professional qualification where the law demands it); domain rule 30.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import Qualification


class QualificationState(StrEnum):
    """Where a stated qualification stands on a day; only `checked` counts."""

    STATED = "stated"
    CHECKED = "checked"
    REFUSED = "refused"
    EXPIRED = "expired"


class QualificationMissing(Missing):
    """No such qualification, or not for you."""

    zh, en = "没有这项资质", "No such qualification"


class QualificationChecked(Conflict):
    """It has been looked at; a new paper is stated anew."""

    zh, en = "该资质已核验", "The qualification has been checked"


class QualificationExpired(Conflict):
    """A paper that no longer holds is neither stated nor confirmed."""

    zh, en = "该资质已过有效期", "The qualification has expired"


class OwnQualification(Forbidden):
    """Nobody checks the own papers."""

    remarkable = True
    zh, en = "不能核验本人的资质", "Nobody checks the own qualification"


class RefusalUnexplained(Malformed):
    """Who refuses says why; who confirms has nothing to explain."""

    zh, en = "不予通过时须说明理由,通过时不填", "A refusal needs a reason, and only a refusal"


def state(row: Qualification, on: date) -> QualificationState:
    """What it is worth on a day; its last day counts."""
    if row.refused_reason is not None:
        return QualificationState.REFUSED
    if row.valid_until is not None and row.valid_until < on:
        return QualificationState.EXPIRED
    return QualificationState.STATED if row.checked_at is None else QualificationState.CHECKED


def may_state(valid_until: date | None, today: date) -> None:
    """Raises QualificationExpired."""
    if valid_until is not None and valid_until < today:
        raise QualificationExpired


def may_check(row: Qualification, *, passed: bool, reason: str | None, by: UUID, today: date) -> None:
    """Raises OwnQualification, QualificationChecked, RefusalUnexplained, QualificationExpired."""
    if row.person_id == by:
        raise OwnQualification
    if row.checked_at is not None:
        raise QualificationChecked
    if passed == (reason is not None):
        raise RefusalUnexplained
    if passed and state(row, today) is QualificationState.EXPIRED:
        raise QualificationExpired
