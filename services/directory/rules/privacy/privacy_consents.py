"""Consents: given and withdrawn by the person alone, in words that are kept.

Source: Personal Information Protection Law art. 14 (informed, voluntary, explicit), art. 15 (withdrawn as easily).
"""

from shared.errors import Conflict, Missing

from ...models import PrivacyConsent


class PrivacyConsentMissing(Missing):
    """No such consent, or not for you."""

    zh, en = "没有这份同意", "No such consent"


class PrivacyConsentStanding(Conflict):
    """At most one for a purpose is in force."""

    zh, en = "对该事项已有生效的同意", "A consent for this purpose is in force already"


class PrivacyConsentWithdrawn(Conflict):
    """What was withdrawn stays withdrawn; another may be given."""

    zh, en = "该同意已撤回", "The consent has been withdrawn"


class PrivacyWordingOutdated(Conflict):
    """One agrees to the text as it is now, not to one that was replaced."""

    zh, en = "文本已更新,请重新阅读", "The wording has changed; read it again"
    detail_zh, detail_en = "现行版本为 {wording}", "The present one is {wording}"


def may_give(wording: str, present: str) -> None:
    """Raises PrivacyWordingOutdated."""
    if wording != present:
        raise PrivacyWordingOutdated(wording=present)


def may_withdraw(consent: PrivacyConsent) -> None:
    """Always, once. Raises PrivacyConsentWithdrawn."""
    if consent.withdrawn_at is not None:
        raise PrivacyConsentWithdrawn
