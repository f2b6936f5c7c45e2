"""What exists: one file per noun."""

from .meetings import Meeting, MeetingCount, MeetingKind, MeetingState, MeetingStep
from .rolls import RollLine, RollStanding
from .sittings import Queue, Sitting, SittingState
from .table import Table

__all__ = [
    "Meeting",
    "MeetingCount",
    "MeetingKind",
    "MeetingState",
    "MeetingStep",
    "Queue",
    "RollLine",
    "RollStanding",
    "Sitting",
    "SittingState",
    "Table",
]
