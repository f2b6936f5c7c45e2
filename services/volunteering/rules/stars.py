"""Star levels: applied for by the volunteer, awarded by another, withdrawn when the hours no longer carry them.

Source: 2012 Measures 民函〔2012〕340号 (stars at 100, 300, 600, 1000 and 1500 hours, on application); rule 33.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from shared.auth.policy import Role
from shared.auth.principal import Access
from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import StarLevel, StarState

_HOUR = 60


class StarLevelMissing(Missing):
    """No such star level, or not for you."""

    zh, en = "没有这项星级记录", "No such star level"


class StarLevelUnknown(Malformed):
    """The branch has so many levels and no more."""

    zh, en = "没有这一星级", "There is no such level"
    detail_zh, detail_en = "本支部共设 {levels} 级", "The branch has {levels} levels"


class StarHoursMissing(Conflict):
    """Final hours do not reach what the level asks for."""

    zh, en = "累计服务时长不足", "There are too few final hours for this level"
    detail_zh = "该星级需 {needed} 分钟,现有 {total} 分钟"
    detail_en = "The level asks for {needed} minutes; there are {total}"


class StarLevelStands(Conflict):
    """It has been applied for, or awarded."""

    zh, en = "该星级已申请或已授予", "This level has been applied for, or awarded"


class StarLevelDecided(Conflict):
    """An application is decided once."""

    zh, en = "该星级申请已处理", "The application has been decided"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class OwnStarLevel(Forbidden):
    """Nobody decides about their own."""

    zh, en = "不能审定本人的星级", "Nobody decides about their own star level"


class HomeBranchMissing(Conflict):
    """A star level is awarded by the committee of one's branch."""

    zh, en = "不属于任何党支部,无法申请星级", "You belong to no branch that could award it"


def needed(star_hours: Sequence[int], level: int) -> int:
    """The minutes that a level asks for. Raises StarLevelUnknown."""
    if not 1 <= level <= len(star_hours):
        raise StarLevelUnknown(levels=len(star_hours))
    return star_hours[level - 1] * _HOUR


def must_reach(total_minutes: int, needed_minutes: int) -> None:
    """Raises StarHoursMissing."""
    if total_minutes < needed_minutes:
        raise StarHoursMissing(needed=needed_minutes, total=total_minutes)


def may_decide(row: StarLevel, by: UUID) -> None:
    """Raises OwnStarLevel, StarLevelDecided."""
    if row.person_id == by:
        raise OwnStarLevel
    if row.state is not StarState.APPLIED:
        raise StarLevelDecided(state=row.state.value)


def concerned(row: StarLevel, reader: Access) -> bool:
    """Whether the reader holds the level or sees to it, beyond being of the same branch."""
    if row.person_id == reader.person_id:
        return True
    return any(grant.role not in {Role.STAFF, Role.MEMBER} for grant in reader.grants)


def fallen(rows: Iterable[StarLevel], total_minutes: int) -> list[StarLevel]:
    """Those awarded that so many minutes no longer carry."""
    return [row for row in rows if row.state is StarState.AWARDED and total_minutes < row.needed_minutes]
