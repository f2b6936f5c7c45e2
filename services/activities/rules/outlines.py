"""Outlines: decided once, never by the one who wrote them."""

from shared.errors import Conflict, Missing

from ..models import Outline, Verdict
from .nominations import ReasonNeeded


class OutlineMissing(Missing):
    """The lecturer has submitted none."""

    zh, en = "尚未提交讲课提纲", "There is no outline yet"


class OutlineDecided(Conflict):
    """The latest version has been decided; a new one may be submitted."""

    zh, en = "该提纲已审定", "The outline has been decided"


class OutlineWaits(Conflict):
    """The version before waits for its decision."""

    zh, en = "上一稿尚待审定", "The version before waits for its decision"


def may_decide(outline: Outline, verdict: Verdict, reason: str | None) -> None:
    """Raises OutlineDecided, ReasonNeeded."""
    if outline.verdict is not Verdict.SUBMITTED:
        raise OutlineDecided
    if verdict is Verdict.RETURNED and reason is None:
        raise ReasonNeeded


def may_submit(latest: Outline | None) -> None:
    """Raises OutlineWaits."""
    if latest is not None and latest.verdict is Verdict.SUBMITTED:
        raise OutlineWaits
