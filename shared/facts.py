"""Facts: what one service tells the others, in the past tense, after it has happened.

A fact has the fields of a CloudEvent (CloudEvents 1.0 §3). It carries all that a hearer needs, so that
nobody has to call back, and never points: points alone knows what something is worth.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, JsonValue
from pydantic_core import to_jsonable_python

from .ids import new_id
from .types import Code, Read, Shape

FACTS_AT_ONCE = 200


class Fact(Shape):
    """One thing that happened, told at least once."""

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: Code
    type: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=60)]
    subject: Code
    time: datetime
    data: dict[str, JsonValue]


class FactBatch(Shape):
    """A delivery."""

    facts: Annotated[list[Fact], Field(min_length=1, max_length=FACTS_AT_ONCE)]


Outcome = Literal["applied", "duplicate", "ignored", "parked", "refused"]


class FactOutcome(Read):
    """What the hearer did with one fact.

    applied: its effect is committed. duplicate: it had been heard before. ignored: it concerns nothing here.
    parked: it is kept and waits for something it needs. refused: it can never be understood.
    """

    id: UUID
    outcome: Outcome
    code: str | None


class FactOutcomes(Read):
    """One outcome per fact, in the order of the delivery."""

    results: list[FactOutcome]


def fact(kind: str, *, source: str, subject: object, at: datetime, **data: Any) -> Fact:
    """A new fact. `data` holds JSON values, UUIDs, dates and decimals; they become JSON here."""
    plain = to_jsonable_python(data)
    return Fact(id=new_id(), source=source, type=kind, subject=str(subject), time=at, data=plain)
