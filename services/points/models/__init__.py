"""What exists: one file per noun."""

from .calendar import CalendarDay
from .checkpoints import Checkpoint, LedgerLink, StatementKey
from .claims import Claim, ClaimState, Decision, Evidence, GroupCheck
from .discipline import DisciplineProposal, DisciplineReference
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
    "Checkpoint",
    "Claim",
    "ClaimState",
    "Decision",
    "DisciplineProposal",
    "DisciplineReference",
    "Entry",
    "EntryNote",
    "Evidence",
    "ExcessApproval",
    "FactSource",
    "Grade",
    "GradeRecord",
    "GroupCheck",
    "LedgerLink",
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
    "StatementKey",
    "StoredFile",
    "Table",
    "TransferClosing",
    "TransferSheet",
]
