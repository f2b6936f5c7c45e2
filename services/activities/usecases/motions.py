"""Motions: drafted, tabled, opened with a quorum, closed for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import roster

from ..models import Meeting, MeetingState, Motion, MotionKind, MotionResult, MotionState, MotionStep, Outcome
from ..queries import ballots, opinions, presences, rolls
from ..queries import motions as queries
from ..rules import meetings as meeting_rules
from ..rules import motions as rules
from ..rules import presences as presence_rules
from ..rules.motions import Vote
from ..rules.tallies import tally
from ..rules.vote_rules import VoteRule, in_force
from . import resolutions
from .ballots import shuffle

_BEFORE_THE_VOTE = (MeetingState.PLANNED, MeetingState.NOTICED, MeetingState.IN_SESSION)


@dataclass(frozen=True, slots=True)
class Question:
    """What a motion is to be."""

    kind: MotionKind
    title: str
    text: str
    secret: bool = False
    candidates: Sequence[UUID] = ()
    seats: int | None = None
    round_of: UUID | None = None


async def draft(session: AsyncSession, meeting: Meeting, what: Question, *, by: UUID, at: datetime) -> Motion:
    """One more motion of a meeting.

    Raises MeetingNotInState, VoteElsewhere, MotionShape, CandidateUnknown, RoundMissing.
    """
    meeting_rules.needs(meeting, *_BEFORE_THE_VOTE)
    motion = Motion(
        meeting_id=meeting.id,
        branch_id=meeting.branch_id,
        number=1 + await queries.last_number(session, meeting.id),
        drafted_by=by,
        drafted_at=at,
        kind=what.kind,
        title=what.title,
        text=what.text,
        secret=what.secret,
        candidates=[],
    )
    await _put(session, meeting, motion, what)
    session.add(motion)
    await session.flush()
    return await _step(session, motion, MotionState.DRAFTED, by, at)


async def rewrite(session: AsyncSession, meeting: Meeting, motion: Motion, what: Question) -> Motion:
    """Another text, while it is a draft. Raises MotionNotInState and as `draft`."""
    meeting_rules.needs(meeting, *_BEFORE_THE_VOTE)
    rules.needs(motion, MotionState.DRAFTED)
    await _put(session, meeting, motion, what)
    await session.flush()
    return motion


async def _put(session: AsyncSession, meeting: Meeting, motion: Motion, what: Question) -> None:
    rules.may_be_put(meeting, what.kind)
    rules.shape(what.kind, what.candidates, what.seats)
    if set(await roster.names(session, set(what.candidates))) != set(what.candidates):
        raise rules.CandidateUnknown
    motion.kind, motion.title, motion.text, motion.secret = what.kind, what.title, what.text, what.secret
    motion.candidates, motion.seats = [str(each) for each in what.candidates], what.seats
    if what.round_of is not None:
        before = await session.get(Motion, what.round_of)
        if before is None:
            raise rules.RoundMissing
        rules.may_follow(motion, before)
    motion.round_of = what.round_of


async def table(session: AsyncSession, meeting: Meeting, motion: Motion, *, by: UUID, at: datetime) -> Motion:
    """Its text stands from now on. Raises MotionNotInState, MeetingNotInState."""
    meeting_rules.needs(meeting, *_BEFORE_THE_VOTE)
    rules.step(motion, MotionState.TABLED)
    return await _step(session, motion, MotionState.TABLED, by, at)


async def open_(
    session: AsyncSession, meeting: Meeting, motion: Motion, *, by: UUID, at: datetime, today: date
) -> Motion:
    """Let people vote. Raises MeetingNotInState, MotionNotInState, QuorumMissing, VoteRuleMissing."""
    meeting_rules.needs(meeting, MeetingState.IN_SESSION)
    rules.step(motion, MotionState.OPEN)
    lines = await rolls.of_meeting(session, meeting.id)
    present = await presences.present(session, meeting.id, at)
    found = presence_rules.quorum(in_force(motion.kind, today), lines, present)
    rules.may_open(in_force(motion.kind, today), found.present, found.eligible)
    return await _step(session, motion, MotionState.OPEN, by, at)


async def close(
    session: AsyncSession, meeting: Meeting, motion: Motion, *, by: UUID, at: datetime, today: date
) -> MotionResult:
    """End the vote, count it and freeze the numbers; a passed motion becomes a resolution.

    Raises MotionNotInState, VoteRuleMissing.
    """
    rules.step(motion, MotionState.CLOSED)
    result = await _count(session, meeting, motion, in_force(motion.kind, today), by=by, at=at)
    await _step(session, motion, MotionState.CLOSED, by, at)
    if motion.secret:
        await shuffle(session, motion)
    session.add(result)
    await session.flush()
    if result.outcome is Outcome.PASSED:
        await resolutions.adopt(session, meeting, motion, by=by, at=at)
    return result


async def _count(
    session: AsyncSession, meeting: Meeting, motion: Motion, rule: VoteRule, *, by: UUID, at: datetime
) -> MotionResult:
    found = tally(
        rule,
        await rolls.of_meeting(session, meeting.id),
        inside=await presences.present(session, meeting.id, at),
        voted=await ballots.voted(session, motion),
        opinions=await opinions.of_motion(session, motion.id),
    )
    votes = [*await _cast(session, motion), *(Vote(each.choice) for each in found.written)]
    count = rules.count(rule, motion, votes, present=found.present, eligible=found.eligible)
    return MotionResult(
        motion_id=motion.id,
        rule_effective_on=rule.effective_on,
        eligible=found.eligible,
        present=found.present,
        yes=count.yes,
        no=count.no,
        abstain=count.abstain,
        written=len(found.written),
        outcome=count.outcome,
        votes=[{"person_id": str(who), "votes": votes} for who, votes in count.votes],
        elected=[str(who) for who in count.elected],
        tied=[str(who) for who in count.tied],
        by_id=by,
        at=at,
    )


async def _cast(session: AsyncSession, motion: Motion) -> list[Vote]:
    found = (ballots.secret_ones if motion.secret else ballots.open_ones)(session, motion.id)
    return [Vote(each.choice, [UUID(who) for who in each.candidates]) for each in await found]


async def _step(session: AsyncSession, motion: Motion, to: MotionState, by: UUID, at: datetime) -> Motion:
    motion.state = to
    session.add(MotionStep(motion_id=motion.id, state=to, by_id=by, at=at))
    await session.flush()
    return motion
