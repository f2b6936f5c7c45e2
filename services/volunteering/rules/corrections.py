"""Corrections: a record says something else from now on, once both sides have confirmed it anew."""

from datetime import date

from shared.errors import Conflict

from ..models import RecordState, ServiceRecord
from . import service_records
from .service_records import Claim, OutsideShift

CORRECTABLE = (
    RecordState.SUBMITTED,
    RecordState.DISPUTED,
    RecordState.IN_PUBLICITY,
    RecordState.FINAL,
)


class NothingToCorrect(Conflict):
    """It says so already."""

    zh, en = "与现有记录相同,无需更正", "The record says so already"


def may_correct(row: ServiceRecord, claim: Claim) -> None:
    """Raises RecordNotInState, NothingToCorrect."""
    service_records.needs(row, *CORRECTABLE)
    minutes = row.confirmed_minutes if row.confirmed_minutes is not None else row.claimed_minutes
    if (row.starts_at, row.ends_at, minutes) == (claim.starts_at, claim.ends_at, claim.minutes):
        raise NothingToCorrect


def reopened(row: ServiceRecord) -> RecordState:
    """What is final counts on until its correction is final; everything else is put to both sides anew."""
    return RecordState.FINAL if row.state is RecordState.FINAL else RecordState.SUBMITTED


def same_day(row: ServiceRecord, served_on: date) -> None:
    """What was told of a day stays on it. Raises OutsideShift."""
    if row.served_on != served_on:
        raise OutsideShift
