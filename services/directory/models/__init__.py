"""What exists. Importing this package makes every table known to `Table.metadata`."""

from .absences import Absence, AbsenceKind
from .accounts import Account, OldPassword
from .annual_results import PeriodResult, ServedRecord
from .appointments import Appointment
from .client_secrets import ClientSecret
from .clients import Client, ClientKind
from .codes import AuthorizationCode
from .correction_requests import Correctable, CorrectionRequest, RequestKind, RequestVerdict
from .departures import Departure, DepartureState
from .discipline_references import DisciplineEffect, DisciplineReference
from .feed import FeedEvent, FeedHead
from .hr_field_owners import HrFieldOwner
from .hr_files import HrFile
from .hr_sync_runs import HrSyncContent, HrSyncItem, HrSyncRun, HrWait, SyncState
from .memberships import EndingReason, Membership, MembershipStatus
from .message_deliveries import DeliveredMessage, MessageDelivery, MessageDeliveryState
from .message_preferences import Channel, MessagePreference
from .messages import Message
from .organisations import Organisation, OrganisationKind
from .persons import DepartureReason, DevelopmentStage, Person, PoliticalStatus, Sex
from .privacy_consents import ConsentPurpose, PrivacyConsent
from .readings import Reading
from .regularisations import Regularisation, RegularisationOutcome, RegularisationState
from .sign_ins import KnownBrowser, SignInAttempts, SignInSession
from .signing_keys import KeyPurpose, SigningKey
from .table import Table
from .token_families import TokenFamily
from .transfers import LetterReach, Transfer, TransferState
from .webhooks import DeliveryState, Disabling, WebhookDelivery, WebhookEndpoint, WebhookSecret
from .workplaces import Workplace, WorkplaceKind

__all__ = [
    "Absence",
    "AbsenceKind",
    "Account",
    "Appointment",
    "AuthorizationCode",
    "Channel",
    "Client",
    "ClientKind",
    "ClientSecret",
    "ConsentPurpose",
    "Correctable",
    "CorrectionRequest",
    "DeliveredMessage",
    "DeliveryState",
    "Departure",
    "DepartureReason",
    "DepartureState",
    "DevelopmentStage",
    "Disabling",
    "DisciplineEffect",
    "DisciplineReference",
    "EndingReason",
    "FeedEvent",
    "FeedHead",
    "HrFieldOwner",
    "HrFile",
    "HrSyncContent",
    "HrSyncItem",
    "HrSyncRun",
    "HrWait",
    "KeyPurpose",
    "KnownBrowser",
    "LetterReach",
    "Membership",
    "MembershipStatus",
    "Message",
    "MessageDelivery",
    "MessageDeliveryState",
    "MessagePreference",
    "OldPassword",
    "Organisation",
    "OrganisationKind",
    "PeriodResult",
    "Person",
    "PoliticalStatus",
    "PrivacyConsent",
    "Reading",
    "Regularisation",
    "RegularisationOutcome",
    "RegularisationState",
    "RequestKind",
    "RequestVerdict",
    "ServedRecord",
    "Sex",
    "SignInAttempts",
    "SignInSession",
    "SigningKey",
    "SyncState",
    "Table",
    "TokenFamily",
    "Transfer",
    "TransferState",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookSecret",
    "Workplace",
    "WorkplaceKind",
]
