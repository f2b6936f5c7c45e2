"""Motions: which question may be put where, in which order it goes, and what its votes come to.

States: DRAFTED → TABLED → OPEN → CLOSED. A closed motion never changes, whatever happens to the roll.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.errors import Conflict, Malformed, Missing

from ..models import Choice, Meeting, MeetingKind, Motion, MotionKind, MotionState, Outcome
from . import elections
from .vote_rules import VoteRule, carried, quorate

ORDER = (MotionState.DRAFTED, MotionState.TABLED, MotionState.OPEN, MotionState.CLOSED)
_MEMBERS_OR_COMMITTEE = frozenset({MeetingKind.MEMBERS, MeetingKind.COMMITTEE})
VOTES_AT = {
    MotionKind.ORDINARY: _MEMBERS_OR_COMMITTEE,
    MotionKind.ADMISSION: frozenset({MeetingKind.MEMBERS}),
    MotionKind.ELECTION: _MEMBERS_OR_COMMITTEE,
}
"""Where each question is decided. Source: Branch Work Regulations 2018, articles 11 to 13."""


class MotionMissing(Missing):
    """No such motion, or not for you."""

    zh, en = "没有这项议题", "No such motion"


class MotionNotInState(Conflict):
    """The motion is not where this act needs it."""

    zh, en = "议题当前状态不允许此操作", "The motion is not in a state for this"
    detail_zh, detail_en = "当前为 {state},需为 {needed}", "It is {state}; it must be {needed}"


class MotionShape(Malformed):
    """An admission is about one person, an election has candidates and seats, other motions have neither."""

    zh, en = (
        "接收党员须逐人表决,选举须有候选人和名额,其他议题均无",
        "An admission names one person, an election candidates and seats, any other motion neither",
    )


class CandidateUnknown(Malformed):
    """Nobody of this id is here."""

    zh, en = "没有此候选人", "A candidate is not known"


class VoteElsewhere(Conflict):
    """This kind of meeting does not decide this kind of question."""

    zh, en = "该类会议不能表决此类议题", "This kind of meeting does not vote on this kind of motion"


class QuorumMissing(Conflict):
    """Too few of those entitled are in the room to open the vote."""

    zh, en = "到会有表决权人数不足,不能开始表决", "Too few of those entitled are present to open the vote"
    detail_zh = "应到会有表决权 {eligible} 人,到会 {present} 人"
    detail_en = "{present} of {eligible} are present"


class RoundMissing(Conflict):
    """A further round follows a closed election of the same branch."""

    zh, en = "没有可以再次投票的选举", "There is no closed election for a further round"


class VoteOpen(Conflict):
    """The meeting is not over while a vote is open."""

    zh, en = "尚有表决未结束", "A vote is still open"


@dataclass(frozen=True, slots=True)
class Vote:
    """What one ballot or written opinion says."""

    choice: Choice | None
    candidates: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """What a vote came to, in whole numbers. Written votes are among `yes`, `no` and `abstain`."""

    yes: int
    no: int
    abstain: int
    outcome: Outcome
    votes: tuple[tuple[UUID, int], ...]
    elected: tuple[UUID, ...]
    tied: tuple[UUID, ...]


def shape(kind: MotionKind, candidates: Sequence[UUID], seats: int | None) -> None:
    """Raises MotionShape."""
    if kind is MotionKind.ELECTION:
        right = seats is not None and seats >= 1 and len(candidates) >= 1
    else:
        right = seats is None and len(candidates) == (1 if kind is MotionKind.ADMISSION else 0)
    if not right or len(set(candidates)) != len(candidates):
        raise MotionShape


def may_be_put(meeting: Meeting, kind: MotionKind) -> None:
    """Raises VoteElsewhere."""
    if meeting.kind not in VOTES_AT[kind]:
        raise VoteElsewhere


def needs(motion: Motion, *states: MotionState) -> None:
    """Raises MotionNotInState."""
    if motion.state not in states:
        wanted = ", ".join(state.value for state in states)
        raise MotionNotInState(state=motion.state.value, needed=wanted)


def step(motion: Motion, to: MotionState) -> None:
    """Raises MotionNotInState unless `to` is the very next state."""
    needs(motion, ORDER[ORDER.index(to) - 1])


def may_follow(motion: Motion, before: Motion) -> None:
    """Raises RoundMissing unless `before` is a closed election that this one can take further."""
    elections_both = motion.kind is before.kind is MotionKind.ELECTION
    if not elections_both or before.state is not MotionState.CLOSED or before.branch_id != motion.branch_id:
        raise RoundMissing


def may_open(rule: VoteRule, present: int, eligible: int) -> None:
    """Raises QuorumMissing."""
    if not quorate(rule, present, eligible):
        raise QuorumMissing(present=present, eligible=eligible)


def none_open(states: Iterable[MotionState]) -> None:
    """Raises VoteOpen."""
    if MotionState.OPEN in states:
        raise VoteOpen


def count(rule: VoteRule, motion: Motion, votes: Collection[Vote], *, present: int, eligible: int) -> Count:
    """Count ballots and written opinions. Without a quorum nothing is passed and nobody elected."""
    valid = quorate(rule, present, eligible)
    if motion.kind is MotionKind.ELECTION:
        return _election(rule, motion, votes, present=present, eligible=eligible, valid=valid)
    said = Counter(vote.choice for vote in votes)
    passed = carried(rule, said[Choice.YES], present=present, entitled=eligible)
    outcome = (Outcome.PASSED if passed else Outcome.FAILED) if valid else Outcome.INQUORATE
    return Count(said[Choice.YES], said[Choice.NO], said[Choice.ABSTAIN], outcome, (), (), ())


def _election(
    rule: VoteRule, motion: Motion, votes: Collection[Vote], *, present: int, eligible: int, valid: bool
) -> Count:
    named = dict.fromkeys(map(UUID, motion.candidates), 0)
    for vote in votes:
        for candidate in vote.candidates:
            named[candidate] += 1
    blank = sum(not vote.candidates for vote in votes)
    told = tuple((who, named[who]) for who in elections.in_order(named))
    if not valid:
        return Count(0, 0, blank, Outcome.INQUORATE, told, (), ())
    found = elections.returned(rule, named, seats=motion.seats or 0, present=present, entitled=eligible)
    outcome = Outcome.PASSED if found.elected else Outcome.FAILED
    return Count(0, 0, blank, outcome, told, found.elected, found.tied)
