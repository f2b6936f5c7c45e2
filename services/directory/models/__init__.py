"""What exists. Importing this package makes every table known to `Table.metadata`."""

from .accounts import Account
from .annual_results import PeriodResult, ServedRecord
from .appointments import Appointment
from .clients import Client, ClientKind
from .codes import AuthorizationCode
from .feed import FeedEvent, FeedHead
from .memberships import EndingReason, Membership, MembershipStatus
from .organisations import Organisation, OrganisationKind
from .persons import DepartureReason, DevelopmentStage, Person, PoliticalStatus, Sex
from .sign_ins import KnownBrowser, SignInAttempts, SignInSession
from .signing_keys import SigningKey
from .table import Table
from .webhooks import DeliveryState, Disabling, WebhookDelivery, WebhookEndpoint, WebhookSecret
from .workplaces import Workplace, WorkplaceKind

__all__ = [
    "Account",
    "Appointment",
    "AuthorizationCode",
    "Client",
    "ClientKind",
    "DeliveryState",
    "DepartureReason",
    "DevelopmentStage",
    "Disabling",
    "EndingReason",
    "FeedEvent",
    "FeedHead",
    "KnownBrowser",
    "Membership",
    "MembershipStatus",
    "Organisation",
    "OrganisationKind",
    "PeriodResult",
    "Person",
    "PoliticalStatus",
    "ServedRecord",
    "Sex",
    "SignInAttempts",
    "SignInSession",
    "SigningKey",
    "Table",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookSecret",
    "Workplace",
    "WorkplaceKind",
]
