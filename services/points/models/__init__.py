"""What exists: one file per noun."""

from .calendar import CalendarDay
from .claims import Claim, ClaimState, Decision, Evidence, GroupCheck
from .entries import Account, Entry, EntryNote, FactSource, Origin
from .files import StoredFile
from .objections import Objection, ObjectionReview, ObjectionState
from .periods import Period, PeriodState, PeriodStep
from .results import ExcessApproval, Grade, GradeRecord, Result, Run
from .schemes import Scheme, SchemeState
from .table import Table
from .transfer_sheets import TransferClosing, TransferSheet

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
    "FactSource",
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
    "TransferClosing",
    "TransferSheet",
]
