"""How long what is kept: days by class, which a factory may change, but not below what the law asks.

What is not here is kept elsewhere for as long as its own rule says: sign-in sessions half an hour idle, codes a minute,
attempts a quarter of an hour (`rules/sign_in/sign_ins.py`), HR's files a month, webhook deliveries, answers for
twins a week. Audit rows are only added to: nothing in the suite removes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.errors import SettingUnusable


class RetentionClass(StrEnum):
    """In Chinese 查阅记录, 消息, 发送记录, 离厂人员联系方式, 个人信息申请."""

    READINGS = "readings"
    MESSAGES = "messages"
    MESSAGE_DELIVERIES = "message_deliveries"
    LEAVERS_CONTACT = "leavers_contact"
    CORRECTION_REQUESTS = "correction_requests"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Days after which it goes, and the fewest that may be set."""

    zh: str
    en: str
    days: int
    at_least: int


RETENTION: dict[RetentionClass, RetentionRule] = {
    # Cybersecurity Law art. 23 (2025): logs at least six months.
    RetentionClass.READINGS: RetentionRule("谁查阅了谁的敏感信息", "who read what of whom", 400, 180),
    RetentionClass.MESSAGES: RetentionRule("收件箱消息", "messages of the inbox", 400, 30),
    RetentionClass.MESSAGE_DELIVERIES: RetentionRule("消息发送记录", "log of messages sent outside", 180, 30),
    RetentionClass.LEAVERS_CONTACT: RetentionRule(
        "离厂人员的电话和邮箱(退休人员除外,慰问仍在继续)",
        "telephone and e-mail of leavers, but of the retired, for whom one still cares",
        180,
        0,
    ),
    # As the reports on impact, Personal Information Protection Law art. 56.
    RetentionClass.CORRECTION_REQUESTS: RetentionRule(
        "已答复的个人信息申请", "requests about the own data, once answered", 1095, 365
    ),
}


class RetentionUnlawful(SettingUnusable):
    """A class that is not known, or fewer days than it needs."""


def days_by_class(given: Mapping[str, int]) -> dict[RetentionClass, int]:
    """The defaults with what the factory has set. Raises RetentionUnlawful."""
    unknown = sorted(set(given) - set(RetentionClass))
    if unknown:
        message = (
            f"SIYOU_RETENTION_DAYS knows no class {unknown[0][:40]!r}; there are {', '.join(RetentionClass)}."
        )
        raise RetentionUnlawful(message)
    for each, rule in RETENTION.items():
        if given.get(each, rule.days) < rule.at_least:
            message = f"SIYOU_RETENTION_DAYS: {each} must be kept for at least {rule.at_least} days."
            raise RetentionUnlawful(message)
    return {each: given.get(each, rule.days) for each, rule in RETENTION.items()}
