"""Many vote at once, some thrice, some while the vote is being closed: every ballot counts once or is refused."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.activities.models import Choice, PresenceKind
from services.activities.queries import motions as queries
from services.activities.queries import presiding
from services.activities.rules.ballots import AlreadyVoted
from services.activities.rules.motions import MotionNotInState, Vote
from services.activities.usecases import ballots, motions, presences
from shared.auth.policy import Reach, Role
from shared.auth.principal import Access, Grant
from tests.activities.assembly import BEGINS, FULL, a_motion, assembled, join
from tests.activities.house import House, both
from tests.points.world import ident
from tests.support.door import code_of

TODAY = date(2026, 9, 22)
TEN = (*FULL, "sun")
MEMBER = (Grant(Reach.BRANCH, ident("power"), role=Role.MEMBER),)


async def ask(house: House, motion: str, key: str) -> str:
    """What becomes of one ballot; a client that is told `busy` sends it again."""
    while True:
        answer = await house.post(f"{motion}/ballots", {"choice": "yes"}, key)
        if answer.status_code != 503:
            return "counted" if answer.status_code == 201 else code_of(answer)


async def seated(house: House, **more: Any) -> tuple[Any, str]:
    """Ten in the room, and an open motion."""
    await join(house, "sun")
    meeting = await assembled(house, *TEN)
    return meeting, await meeting.opened(a_motion(**more))


@both
@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
async def test_thirty_ballots_of_ten_voters_count_ten(house: House, secret: bool) -> None:
    meeting, motion = await seated(house, secret=secret)
    found = Counter(await asyncio.gather(*(ask(house, motion, key) for key in TEN * 3)))
    assert found == {"counted": 10, "already_voted": 20}
    result = await meeting.close(motion)
    assert (result["yes"], result["present"], result["eligible"]) == (10, 10, 10)


@both
@pytest.mark.parametrize("before", [0, 3, 9])
async def test_a_ballot_cast_during_the_closing_counts_or_is_refused(house: House, before: int) -> None:
    """Whatever order the requests come in: the result knows exactly those who were told so."""
    meeting, motion = await seated(house, secret=True)

    async def close() -> Any:
        return await meeting.close(motion)

    asked: list[Any] = [ask(house, motion, key) for key in TEN]
    asked.insert(before, close())
    answers = await asyncio.gather(*asked)
    [result] = [each for each in answers if isinstance(each, dict)]
    told = Counter(each for each in answers if isinstance(each, str))
    assert told["counted"] == result["yes"]
    assert told["counted"] + told["motion_not_in_state"] == 10
    assert await house.count("secret_ballot") == await house.count("ballot_receipt") == result["yes"]


def _access() -> Access:
    grants = (Grant(Reach.BRANCH, ident("power"), role=Role.SECRETARY),)
    return Access("meeting.preside", ident("secretary"), "browser", ident("power"), None, frozenset(), grants)


@asynccontextmanager
async def closing(house: House, motion_id: UUID) -> AsyncIterator[AsyncSession]:
    """A transaction that has closed the motion and not ended yet."""
    async with house.database.write() as session:
        meeting, motion = await presiding.motion(session, motion_id, _access())
        await motions.close(session, meeting, motion, by=ident("secretary"), at=BEGINS, today=TODAY)
        yield session


async def put_in(session: AsyncSession, motion_id: UUID, key: str) -> None:
    """One secret yes, in a transaction that goes on."""
    motion = await queries.seen(session, motion_id, MEMBER, ident(key), while_it_is_open=True)
    await ballots.cast(session, motion, ident(key), Vote(Choice.YES), by=ident(key), at=BEGINS, today=TODAY)


async def cast(house: House, motion_id: UUID, key: str) -> None:
    """One secret yes, in a transaction of its own."""
    async with house.database.write() as session:
        await put_in(session, motion_id, key)


@both
async def test_a_voter_waits_for_the_closing_and_is_then_refused(house: House) -> None:
    """The lock: without it the ballot would be in the box and in no result."""
    _, motion = await seated(house, secret=True)
    motion_id = UUID(motion.rsplit("/", 1)[1])
    async with closing(house, motion_id):
        late = asyncio.create_task(cast(house, motion_id, "wang"))
        done, _ = await asyncio.wait([late], timeout=0.3)
        assert not done
    with pytest.raises(MotionNotInState):
        await late
    assert await house.count("secret_ballot") == 0


@both
async def test_the_closing_waits_for_a_voter_and_then_counts_the_ballot(house: House) -> None:
    meeting, motion = await seated(house, secret=True)
    async with house.database.write() as session:
        await put_in(session, UUID(motion.rsplit("/", 1)[1]), "wang")
        closed = asyncio.create_task(meeting.close(motion))
        done, _ = await asyncio.wait([closed], timeout=0.3)
        assert not done
    assert (await closed)["yes"] == 1


@both
async def test_the_receipt_is_unique_whatever_the_lock_does(house: House) -> None:
    """The constraint: it alone tells a second ballot of the same person."""
    _, motion = await seated(house, secret=True)
    motion_id = UUID(motion.rsplit("/", 1)[1])
    await cast(house, motion_id, "wang")
    with pytest.raises(AlreadyVoted):
        await cast(house, motion_id, "wang")
    assert await house.count("secret_ballot") == 1


@both
async def test_the_database_itself_shuts_a_closed_motion(house: House) -> None:
    """The constraint behind the lock: neither ballots nor numbers change, also by a mistake of ours."""
    meeting, motion = await seated(house)
    await meeting.vote(motion, "yes", *TEN[:6])
    secret = await meeting.opened(a_motion(secret=True))
    await meeting.vote(secret, "yes", *TEN[:6])
    for each in (motion, secret):
        await meeting.close(each)
    copied = "INSERT INTO {0} SELECT {1} FROM {0} LIMIT 1"
    hand = copied.format("open_ballot", f"by_id, at, motion_id, '{ident('alone')}', choice, candidates")
    receipt = copied.format("ballot_receipt", f"motion_id, '{ident('alone')}', voted_on")
    ballot = copied.format("secret_ballot", f"'{ident('alone')}', motion_id, choice, candidates")
    if house.database.dialect == "postgresql":
        hand, receipt, ballot = (
            each.replace(f"'{ident('alone')}'", f"'{ident('alone')}'::uuid")
            for each in (hand, receipt, ballot)
        )
    for statement in (
        hand,
        receipt,
        ballot,
        "UPDATE motion SET title = 'x'",
        "DELETE FROM motion",
        "UPDATE motion_result SET yes = 5",
        "DELETE FROM motion_result",
        "UPDATE open_ballot SET choice = 'no'",
        "UPDATE secret_ballot SET choice = 'no'",
        "DELETE FROM secret_ballot",
        "UPDATE resolution SET text = 'x'",
    ):
        with pytest.raises(Exception, match=r"shut|append-only"):
            async with house.database.write() as session:
                await session.execute(text(statement))


@both
async def test_twenty_marks_at_once_bring_one_person_in_once(house: House) -> None:
    meeting = await assembled(house)
    made = await asyncio.gather(*(meeting.mark("arrived", "wang") for _ in range(20)))
    assert sum(len(each["marked"]) for each in made) == 1
    assert await house.count("presence_mark") == 1


@both
async def test_no_vote_opens_on_the_presence_of_someone_who_is_just_leaving(house: House) -> None:
    """The meeting's lock: five of nine would do, and the fifth is on the way out."""
    meeting = await assembled(house, *FULL[:5])
    motion = await meeting.tabled(a_motion())
    async with house.database.write() as session:
        held = await presiding.meeting(session, UUID(meeting.meeting["id"]), _access())
        gone = [ident(FULL[4])]
        await presences.mark(session, held, PresenceKind.LEFT, gone, by=ident("publicist"), at=BEGINS)
        opened = asyncio.create_task(house.post(f"{motion}/opening", None, "secretary"))
        done, _ = await asyncio.wait([opened], timeout=0.3)
        assert not done
    assert code_of(await opened) == "quorum_missing"


@both
async def test_the_database_itself_keeps_marks_in_turn(house: House) -> None:
    """The constraint behind the meeting's lock: no twin of a mark, and nobody leaves before coming."""
    await assembled(house, "wang")
    again = (
        "INSERT INTO presence_mark SELECT by_id, at, {0}, meeting_id, person_id, {1}, kind FROM presence_mark"
    )
    for number in (1, 2):
        with pytest.raises(IntegrityError):
            async with house.database.write() as session:
                await session.execute(text(again.format("person_id", number)))


@both
async def test_votes_closed_at_once_number_their_resolutions_without_gap_or_twin(house: House) -> None:
    meeting = await assembled(house, *FULL)
    open_ones = [await meeting.opened(a_motion(title=f"事项{number}")) for number in range(5)]
    for motion in open_ones:
        await meeting.vote(motion, "yes", *FULL[:5])
    await asyncio.gather(*(meeting.close(motion) for motion in open_ones))
    listed = (await house.read("/v1/resolutions", "wang"))["items"]
    assert sorted(each["number"] for each in listed) == [1, 2, 3, 4, 5]
