"""What is known of a person, by how much it may harm, and who sees how much of it on which way out.

This table is the promise of `docs/privacy.md`; whatever shows a person asks `sight`. Source: Personal Information
Protection Law art. 6, 28, 51. Political status is not among the examples of art. 28; it is treated as sensitive here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from shared.auth.policy import COMMITTEE, OFFICERS, Role


class FieldClass(StrEnum):
    """In Chinese 一般, 人事编号, 工作, 联系方式, 生日, 政治面貌."""

    PLAIN = "plain"
    KEY = "key"
    WORK = "work"
    CONTACT = "contact"
    BIRTH = "birth"
    PARTY = "party"


class Audience(StrEnum):
    """As what somebody sees a person; one may be several."""

    SELF = "self"
    COMMITTEE = "committee"
    HR = "hr"
    KEEPER = "keeper"
    LEADER = "leader"
    OFFICER = "officer"


class Sight(IntEnum):
    """How much is seen. Of a telephone number and an address both ends, of a birthday its year."""

    NOTHING = 0
    MASKED = 1
    FULL = 2


class Channel(StrEnum):
    """The ways out. What services tell each other is `FACT`; `FEED` and webhooks go to HR, `EXPORT` are files."""

    API = "api"
    SCIM = "scim"
    FEED = "feed"
    FACT = "fact"
    EXPORT = "export"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class ClassRule:
    """Who sees it, and how much of it leaves by which way at most."""

    zh: str
    en: str
    seen: dict[Audience, Sight]
    leaves: dict[Channel, Sight]


_FULL, _MASKED, _NOTHING = Sight.FULL, Sight.MASKED, Sight.NOTHING
_EVERYBODY = dict.fromkeys(Audience, _FULL)
_ANYWHERE = dict.fromkeys(Channel, _FULL) | {Channel.LOG: _NOTHING}
_TOLD = {Channel.API: _FULL, Channel.SCIM: _FULL, Channel.FEED: _FULL}
_TO_HR = _TOLD | {Channel.EXPORT: _FULL}
_HELD_BACK = {Channel.API: _FULL}

CLASSES: dict[FieldClass, ClassRule] = {
    FieldClass.PLAIN: ClassRule("一般", "plain", _EVERYBODY, _ANYWHERE),
    FieldClass.KEY: ClassRule(
        "人事编号",
        "HR's keys",
        {Audience.SELF: _FULL, Audience.HR: _FULL, Audience.KEEPER: _FULL},
        _TO_HR,
    ),
    FieldClass.WORK: ClassRule(
        "工作",
        "work",
        {Audience.SELF: _FULL, Audience.HR: _FULL, Audience.COMMITTEE: _FULL, Audience.KEEPER: _FULL},
        _TO_HR | {Channel.FACT: _FULL},
    ),
    FieldClass.CONTACT: ClassRule(
        "联系方式",
        "ways to reach",
        {
            Audience.SELF: _FULL,
            **dict.fromkeys((Audience.HR, Audience.COMMITTEE, Audience.KEEPER, Audience.LEADER), _MASKED),
        },
        _HELD_BACK,
    ),
    FieldClass.BIRTH: ClassRule(
        "生日",
        "birthday",
        {Audience.SELF: _FULL, Audience.HR: _MASKED, Audience.COMMITTEE: _MASKED},
        _HELD_BACK,
    ),
    FieldClass.PARTY: ClassRule(
        "政治面貌与发展",
        "political status and development",
        {Audience.SELF: _FULL, Audience.HR: _FULL, Audience.COMMITTEE: _FULL},
        _TOLD,
    ),
}

FIELDS: dict[str, FieldClass] = {
    **dict.fromkeys(("name", "pinyin", "workplace_id", "post", "shift", "active"), FieldClass.PLAIN),
    **dict.fromkeys(("branch_id", "group_id"), FieldClass.PLAIN),
    **dict.fromkeys(("external_id", "employee_no", "hr_removed_at"), FieldClass.KEY),
    **dict.fromkeys(("user_name", "user_name_key"), FieldClass.KEY),
    **dict.fromkeys(("sex", "employment_type", "hired_on", "left_on", "departure"), FieldClass.WORK),
    **dict.fromkeys(("phone", "email"), FieldClass.CONTACT),
    "birth_on": FieldClass.BIRTH,
    **dict.fromkeys(
        ("political_status", "development_stage", "joined_party_on", "regularised_on"), FieldClass.PARTY
    ),
}
"""Every field of a person but ids and versions."""

SENSITIVE = frozenset({FieldClass.CONTACT, FieldClass.BIRTH, FieldClass.PARTY})
"""Classes of which whoever reads them in full for a purpose leaves a row of who read what."""

AUDIENCES: dict[Role, Audience] = {
    **dict.fromkeys((*COMMITTEE, Role.HIGHER_OFFICER), Audience.COMMITTEE),
    **dict.fromkeys(OFFICERS, Audience.OFFICER),
    Role.GROUP_LEADER: Audience.LEADER,
    Role.HR_CLIENT: Audience.HR,
    Role.SYSTEM_ADMINISTRATOR: Audience.KEEPER,
    Role.SECURITY_ADMINISTRATOR: Audience.KEEPER,
}
"""As what a role that reaches a person sees him; the person himself is `SELF` in every role."""


def sight(field: str, audiences: Collection[Audience], channel: Channel = Channel.API) -> Sight:
    """How much of a field whoever is all this sees on this way out."""
    rule = CLASSES[FIELDS[field]]
    most = max((rule.seen.get(each, _NOTHING) for each in audiences), default=_NOTHING)
    return min(most, rule.leaves.get(channel, _NOTHING))


def mask_email(address: str) -> str:
    """`l***@factory.example`: the first letter and where it is delivered."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}***@{domain}"
