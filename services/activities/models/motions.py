"""The motion (议题表决): a question put to the vote, and its result, which never changes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class MotionKind(StrEnum):
    """By which of the three vote rules a motion is decided."""

    ORDINARY = "ordinary"
    ADMISSION = "admission"
    ELECTION = "election"


class MotionState(StrEnum):
    """Where a motion stands."""

    DRAFTED = "drafted"
    TABLED = "tabled"
    OPEN = "open"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What a vote came to. Inquorate: too few were present when it was closed."""

    PASSED = "passed"
    FAILED = "failed"
    INQUORATE = "inquorate"


class Motion(Identified, Revised, Table, table=True):
    """A motion of one meeting; its row is the lock between casting and closing.

    `candidates` are person ids: one for an admission, all who stand for an election, none otherwise.
    `seats` belongs to elections, and `round_of` names the election whose tie or open seats this one settles.
    """

    __tablename__ = "motion"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    meeting_id: UUID = id_field(foreign_key="meeting.id")
    branch_id: UUID = id_field()
    number: int
    kind: MotionKind = Field(sa_type=choice(MotionKind))
    title: str = Field(max_length=200)
    text: str = Field(max_length=4000)
    secret: bool
    candidates: list[str] = Field(sa_type=Json)
    seats: int | None = None
    round_of: UUID | None = id_field(default=None, foreign_key="motion.id")
    state: MotionState = Field(default=MotionState.DRAFTED, sa_type=choice(MotionState))
    drafted_by: UUID = id_field()
    drafted_at: datetime = instant_field()


class MotionStep(Identified, Acted, Table, table=True):
    """Who brought the motion into a state, and when."""

    __tablename__ = "motion_step"

    motion_id: UUID = id_field(foreign_key="motion.id", index=True)
    state: MotionState = Field(sa_type=choice(MotionState))


class MotionResult(Acted, Table, table=True):
    """The frozen numbers of a closed motion; with this row the motion and its ballots are shut.

    `yes`, `no` and `abstain` include the `written` opinions. Of an election `votes` are
    `{"person_id", "votes"}`, most first; `abstain` counts blank ballots.
    """

    __tablename__ = "motion_result"
    __table_args__ = (
        CheckConstraint(
            "yes >= 0 AND no >= 0 AND abstain >= 0 AND yes + no + abstain <= present + written", name="votes"
        ),
        CheckConstraint("present >= 0 AND written >= 0 AND present + written <= eligible", name="roll"),
    )

    motion_id: UUID = id_field(primary_key=True, foreign_key="motion.id")
    rule_effective_on: date
    eligible: int
    present: int
    yes: int
    no: int
    abstain: int
    written: int
    outcome: Outcome = Field(sa_type=choice(Outcome))
    votes: list[dict[str, Any]] = Field(sa_type=Json)
    elected: list[str] = Field(sa_type=Json)
    tied: list[str] = Field(sa_type=Json)
