"""What exists: one file per noun."""

from .consents import Consent, SharedField
from .credential_keys import LIST_SIZE, CredentialKey
from .engagements import Engagement
from .feedback_letters import FeedbackLetter, FeedbackLine, FeedbackReceipt
from .national_exports import NationalExport
from .parameters import ParameterChange
from .projects import Category, Project, ProjectState, ProjectStep, TimeStyle
from .record_sheets import (
    Endorsement,
    RecordSheet,
    RecordSheetCount,
    RecordSheetLine,
    RecordSheetStep,
    SheetState,
)
from .service_records import RecordBasis, RecordState, ServiceRecord
from .shifts import Shift, ShiftRole, ShiftState
from .sign_ups import SignUp, SignUpState, SignUpStep
from .stars import StarLevel, StarState, StarStep
from .table import Table
from .volunteers import Qualification, Sex, Volunteer, VolunteerCount

__all__ = [
    "LIST_SIZE",
    "Category",
    "Consent",
    "CredentialKey",
    "Endorsement",
    "Engagement",
    "FeedbackLetter",
    "FeedbackLine",
    "FeedbackReceipt",
    "NationalExport",
    "ParameterChange",
    "Project",
    "ProjectState",
    "ProjectStep",
    "Qualification",
    "RecordBasis",
    "RecordSheet",
    "RecordSheetCount",
    "RecordSheetLine",
    "RecordSheetStep",
    "RecordState",
    "ServiceRecord",
    "Sex",
    "SharedField",
    "SheetState",
    "Shift",
    "ShiftRole",
    "ShiftState",
    "SignUp",
    "SignUpState",
    "SignUpStep",
    "StarLevel",
    "StarState",
    "StarStep",
    "Table",
    "TimeStyle",
    "Volunteer",
    "VolunteerCount",
]
