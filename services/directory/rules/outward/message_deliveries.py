"""What is sent outside, when it is tried again, and when that ends.

Outside stands nothing of what a message says, only that there is one; the titles of harmless kinds excepted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.errors import Conflict, Missing

MOST_TRIES = 8
LEASE = timedelta(minutes=2)
"""So long is a sending in one worker's hand."""
STALE = timedelta(days=3)
"""What could not be sent for so long is found in the inbox, and is not sent any more."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
_MOST_TITLES = 10


class MessageDeliveryMissing(Missing):
    """There is no such sending."""

    zh, en = "消息投递记录不存在", "There is no such message delivery"


class MessageDeliveryNotDead(Conflict):
    """Only what was given up is tried again."""

    zh, en = "该投递并未失败,无须重投", "This delivery has not failed for good"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: a subject and a text of a few lines."""

    subject: str
    text: str


def letter(titles: Sequence[str | None], link: str, language: str) -> Letter:
    """For so many messages; a title stands for a harmless one, None for any other."""
    count = len(titles)
    shown = [title for title in titles if title][:_MOST_TITLES]
    if language == "en":
        subject = f"Siyou: {count} new message" + ("s" if count > 1 else "")
        end = "Sign in to read " + ("it" if count == 1 else "them") + "."
    else:
        subject = f"思优:您有 {count} 条新消息"
        end = "请登录查看。"
    return Letter(
        subject, "\n".join([f"{subject}。" if language == "zh" else f"{subject}.", *shown, end, link]).strip()
    )


def hour_of(at: datetime) -> datetime:
    """The hour in which an instant falls."""
    return at.replace(minute=0, second=0, microsecond=0)


def minute_of(at: datetime) -> datetime:
    """The minute in which an instant falls."""
    return at.replace(second=0, microsecond=0)


def next_try(attempts: int, at: datetime, chance: float) -> datetime | None:
    """After so many: 1, 2, 4 … minutes, two hours at most, each up to half longer by chance (0 to 1). None: no more."""
    if attempts >= MOST_TRIES:
        return None
    wait: timedelta = min(_FIRST_WAIT * 2 ** (attempts - 1), _LONGEST_WAIT)
    return at + wait * (1 + chance / 2)
