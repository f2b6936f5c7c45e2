"""Written opinions: lodged before the meeting by those who cannot come, and votes where the rule says so."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from shared.errors import Conflict

from ..models import Meeting, MeetingState, RollLine, Sitting, WrittenOpinion
from .meetings import standing
from .rolls import entitled
from .vote_rules import VoteRule


class OpinionNotCounted(Conflict):
    """Only an admission counts written opinions (rule 18)."""

    zh, en = "此类议题不计书面意见", "This kind of motion counts no written opinions"


class OpinionTooLate(Conflict):
    """An opinion is lodged after the notice and before the meeting begins."""

    zh, en = "书面意见须在会议通知之后、开始之前提出", "A written opinion is lodged before the meeting begins"


class OpinionTwice(Conflict):
    """What was lodged stands; whoever comes all the same votes in the room instead."""

    zh, en = "已提出书面意见", "A written opinion has been lodged already"


def may_lodge(rule: VoteRule, meeting: Meeting, sittings: Iterable[Sitting], at: datetime) -> None:
    """Raises OpinionNotCounted, OpinionTooLate."""
    if not rule.written_count:
        raise OpinionNotCounted
    begins_at = min((each.starts_at for each in standing(list(sittings))), default=at)
    if meeting.state is not MeetingState.NOTICED or at >= begins_at:
        raise OpinionTooLate


def counted(
    rule: VoteRule,
    opinions: Iterable[WrittenOpinion],
    lines: Collection[RollLine],
    took_part: Collection[UUID],
) -> list[WrittenOpinion]:
    """Those of entitled members who are neither in the room nor have voted in it."""
    if not rule.written_count:
        return []
    may = {line.person_id for line in entitled(lines)}
    return [each for each in opinions if each.by_id in may and each.by_id not in took_part]
