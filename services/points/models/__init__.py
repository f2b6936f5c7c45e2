"""What exists: one file per noun."""

from .base import Table
from .calendar import CalendarDay
from .claim import Claim, ClaimState, Decision, Evidence, GroupCheck
from .entry import Account, Entry, EntryNote, Origin
from .file import StoredFile
from .objection import Objection, ObjectionReview, ObjectionState
from .period import Period, PeriodState, PeriodStep
from .result import ExcessApproval, Grade, GradeRecord, Result, Run
from .scheme import Scheme, SchemeState

__all__ = [
    "Account",
    "CalendarDay",
    "Claim",
    "ClaimState",
    "Decision",
    "Entry",
    "EntryNote",
    "Evidence",
    "ExcessApproval",
    "Grade",
    "GradeRecord",
    "GroupCheck",
    "Objection",
    "ObjectionReview",
    "ObjectionState",
    "Origin",
    "Period",
    "PeriodState",
    "PeriodStep",
    "Result",
    "Run",
    "Scheme",
    "SchemeState",
    "StoredFile",
    "Table",
]
