"""Notices: withdrawn once, read by those whom they address."""

from shared.errors import Conflict, Missing

from ..models import Notice


class NoticeMissing(Missing):
    """No such notice, or not for you."""

    zh, en = "没有这条通知", "No such notice"


class NoticeWithdrawn(Conflict):
    """What is withdrawn is neither read nor withdrawn again."""

    zh, en = "该通知已撤回", "The notice is withdrawn"


def stands(notice: Notice) -> None:
    """Raises NoticeWithdrawn."""
    if notice.withdrawn_at is not None:
        raise NoticeWithdrawn
