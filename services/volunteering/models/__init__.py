"""What exists: one file per noun."""

from .consents import Consent, SharedField
from .engagements import Engagement
from .parameters import ParameterChange
from .projects import Category, Project, ProjectState, ProjectStep, TimeStyle
from .service_records import RecordBasis, RecordState, ServiceRecord
from .shifts import Shift, ShiftRole, ShiftState
from .sign_ups import SignUp, SignUpState, SignUpStep
from .table import Table
from .volunteers import Qualification, Sex, Volunteer, VolunteerCount

__all__ = [
    "Category",
    "Consent",
    "Engagement",
    "ParameterChange",
    "Project",
    "ProjectState",
    "ProjectStep",
    "Qualification",
    "RecordBasis",
    "RecordState",
    "ServiceRecord",
    "Sex",
    "SharedField",
    "Shift",
    "ShiftRole",
    "ShiftState",
    "SignUp",
    "SignUpState",
    "SignUpStep",
    "Table",
    "TimeStyle",
    "Volunteer",
    "VolunteerCount",
]
