"""What exists: one file per noun."""

from .beneficiaries import Beneficiary
from .brand_words import BrandWord
from .communities import Community
from .confirmations import Confirmation, Side, VoidWord
from .consents import Consent, SharedField
from .credential_keys import LIST_SIZE, CredentialKey
from .demands import Demand, DemandKind, DemandState, DemandStep, Urgency
from .disputes import Dispute
from .donations import Donation, DonationReturn, DonationState, DonorKind, GiftKind, Receipt
from .drives import Drive, DriveState, DriveStep
from .engagements import Engagement
from .feedback_letters import FeedbackLetter, FeedbackLine, FeedbackReceipt
from .hand_overs import HandOver, HandOverBeneficiary, HandOverLine, HandOverState
from .joint_agreements import AgreementState, JointAgreement, YearlyProject
from .matches import Match, MatchState
from .member_reports import MemberReport, PaperCount, PaperKind, ReportEnd, ReportState
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
from .resources import Resource, ResourceKind
from .service_records import RecordBasis, RecordState, ServiceRecord
from .service_scans import Mark, ScanMethod, ScanVerdict, ServiceScan
from .shifts import Shift, ShiftRole, ShiftState
from .sign_ups import SignUp, SignUpState, SignUpStep
from .stars import StarLevel, StarState, StarStep
from .table import Table
from .unit_reports import UnitReport
from .use_reports import UseReport
from .volunteers import Qualification, Sex, Volunteer, VolunteerCount
from .wish_takings import TakingState, WishTaking
from .work_shifts import WorkShift

__all__ = [
    "LIST_SIZE",
    "AgreementState",
    "Beneficiary",
    "BrandWord",
    "Category",
    "Community",
    "Confirmation",
    "Consent",
    "CredentialKey",
    "Demand",
    "DemandKind",
    "DemandState",
    "DemandStep",
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
    "JointAgreement",
    "Mark",
    "Match",
    "MatchState",
    "MemberReport",
    "NationalExport",
    "NoShow",
    "NoShowState",
    "PaperCount",
    "PaperKind",
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
    "ReportEnd",
    "ReportState",
    "Resource",
    "ResourceKind",
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
    "TakingState",
    "TimeStyle",
    "UnitReport",
    "Urgency",
    "UseReport",
    "VoidWord",
    "Volunteer",
    "VolunteerCount",
    "WishTaking",
    "WorkShift",
    "YearlyProject",
]
