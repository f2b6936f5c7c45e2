"""Who runs a meeting: its chair and recorder, and the officers of the branch or group that holds it."""

from collections.abc import Iterable
from uuid import UUID

from shared.auth.policy import COMMITTEE, Role
from shared.auth.principal import Grant
from shared.errors import Forbidden

from ..models import Meeting

OFFICERS = frozenset({*COMMITTEE, Role.GROUP_LEADER})


class NotPresiding(Forbidden):
    """The list, the motions and the minutes are in the hands of the chair, the recorder and the officers."""

    zh, en = "须由主持人、记录人或本支部委员操作", "Only the chair, the recorder or an officer may do this"


def may_preside(meeting: Meeting, person_id: UUID, grants: Iterable[Grant]) -> None:
    """Raises NotPresiding."""
    if not presides(meeting, person_id, grants):
        raise NotPresiding


def presides(meeting: Meeting, person_id: UUID, grants: Iterable[Grant]) -> bool:
    """Whether the meeting names the person, or one of its branch's or group's officers asks."""
    if person_id in {meeting.chair_id, meeting.recorder_id}:
        return True
    return any(holds(meeting, grant) and grant.role in OFFICERS for grant in grants)


def holds(meeting: Meeting, grant: Grant) -> bool:
    """Whether a right is held at the branch or the group of the meeting."""
    return grant.anchor is not None and grant.anchor in {meeting.branch_id, meeting.group_id}
