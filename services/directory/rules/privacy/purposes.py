"""What sensitive fields may be read for, by whom, and which of them: a closed list.

Source: Personal Information Protection Law art. 6 (a clear purpose, and no more than it needs), art. 13 (the ground).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.auth.policy import COMMITTEE, Role
from shared.auth.principal import Grant
from shared.errors import Forbidden


class ReadingPurpose(StrEnum):
    """In Chinese 紧急联系, 党员档案, 人事核对, 走访慰问, 权利请求, 生日问候."""

    URGENT_CONTACT = "urgent_contact"
    PARTY_RECORDS = "party_records"
    HR_RECONCILIATION = "hr_reconciliation"
    CARE = "care"
    RIGHTS_REQUEST = "rights_request"
    GREETINGS = "greetings"


class PurposeUnserved(Forbidden):
    """The purpose is another office's."""

    zh, en = "您的职务不承担此项工作,不能为此目的查阅", "Your office does not serve this purpose"


@dataclass(frozen=True, slots=True)
class PurposeRule:
    """`roles` whose work it is, `fields` that it needs, `ground` by the law's article 13."""

    zh: str
    en: str
    ground: str
    roles: frozenset[Role]
    fields: tuple[str, ...]


_PARTY = ("political_status", "development_stage", "joined_party_on", "regularised_on")
_KEEPING_RECORDS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.ORGANISATION, Role.HIGHER_OFFICER)
_HR_MANAGEMENT = "art. 13 (2): human resources under lawful rules"
_CONSENT_OR_LIFE = "art. 13 (4): life and health in an emergency"

PURPOSES: dict[ReadingPurpose, PurposeRule] = {
    ReadingPurpose.URGENT_CONTACT: PurposeRule(
        "紧急联系",
        "to reach somebody at once",
        _CONSENT_OR_LIFE,
        frozenset({*COMMITTEE, Role.GROUP_LEADER, Role.HIGHER_OFFICER, Role.HR_CLIENT}),
        ("phone",),
    ),
    ReadingPurpose.PARTY_RECORDS: PurposeRule(
        "党员档案与组织关系",
        "to keep the records of membership",
        _HR_MANAGEMENT,
        frozenset(_KEEPING_RECORDS),
        ("birth_on", "phone", *_PARTY),
    ),
    ReadingPurpose.HR_RECONCILIATION: PurposeRule(
        "人事信息核对",
        "to compare with HR's own records",
        _HR_MANAGEMENT,
        frozenset({Role.HR_CLIENT}),
        ("birth_on", "phone", "email", *_PARTY),
    ),
    ReadingPurpose.CARE: PurposeRule(
        "走访慰问",
        "to visit and to help",
        _HR_MANAGEMENT,
        frozenset(COMMITTEE),
        ("birth_on", "phone"),
    ),
    ReadingPurpose.RIGHTS_REQUEST: PurposeRule(
        "处理个人信息权利请求",
        "to answer a request about one's own data",
        "art. 44-47, 50: the person's rights",
        frozenset({Role.ORGANISATION, Role.HR_CLIENT, Role.SYSTEM_ADMINISTRATOR}),
        (),
    ),
    ReadingPurpose.GREETINGS: PurposeRule(
        "生日问候",
        "to congratulate",
        _HR_MANAGEMENT,
        frozenset(COMMITTEE),
        (),
    ),
}
"""`rights_request` and `greetings` open nothing here: they are noted where a request and the birthdays are read."""


def served(purpose: ReadingPurpose, grants: Sequence[Grant]) -> list[Grant]:
    """The rights held by an office that serves the purpose. Raises PurposeUnserved."""
    rule = PURPOSES[purpose]
    found = [grant for grant in grants if grant.role in rule.roles]
    if not found:
        raise PurposeUnserved
    return found


def opened(purpose: ReadingPurpose, grants: Sequence[Grant]) -> tuple[list[Grant], tuple[str, ...]]:
    """The same, and the fields that it opens in full. Raises PurposeUnserved, also where it opens none."""
    fields = PURPOSES[purpose].fields
    if not fields:
        raise PurposeUnserved
    return served(purpose, grants), fields
