"""What exists: one file per noun."""

from .attendances import Attendance, AttendanceState, Settlement
from .ballots import BallotReceipt, Choice, OpenBallot, SecretBallot
from .calendars import CalendarFeed, FeedScope
from .leaves import Leave, LeaveKind, LeaveState
from .make_ups import MakeUp, MakeUpEnd, MakeUpState
from .meetings import Meeting, MeetingCount, MeetingKind, MeetingState, MeetingStep
from .minutes import Minutes, MinutesAddendum, MinutesState, MinutesStep, MinutesVersion
from .motions import Motion, MotionKind, MotionResult, MotionState, MotionStep, Outcome
from .opinions import WrittenOpinion
from .presences import PresenceKind, PresenceMark
from .resolutions import Resolution, ResolutionCount
from .registrations import Registration, RegistrationState, RegistrationStep
from .rolls import RollLine, RollStanding
from .scans import Mark, RoomSecret, Scan, ScanMethod, ScanVerdict
from .series import Occurrence, Series
from .sittings import Queue, Sitting, SittingState
from .table import Table
from .themes import Theme, ThemeDayRule, ThemeFollowUp, ThemeState
from .tasks import Task, TaskCompletion, TaskState

__all__ = [
    "Attendance",
    "AttendanceState",
    "BallotReceipt",
    "CalendarFeed",
    "Choice",
    "FeedScope",
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
    "Minutes",
    "MinutesAddendum",
    "MinutesState",
    "MinutesStep",
    "MinutesVersion",
    "Motion",
    "MotionKind",
    "MotionResult",
    "MotionState",
    "MotionStep",
    "Occurrence",
    "OpenBallot",
    "Outcome",
    "PresenceKind",
    "PresenceMark",
    "Queue",
    "Registration",
    "RegistrationState",
    "RegistrationStep",
    "Resolution",
    "ResolutionCount",
    "RollLine",
    "RollStanding",
    "RoomSecret",
    "Scan",
    "ScanMethod",
    "ScanVerdict",
    "SecretBallot",
    "Series",
    "Settlement",
    "Sitting",
    "SittingState",
    "Table",
    "Task",
    "TaskCompletion",
    "TaskState",
    "Theme",
    "ThemeDayRule",
    "ThemeFollowUp",
    "ThemeState",
    "WrittenOpinion",
]
