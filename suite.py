"""The whole suite on one screen: its services, what each answers for, and who hears which fact.

The gateway routes by this table, the launcher starts by it, every outbox addresses its facts by it. To move a
noun to another service, move its word; no client notices.
"""

from dataclasses import dataclass
from pathlib import Path

ROSTER = ("member.changed", "appointment.changed", "organisation.changed")
"""Who people are. Every service hears these, directory too, so that permission works alike everywhere."""

LIFE = (
    *("attendance.confirmed", "attendance.late", "absence.recorded", "attendance.corrected"),
    *("makeup.done", "makeup.missed"),
    *("lesson.given", "course.passed", "contest.passed", "life.lapsed"),
)
"""What activities tells of attendance and learning; points makes entries of it."""

SERVICE = ("hours.confirmed", "hours.voided")
"""What volunteering tells of hours served; points makes entries of it, directory tells HR how many they are."""

RESULTS = ("result.final",)
"""What points tells; directory tells HR of it."""

CAREERS = ("transfer.completed", "discipline.recorded", "discipline.lifted")
"""What directory tells of somebody's life in the Party beside the roster: what happened, once."""

MESSAGES = ("message.due",)
"""What any service wants somebody to know; directory puts it into inboxes."""

ISSUER = "directory"
"""The service where one signs in."""
JWKS_PATH = "/oauth2/jwks"
"""Where the issuer shows the keys that tokens are checked with."""


@dataclass(frozen=True)
class Service:
    """One service: `app.py` with `create_app`, and usually `demo.py` with `furnish`, stand in `module`.

    `nouns` are the first words after `/v1/`, `prefixes` the first words of other paths. `port` is its place
    on this machine when the suite is split.
    """

    name: str
    port: int
    nouns: tuple[str, ...]
    prefixes: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """Where its code is imported from."""
        return f"services.{self.name}"

    @property
    def folder(self) -> Path:
        """Where its code lies."""
        return Path(__file__).parent / "services" / self.name


SERVICES = (
    Service(
        "directory",
        port=8101,
        nouns=(
            *("organisations", "workplaces", "persons", "memberships", "appointments"),
            *("absences", "transfers", "departures", "regularisations", "discipline-references"),
            *("purposes", "readings", "birthdays", "privacy-notices", "privacy-consents"),
            "correction-requests",
            *("accounts", "clients", "me"),
            *("messages", "message-readings", "message-deliveries"),
            *("hr-sync-runs", "hr-files", "hr-field-owners"),
            *("feed", "annual-results", "webhook-endpoints", "webhook-deliveries"),
        ),
        prefixes=("oauth2", ".well-known", "scim"),
        hears=(*ROSTER, *SERVICE, *RESULTS, *MESSAGES),
    ),
    Service(
        "activities",
        port=8103,
        nouns=(
            "meetings",
            "sittings",
            "duties",
            "undertakings",
            "registrations",
            "calendar-feeds",
            "series",
            "themes",
            "theme-day-rules",
            "lessons",
            "post-talks",
            "post-talk-targets",
            "debates",
            "evaluations",
            "vote-rules",
            "branch-parameters",
            "motions",
            "resolutions",
            "tasks",
            "attendance-alerts",
            "attendances",
            "leaves",
            "make-ups",
            "overdue-meetings",
            "scans",
            "materials",
            "questions",
            "courses",
            "contests",
            "attempts",
            "question-imports",
            "question-exports",
            "question-workbooks",
            "notices",
            "surveys",
            "activities-data",
        ),
        hears=(*ROSTER, *CAREERS),
    ),
    Service(
        "volunteering",
        port=8104,
        nouns=(
            "projects",
            "shifts",
            "sign-ups",
            "service-scans",
            "service-records",
            "published-hours",
            "overdue-confirmations",
            "disputes",
            "volunteers",
            "consent-wordings",
            "consents",
            "service-cards",
            "qualifications",
            "work-shifts",
            "star-levels",
            "record-sheets",
            "credential-keys",
            "status-lists",
            "volunteering-parameters",
            "communities",
            "drives",
            "donations",
            "hand-overs",
            "purpose-changes",
            "beneficiaries",
            "brand-words",
            "member-reports",
            "feedback-letters",
            "unit-reports",
            "joint-agreements",
            "national-records",
            "demands",
            "resources",
            "wish-takings",
            "matches",
            "hsds",
            "volunteering-data",
        ),
        prefixes=("verify",),
        hears=(*ROSTER, "engagement.changed"),
    ),
    Service(
        "points",
        port=8102,
        nouns=(
            *("schemes", "scheme-templates", "scheme-schema", "periods", "calendar-days"),
            *("claims", "files", "reports", "entries"),
            *("objections", "results", "transfer-sheets", "statement-keys"),
            *("annual-scores", "audit-entries", "points-data"),
        ),
        hears=(*ROSTER, *CAREERS, *LIFE, *SERVICE),
    ),
)
"""In the order in which they start and are furnished: who tells comes before who hears, so that the demo of points
finds what was told of the months that it closes."""


def service(name: str) -> Service:
    """The service of this name. Raises KeyError."""
    return {each.name: each for each in SERVICES}[name]


def hearers() -> dict[str, tuple[str, ...]]:
    """The services that hear each type of fact."""
    kinds = dict.fromkeys(kind for each in SERVICES for kind in each.hears)
    return {kind: tuple(each.name for each in SERVICES if kind in each.hears) for kind in kinds}


def nouns() -> dict[str, str]:
    """Which service answers for each noun: what one service may name of another's."""
    return {noun: each.name for each in SERVICES for noun in each.nouns}


def routes() -> dict[str, str]:
    """The public table: how a path begins (`/v1/claims`, `/oauth2`) → service. ValueError if doubled."""
    found: dict[str, str] = {}
    for each in SERVICES:
        for path in (*(f"/v1/{noun}" for noun in each.nouns), *(f"/{prefix}" for prefix in each.prefixes)):
            if path in found:
                message = f"{path} belongs to {found[path]} and to {each.name}"
                raise ValueError(message)
            found[path] = each.name
    return found
