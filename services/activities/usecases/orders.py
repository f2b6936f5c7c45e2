"""Orders: a prepared lesson is put on the menu, people order it, and it opens. The lesson is locked before."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Lesson, LessonOrder
from ..queries import orders as queries
from ..rules import orders as rules


async def put_on_menu(
    session: AsyncSession, lesson: Lesson, minimum: int, until: datetime, *, at: datetime
) -> Lesson:
    """Offer it, or change the offer before it opens. Raises LessonNotInState, LessonOpened, OrdersClosed."""
    rules.may_list(lesson, until, at)
    lesson.menu_minimum, lesson.orders_until = minimum, until
    await _open_if_enough(session, lesson, at)
    return lesson


async def order(session: AsyncSession, lesson: Lesson, *, by: UUID, at: datetime) -> LessonOrder:
    """Want it. Raises LessonNotInState, NotOnMenu, OrdersClosed, OrderTwice."""
    rules.may_order(lesson, at)
    wanted = LessonOrder(lesson_id=lesson.id, person_id=by, at=at)
    await add_or_refuse(session, wanted, _twice)
    await _open_if_enough(session, lesson, at)
    return wanted


async def withdraw(session: AsyncSession, lesson: Lesson, *, by: UUID, at: datetime) -> LessonOrder:
    """Want it no longer, before it opens. Raises LessonOpened, OrderMissing."""
    wanted = await queries.of_person(session, lesson.id, by)
    if wanted is None:
        raise rules.OrderMissing
    rules.may_withdraw(lesson)
    wanted.withdrawn_at = at
    await session.flush()
    return wanted


async def _open_if_enough(session: AsyncSession, lesson: Lesson, at: datetime) -> None:
    if rules.opens(lesson, await queries.standing(session, lesson.id)):
        lesson.opened_at, lesson.by_menu = at, True
    await session.flush()


async def _twice() -> Exception:
    return rules.OrderTwice()
