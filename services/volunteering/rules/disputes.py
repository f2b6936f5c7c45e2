"""Disputes: who may doubt a record, until when, and who may answer."""

from collections.abc import Collection
from uuid import UUID

from shared.errors import Conflict, Forbidden, Missing

from ..models import Dispute, RecordState, ServiceRecord


class DisputeMissing(Missing):
    """No such dispute, or not for you."""

    zh, en = "没有这项异议", "No such dispute"


class DisputeClosed(Conflict):
    """What is final is corrected, what is void stays so."""

    zh, en = "公示已结束,不能提出异议", "It is too late to dispute this record"


class DisputedAlready(Conflict):
    """One doubt of a person at a time."""

    zh, en = "您已提出异议,尚未答复", "You have an open dispute on this record"


class DisputeOpen(Conflict):
    """First the dispute is answered."""

    zh, en = "该记录有未答复的异议", "The record has an open dispute"


class DisputeAnswered(Conflict):
    """Once answered it is answered."""

    zh, en = "该异议已答复", "The dispute is answered already"


class PartyToDispute(Forbidden):
    """Neither who doubts, nor whose hours they are, nor who entered or confirmed them, answers."""

    remarkable = True
    zh, en = "异议当事人不能答复", "A party to the dispute does not answer it"


def may_dispute(row: ServiceRecord) -> None:
    """Raises DisputeClosed."""
    under_way = row.state is RecordState.FINAL and row.public_until is not None
    open_to = {RecordState.SUBMITTED, RecordState.DISPUTED, RecordState.IN_PUBLICITY}
    if not (under_way or row.state in open_to):
        raise DisputeClosed


def may_answer(row: Dispute, by: UUID, parties: Collection[UUID]) -> None:
    """Raises DisputeAnswered, PartyToDispute."""
    if row.answered_at is not None:
        raise DisputeAnswered
    if by in parties or by == row.by_id:
        raise PartyToDispute


def after(row: ServiceRecord) -> RecordState:
    """Where a record goes on whose disputes have all failed."""
    if row.state is RecordState.FINAL:
        return RecordState.FINAL
    return RecordState.SUBMITTED if row.confirmed_minutes is None else RecordState.IN_PUBLICITY
