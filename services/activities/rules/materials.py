"""Materials: drafted by one, approved by another."""

from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import MaterialVersion, Verdict
from .nominations import ReasonNeeded


class MaterialMissing(Missing):
    """No such material, or not for you."""

    zh, en = "没有这份教材", "No such material"


class MaterialDecided(Conflict):
    """No version waits for a decision."""

    zh, en = "没有待审定的教材版本", "No version waits for a decision"


class MaterialWaits(Conflict):
    """The version before waits for its decision."""

    zh, en = "上一版尚待审定", "The version before waits for its decision"


class MaterialNotApproved(Conflict):
    """People learn from what has been approved."""

    zh, en = "教材尚未审定", "The material is not approved"


class OwnMaterial(Forbidden):
    """Nobody approves what one has written."""

    zh, en = "不能审定本人编写的教材", "Nobody approves the own material"


class MaterialTooLong(Malformed):
    """A material is short; how short, the branch says."""

    zh, en = "教材时长超出支部规定", "The material is longer than the branch allows"
    detail_zh, detail_en = "最长 {most} 分钟", "At most {most} minutes"


def short(minutes: int, most: int) -> None:
    """Raises MaterialTooLong."""
    if minutes > most:
        raise MaterialTooLong(most=most)


def may_add(latest: MaterialVersion) -> None:
    """Raises MaterialWaits."""
    if latest.verdict is Verdict.SUBMITTED:
        raise MaterialWaits


def may_decide(version: MaterialVersion, verdict: Verdict, reason: str | None, by: UUID) -> None:
    """Raises MaterialDecided, OwnMaterial, ReasonNeeded."""
    if version.verdict is not Verdict.SUBMITTED:
        raise MaterialDecided
    if version.by_id == by:
        raise OwnMaterial
    if verdict is Verdict.RETURNED and reason is None:
        raise ReasonNeeded
