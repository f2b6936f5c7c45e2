"""Rows for rules, with honest defaults."""

from datetime import UTC, date, datetime
from typing import Any

from services.directory.models import (
    Account,
    Appointment,
    AuthorizationCode,
    Client,
    ClientKind,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    TokenFamily,
    Workplace,
    WorkplaceKind,
)
from services.directory.rules.sign_in.digests import digest
from services.directory.rules.sign_in.scopes import OF_KIND
from shared.auth.policy import Role
from shared.ids import named_id

NOON = datetime(2026, 9, 15, 4, 0, tzinfo=UTC)
BRANCH, OTHER = named_id("branch"), named_id("other branch")
WANG = named_id("wang")


def day(text: str) -> date:
    return date.fromisoformat(text)


def an_organisation(kind: OrganisationKind, **more: Any) -> Organisation:
    given: dict[str, Any] = {"kind": kind.value, "title_zh": "组织", "title_en": "Organisation", "path": "/"}
    return Organisation(**(given | more))


def a_workplace(kind: WorkplaceKind, **more: Any) -> Workplace:
    return Workplace(kind=kind.value, title_zh="单位", title_en="Workplace", path="/", **more)


def a_person(**more: Any) -> Person:
    given: dict[str, Any] = {"id": WANG, "name": "王建国"}
    return Person(**(given | more))


def an_account(**more: Any) -> Account:
    given: dict[str, Any] = {"person_id": WANG, "login": "wang", "password_hash": "$argon2id$"}
    return Account(**(given | {"password_is_initial": False, "password_changed_at": NOON} | more))


def a_membership(from_on: str, until_on: str | None = None, **more: Any) -> Membership:
    given: dict[str, Any] = {"person_id": WANG, "branch_id": BRANCH, "status": "full"}
    until = day(until_on) if until_on else None
    return Membership(from_on=day(from_on), until_on=until, **(given | more))


def an_appointment(
    role: Role, from_on: str = "2020-01-01", until_on: str | None = None, **more: Any
) -> Appointment:
    given: dict[str, Any] = {
        "subject_id": WANG,
        "organisation_id": None,
        "appointed_by": named_id("security"),
    }
    until = day(until_on) if until_on else None
    return Appointment(role=role.value, from_on=day(from_on), until_on=until, **(given | more))


def a_client(kind: ClientKind = ClientKind.BROWSER, **more: Any) -> Client:
    given: dict[str, Any] = {
        "client_id": "app",
        "title": "App",
        "kind": kind.value,
        "redirect_uris": ["https://app.test/cb"],
        "scopes": list(OF_KIND[kind]),
    }
    return Client(**(given | more))


def a_code(challenge: str, **more: Any) -> AuthorizationCode:
    given: dict[str, Any] = {
        "code_hash": "h",
        "client_id": "app",
        "person_id": WANG,
        "redirect_uri": "https://app.test/cb",
        "challenge": challenge,
        "session_id": named_id("session"),
        "signed_in_at": NOON,
        "scope": "siyou",
        "made_at": NOON,
    }
    return AuthorizationCode(**(given | more))


def a_family(**more: Any) -> TokenFamily:
    """Refresh tokens of which `secret` is the living one."""
    given: dict[str, Any] = {
        "handle_hash": "h",
        "secret_hash": digest("secret"),
        "client_id": "app",
        "person_id": WANG,
        "session_id": named_id("session"),
        "signed_in_at": NOON,
        "scope": "siyou offline_access",
        "began_at": NOON,
        "used_at": NOON,
    }
    return TokenFamily(**(given | more))
