"""What exists: one file per noun."""

from .attendances import Attendance, AttendanceState, Settlement
from .leaves import Leave, LeaveKind, LeaveState
from .make_ups import MakeUp, MakeUpEnd, MakeUpState
from .meetings import Meeting, MeetingCount, MeetingKind, MeetingState, MeetingStep
from .rolls import RollLine, RollStanding
from .scans import Mark, RoomSecret, Scan, ScanMethod, ScanVerdict
from .sittings import Queue, Sitting, SittingState
from .table import Table

__all__ = [
    "Attendance",
    "AttendanceState",
    "Leave",
    "LeaveKind",
    "LeaveState",
    "MakeUp",
    "MakeUpEnd",
    "MakeUpState",
    "Mark",
    "Meeting",
    "MeetingCount",
    "MeetingKind",
    "MeetingState",
    "MeetingStep",
    "Queue",
    "RollLine",
    "RollStanding",
    "RoomSecret",
    "Scan",
    "ScanMethod",
    "ScanVerdict",
    "Settlement",
    "Sitting",
    "SittingState",
    "Table",
]
