"""Ballots: cast once by each person, shuffled when the vote is over."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.db import add_or_refuse

from ..models import BallotReceipt, Motion, MotionState, OpenBallot, SecretBallot
from ..queries import ballots as queries
from ..queries import presences, rolls
from ..rules import ballots as rules
from ..rules import motions as motion_rules
from ..rules.motions import Vote

SECRET = SecretBallot.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it


async def cast(
    session: AsyncSession,
    motion: Motion,
    voter_id: UUID,
    vote: Vote,
    *,
    by: UUID,
    at: datetime,
    today: date,
) -> None:
    """One ballot. `by` is the voter, or whoever writes down a show of hands.

    Raises MotionNotInState, BallotShape, OwnHandOnly, NotEntitled, NotInTheRoom, AlreadyVoted.
    """
    motion_rules.needs(motion, MotionState.OPEN)
    rules.filled_in(motion, vote)
    if motion.secret and by != voter_id:
        raise rules.OwnHandOnly
    lines = await rolls.of_meeting(session, motion.meeting_id)
    rules.may_vote(voter_id, lines, await presences.present(session, motion.meeting_id, at))
    named = [str(each) for each in vote.candidates]
    if not motion.secret:
        hand = OpenBallot(
            motion_id=motion.id,
            person_id=voter_id,
            choice=vote.choice,
            candidates=named,
            by_id=by,
            at=at,
        )
        await add_or_refuse(session, hand, _twice)
        return
    receipt = BallotReceipt(motion_id=motion.id, person_id=voter_id, voted_on=today)
    await add_or_refuse(session, receipt, _twice)
    session.add(SecretBallot(motion_id=motion.id, choice=vote.choice, candidates=named))
    await session.flush()


async def _twice() -> Exception:
    return rules.AlreadyVoted()


async def shuffle(session: AsyncSession, motion: Motion) -> None:
    """Write the secret ballots anew, all at once: where and by which transaction a row came says nothing then."""
    held = await queries.secret_ones(session, motion.id)
    if not held:
        return
    rows = [
        {
            "id": uuid4(),
            "motion_id": motion.id,
            "choice": each.choice and each.choice.value,
            "candidates": each.candidates,
        }
        for each in held
    ]
    await session.execute(delete(SecretBallot).where(col(SecretBallot.motion_id) == motion.id))
    rows.sort(key=lambda row: str(row["id"]))
    await bulk.insert(await session.connection(), SECRET, rows)
