"""`/v1/lessons/{id}/orders`: the menu, and who wants what stands on it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx
from shared.idempotency import Once
from shared.types import Read, Shape

from ..models import Lesson
from ..queries import lessons
from ..queries import orders as queries
from ..usecases import orders
from .given import Moment
from .lessons import LessonRead, whole

router = APIRouter(prefix="/v1/lessons/{lesson_id}", tags=["lessons"])

Planner = Annotated[Access, may("lesson.write")]
Listener = Annotated[Access, may("lesson.join")]


class MenuCreate(Shape):
    """With how many orders the lesson opens, and until when it can be ordered."""

    minimum: Annotated[int, Field(ge=1, le=10_000)]
    orders_until: Moment


class OrderRead(Read):
    """The caller's order, and how near the lesson is to its minimum."""

    lesson_id: UUID
    ordered: bool
    orders: int
    minimum: int | None
    opened_at: datetime | None


@router.post("/menu", status_code=201, summary="上菜单 / Put on the menu")
async def put_on_menu(
    lesson_id: UUID, body: MenuCreate, planner: Planner, tx: Tx, now: Now, once: Once
) -> LessonRead:
    """A prepared lesson; the offer can be changed until it opens."""
    lesson = await lessons.within(tx, lesson_id, planner.grants)
    lesson = await orders.put_on_menu(tx, lesson, body.minimum, body.orders_until, at=now)
    return await once.keep(await whole(tx, lesson), made=lesson.id)


@router.post("/orders", status_code=201, summary="点菜 / Order a lesson")
async def order_lesson(lesson_id: UUID, listener: Listener, tx: Tx, now: Now, once: Once) -> OrderRead:
    """The order that reaches the minimum opens the lesson."""
    lesson = await lessons.one(tx, lesson_id, listener.grants, listener.person_id, lock=True)
    row = await orders.order(tx, lesson, by=listener.person_id, at=now)
    return await once.keep(_read(lesson, await queries.standing(tx, lesson.id), ordered=True), made=row.id)


@router.post("/order-withdrawal", status_code=201, summary="取消点课 / Withdraw an order")
async def withdraw_order(lesson_id: UUID, listener: Listener, tx: Tx, now: Now, once: Once) -> OrderRead:
    """Until the lesson opens."""
    lesson = await lessons.one(tx, lesson_id, listener.grants, listener.person_id, lock=True)
    row = await orders.withdraw(tx, lesson, by=listener.person_id, at=now)
    return await once.keep(_read(lesson, await queries.standing(tx, lesson.id), ordered=False), made=row.id)


def _read(lesson: Lesson, standing: int, *, ordered: bool) -> OrderRead:
    return OrderRead(
        lesson_id=lesson.id,
        ordered=ordered,
        orders=standing,
        minimum=lesson.menu_minimum,
        opened_at=lesson.opened_at,
    )
