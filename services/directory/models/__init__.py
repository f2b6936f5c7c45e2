"""What exists. Importing this package makes every table known to `Table.metadata`."""

from .accounts import Account
from .appointments import Appointment
from .clients import Client, ClientKind
from .codes import AuthorizationCode
from .memberships import EndingReason, Membership, MembershipStatus
from .organisations import Organisation, OrganisationKind
from .persons import DepartureReason, DevelopmentStage, Person, PoliticalStatus, Sex
from .sign_ins import KnownBrowser, SignInAttempts, SignInSession
from .signing_keys import SigningKey
from .table import Table
from .workplaces import Workplace, WorkplaceKind

__all__ = [
    "Account",
    "Appointment",
    "AuthorizationCode",
    "Client",
    "ClientKind",
    "DepartureReason",
    "DevelopmentStage",
    "EndingReason",
    "KnownBrowser",
    "Membership",
    "MembershipStatus",
    "Organisation",
    "OrganisationKind",
    "Person",
    "PoliticalStatus",
    "Sex",
    "SignInAttempts",
    "SignInSession",
    "SigningKey",
    "Table",
    "Workplace",
    "WorkplaceKind",
]
