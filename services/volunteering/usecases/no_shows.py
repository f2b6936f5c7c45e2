"""No-shows: marked by one side, appealed by the volunteer, heard by the other side.

Locks: the volunteer's row, the shift (shared), its role, the sign-up.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import NoShow, NoShowState, Side, SignUp, SignUpState, SignUpStep
from ..queries import no_shows as queries
from ..queries import service_records, service_scans
from ..queries import sign_ups as sign_up_queries
from ..rules import no_shows as rules
from ..rules.sign_ups import CalendarOverlaps
from . import sign_ups


class Word(NamedTuple):
    """What somebody says, for which side where it is one."""

    reason: str | None
    by: UUID
    at: datetime
    side: Side | None = None


async def mark(session: AsyncSession, sign_up: SignUp, side: Side, word: Word) -> NoShow:
    """Nobody came. Raises OwnNoShow, NoShowMissing, ShiftGoesOn, WasSeen."""
    sign_up = await _held(session, sign_up)
    shift, _ = await service_records.place_of(session, sign_up.shift_id)
    seen = await service_scans.was_seen(session, sign_up.shift_id, sign_up.person_id)
    seen = seen or await queries.has_record(session, sign_up)
    rules.may_mark(sign_up, shift, word.by, word.at, seen=seen)
    row = NoShow(
        sign_up_id=sign_up.id,
        state=NoShowState.STANDS,
        side=side,
        note=word.reason,
        marked_by=word.by,
        marked_at=word.at,
    )
    await add_or_refuse(session, row, _quicker)
    await sign_ups.release(session, sign_up, SignUpState.NO_SHOW, by=word.by, at=word.at, reason=word.reason)
    return row


async def _quicker() -> Exception:
    return rules.NoShowMissing()


async def appeal(session: AsyncSession, sign_up: SignUp, word: Word) -> NoShow:
    """The volunteer's own word, once. Raises NoShowMissing, AppealedAlready."""
    await _held(session, sign_up)
    row = await queries.of_sign_up(session, sign_up.id, lock=True)
    rules.may_appeal(row)
    row.state, row.appeal, row.appealed_at = NoShowState.APPEALED, word.reason, word.at
    await session.flush()
    return row


async def answer(
    session: AsyncSession, sign_up: SignUp, sides: tuple[Side, ...], word: Word, *, granted: bool
) -> NoShow:
    """By the side that did not mark it. Granted, the person held the place all along.

    Raises NoShowMissing, NotAppealed, OwnNoShow, SameSideAnswers.
    """
    sign_up = await _held(session, sign_up)
    row = await queries.of_sign_up(session, sign_up.id, lock=True)
    rules.may_answer(row, sign_up, word.by)
    if not any(side is not row.side for side in sides):
        raise rules.SameSideAnswers
    row.state = NoShowState.WITHDRAWN if granted else NoShowState.STANDS
    row.answer, row.answered_by, row.answered_at = word.reason, word.by, word.at
    if granted:
        await _restore(session, sign_up, word)
    await session.flush()
    return row


async def _restore(session: AsyncSession, sign_up: SignUp, word: Word) -> None:
    role = (await sign_up_queries.roles_locked(session, [sign_up.role_id]))[sign_up.role_id]
    role.taken = min(role.taken + sign_up.places, role.slots)
    sign_up.state = SignUpState.CONFIRMED
    step = SignUpStep(
        sign_up_id=sign_up.id, state=sign_up.state, reason=word.reason, by_id=word.by, at=word.at
    )
    session.add(step)
    try:
        await session.flush()
    except IntegrityError as error:  # meanwhile something else was entered for that time
        raise CalendarOverlaps(starts_at="–", ends_at="–") from error


async def _held(session: AsyncSession, sign_up: SignUp) -> SignUp:
    await service_records.volunteer_locked(session, sign_up.person_id)
    await sign_up_queries.shift_shared(session, sign_up.shift_id)
    await sign_up_queries.roles_locked(session, [sign_up.role_id])
    return await sign_up_queries.again(session, sign_up)
