"""Notices: withdrawn once, read by those whom they address."""

from datetime import datetime
from zoneinfo import ZoneInfo

from shared.errors import Conflict, Missing

from ..models import Meeting, Notice, Sitting

Words = tuple[str, str]
"""Title and text. Chinese stands first, as on the factory's boards."""
_TITLE = 200


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


def of_offer(meeting: Meeting, sitting: Sitting, until: datetime) -> Words:
    """A place has become free for somebody who waits."""
    when, last = _clock(sitting, sitting.starts_at), _clock(sitting, until)
    return _title("候补名额 / A place is free", meeting), (
        f"{when},{sitting.place}:已为您保留名额,请在 {last} 前接受或放弃;逾期未答复的排到候补队尾。\n"
        f"{when}, {sitting.place}: a place is kept for you. Accept or decline it before {last}; "
        "without an answer you wait on at the end of the queue."
    )


def of_cancellation(meeting: Meeting, sitting: Sitting) -> Words:
    """A sitting will not take place."""
    when = _clock(sitting, sitting.starts_at)
    return _title("场次已取消 / A sitting was cancelled", meeting), (
        f"{when},{sitting.place}:该场次已取消,您的报名随之结束。\n"
        f"{when}, {sitting.place}: the sitting was cancelled, and your registration has ended with it."
    )


def of_request(meeting: Meeting, sitting: Sitting, duty: str) -> Words:
    """Somebody is asked to take a duty."""
    when = _clock(sitting, sitting.starts_at)
    return _title("请您承担分工 / Will you take a duty", meeting), (
        f"{when},{sitting.place}:请您承担“{duty}”,可接受或说明理由谢绝。未答复即未承担。\n"
        f"{when}, {sitting.place}: you are asked to take “{duty}”. Accept it, or decline it and say why; "
        "without an answer you have not taken it."
    )


def of_duty_called_off(meeting: Meeting, sitting: Sitting, duty: str) -> Words:
    """A sitting will not take place, nor what somebody was to do there."""
    when = _clock(sitting, sitting.starts_at)
    return _title("场次已取消 / A sitting was cancelled", meeting), (
        f"{when},{sitting.place}:该场次已取消,分工“{duty}”随之取消。\n"
        f"{when}, {sitting.place}: the sitting was cancelled, and with it the duty “{duty}”."
    )


def _title(what: str, meeting: Meeting) -> str:
    return f"{what}:{meeting.title}"[:_TITLE]


def _clock(sitting: Sitting, at: datetime) -> str:
    return at.astimezone(ZoneInfo(sitting.time_zone)).strftime("%Y-%m-%d %H:%M")
