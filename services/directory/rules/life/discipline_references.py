"""What holds of discipline references. The case itself is kept by the discipline office, never here."""

from datetime import date
from uuid import UUID

from shared.errors import Conflict, Forbidden, Missing

from ...models import DisciplineReference


class DisciplineReferenceMissing(Missing):
    """No such reference, or out of reach."""

    zh, en = "纪律处分文号不存在", "No such discipline reference"


class ReferenceTaken(Conflict):
    """It was recorded before."""

    zh, en = "该文号已登记", "This reference is recorded already"


class ReferenceLifted(Conflict):
    """It is lifted already."""

    zh, en = "该处分已解除", "It is lifted already"


class ReferenceDayImpossible(Conflict):
    """Nothing is recorded before it happens, nor lifted before it was imposed."""

    zh, en = (
        "日期不得晚于今天,解除日期不得早于处分日期",
        "It happened by today, and was lifted after it was imposed",
    )


class OwnReference(Forbidden):
    """Nobody records or lifts his own."""

    zh, en = "不得办理本人的处分", "Nobody handles his own discipline reference"


def check_recording(person_id: UUID, occurred_on: date, *, by: UUID, today: date) -> None:
    """Raises OwnReference, ReferenceDayImpossible."""
    if person_id == by:
        raise OwnReference
    if occurred_on > today:
        raise ReferenceDayImpossible


def check_lifting(row: DisciplineReference, lifted_on: date, *, by: UUID, today: date) -> None:
    """Raises OwnReference, ReferenceLifted, ReferenceDayImpossible."""
    if row.person_id == by:
        raise OwnReference
    if row.lifted_on is not None:
        raise ReferenceLifted
    if not row.occurred_on <= lifted_on <= today:
        raise ReferenceDayImpossible
