"""What exists: one file per noun."""

from .beneficiaries import Beneficiary
from .brand_words import BrandWord
from .confirmations import Confirmation, Side, VoidWord
from .consents import Consent, SharedField
from .credential_keys import LIST_SIZE, CredentialKey
from .disputes import Dispute
from .donations import Donation, DonationReturn, DonationState, DonorKind, GiftKind, Receipt
from .drives import Drive, DriveState, DriveStep
from .engagements import Engagement
from .feedback_letters import FeedbackLetter, FeedbackLine, FeedbackReceipt
from .hand_overs import HandOver, HandOverBeneficiary, HandOverLine, HandOverState
from .national_exports import NationalExport
from .no_shows import NoShow, NoShowState
from .parameters import ParameterChange
from .projects import Category, Project, ProjectState, ProjectStep, TimeStyle
from .purpose_changes import PurposeAnswer, PurposeChange, PurposeChangeState
from .record_sheets import (
    Endorsement,
    RecordSheet,
    RecordSheetCount,
    RecordSheetLine,
    RecordSheetStep,
    SheetState,
)
from .record_steps import RecordAct, RecordStep
from .remainders import Remainder, RemainderLine
from .service_records import RecordBasis, RecordState, ServiceRecord
from .service_scans import Mark, ScanMethod, ScanVerdict, ServiceScan
from .shifts import Shift, ShiftRole, ShiftState
from .sign_ups import SignUp, SignUpState, SignUpStep
from .stars import StarLevel, StarState, StarStep
from .table import Table
from .use_reports import UseReport
from .volunteers import Qualification, Sex, Volunteer, VolunteerCount

__all__ = [
    "LIST_SIZE",
    "Beneficiary",
    "BrandWord",
    "Category",
    "Confirmation",
    "Consent",
    "CredentialKey",
    "Dispute",
    "Donation",
    "DonationReturn",
    "DonationState",
    "DonorKind",
    "Drive",
    "DriveState",
    "DriveStep",
    "Endorsement",
    "Engagement",
    "FeedbackLetter",
    "FeedbackLine",
    "FeedbackReceipt",
    "GiftKind",
    "HandOver",
    "HandOverBeneficiary",
    "HandOverLine",
    "HandOverState",
    "Mark",
    "NationalExport",
    "NoShow",
    "NoShowState",
    "ParameterChange",
    "Project",
    "ProjectState",
    "ProjectStep",
    "PurposeAnswer",
    "PurposeChange",
    "PurposeChangeState",
    "Qualification",
    "Receipt",
    "RecordAct",
    "RecordBasis",
    "RecordSheet",
    "RecordSheetCount",
    "RecordSheetLine",
    "RecordSheetStep",
    "RecordState",
    "RecordStep",
    "Remainder",
    "RemainderLine",
    "ScanMethod",
    "ScanVerdict",
    "ServiceRecord",
    "ServiceScan",
    "Sex",
    "SharedField",
    "SheetState",
    "Shift",
    "ShiftRole",
    "ShiftState",
    "Side",
    "SignUp",
    "SignUpState",
    "SignUpStep",
    "StarLevel",
    "StarState",
    "StarStep",
    "Table",
    "TimeStyle",
    "UseReport",
    "VoidWord",
    "Volunteer",
    "VolunteerCount",
]
