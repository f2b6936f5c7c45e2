"""What holds of sync runs: what makes two deliveries the same, and what may still be confirmed or called off."""

import hashlib
from datetime import date, timedelta
from typing import Protocol

from shared.errors import Conflict, Missing

from ...models import SyncState

LEASE = timedelta(seconds=60)
"""How long whoever works on a run is left alone with it; who died is followed by another after that."""
MOST_TRIES = 5
MOST_RECORDS = 20_000
MOST_DAYS_AHEAD = timedelta(days=366)
PLANS_KEPT = timedelta(days=30)
"""For how long a plan waits for a word, and it is told of whom a run changed nothing."""
OPEN = frozenset({SyncState.STAGED, SyncState.PLANNING, SyncState.APPLYING})
"""States in which there is something to do without anybody's word."""
WAITING = frozenset({SyncState.PLANNED, SyncState.NEEDS_CONFIRMATION})


class HrSyncRunMissing(Missing):
    """No such run."""

    zh, en = "同步任务不存在", "No such sync run"


class HrFileMissing(Missing):
    """No such file of this sender, or it is kept no longer."""

    zh, en = "文件不存在", "No such file"


class SyncWithoutFile(Conflict):
    """The run came as records, so there is no list to give back."""

    zh, en = "该同步任务不是由文件提交的", "This run came without a file"


class HrKeyTaken(Conflict):
    """Somebody else has this HR key or employee number since a moment ago."""

    zh, en = "人员ID或工号刚被他人使用", "Somebody else has just been given this HR key or employee number"


class SyncNotPlanned(Conflict):
    """Only a plan that waits for somebody's word is confirmed."""

    zh, en = "该同步任务不在等待确认", "This run does not wait for a confirmation"


class SyncPlanOtherwise(Conflict):
    """The plan lets go of another number of people than the confirmation says."""

    zh, en = "确认的离开人数与计划不符", "The plan lets go of another number of people than you confirm"
    detail_zh, detail_en = "计划中有 {leavers} 人离开", "By the plan {leavers} leave"


class SyncOver(Conflict):
    """What is done, or being done, is called off no longer."""

    zh, en = "该同步任务已无法取消", "This run can be called off no longer"


class SyncDayTooFar(Conflict):
    """A run waits for its day a year at most."""

    zh, en = "生效日期过远", "The effective day is too far ahead"


class Waiting(Protocol):
    """A run as far as these rules look at it."""

    state: str
    leavers: int
    dry_run: bool
    effective_on: date


def sameness(content: bytes, *words: object) -> str:
    """Equal for two deliveries of the same content for the same mode, day and intent."""
    return hashlib.sha256("\n".join(map(str, words)).encode() + b"\n" + content).hexdigest()


def check_day(effective_on: date, today: date) -> None:
    """Raises SyncDayTooFar."""
    if effective_on > today + MOST_DAYS_AHEAD:
        raise SyncDayTooFar


def check_confirmation(run: Waiting, leavers: int) -> None:
    """Raises SyncNotPlanned, SyncPlanOtherwise."""
    if run.state not in WAITING:
        raise SyncNotPlanned
    if run.leavers != leavers:
        raise SyncPlanOtherwise(leavers=run.leavers)


def check_cancellation(run: Waiting) -> None:
    """Raises SyncOver."""
    if run.state not in WAITING | {SyncState.STAGED, SyncState.PLANNING}:
        raise SyncOver


def needs_word(leavers: int, allowed: int, confirmed: int | None, *, unread: bool) -> bool:
    """Whether somebody must confirm first; `unread`: rows could not be read, so that absence proves nothing."""
    if leavers == 0 or (confirmed is not None and leavers <= confirmed):
        return False
    return leavers > allowed or unread
