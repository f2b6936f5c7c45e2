"""Consents: given and withdrawn by the person alone, for named fields, in words that are kept.

Source: Personal Information Protection Law art. 14 (informed, voluntary, explicit), art. 15 (withdrawn as easily as
given), art. 23 (separate consent for each receiver); domain rule 35.
"""

from collections.abc import Collection

from shared.errors import Conflict, Malformed, Missing

from ..models import Consent, SharedField


class ConsentMissing(Missing):
    """No such consent, or not for you."""

    zh, en = "没有这份同意", "No such consent"


class ConsentStanding(Conflict):
    """At most one is in force; it is withdrawn before another is given."""

    zh, en = "对该社区已有生效的同意", "A consent to this community is in force already"


class ConsentWithdrawn(Conflict):
    """What was withdrawn stays withdrawn; another may be given."""

    zh, en = "该同意已撤回", "The consent has been withdrawn"


class WordingOutdated(Conflict):
    """One agrees to the text as it is now, not to one that was replaced."""

    zh, en = "同意书文本已更新,请重新阅读", "The wording has changed; read it again"
    detail_zh, detail_en = "现行版本为 {wording}", "The present one is {wording}"


class NameNeeded(Malformed):
    """A community cannot work with somebody who has no name."""

    zh, en = "同意的内容须包含姓名", "The name must be among the fields"


def may_give(fields: Collection[SharedField], wording: str, present: str) -> None:
    """Raises NameNeeded, WordingOutdated."""
    if SharedField.NAME not in fields:
        raise NameNeeded
    if wording != present:
        raise WordingOutdated(wording=present)


def may_withdraw(consent: Consent) -> None:
    """Always, once. Raises ConsentWithdrawn."""
    if consent.withdrawn_at is not None:
        raise ConsentWithdrawn
