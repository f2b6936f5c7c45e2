"""`/v1/undertakings`, and taking a duty or asking somebody to: nobody is put in against their will."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Prose, Read, Shape

from ..models import Undertaking, UndertakingState
from ..queries import duties
from ..queries import undertakings as queries
from ..usecases import undertakings

router = APIRouter(prefix="/v1", tags=["duties"])

Reader = Annotated[Access, may("undertaking.read")]
Taker = Annotated[Access, may("duty.take")]
Asker = Annotated[Access, may("meeting.write")]
Asked = Annotated[Access, may("undertaking.answer")]
Withdrawer = Annotated[Access, may("undertaking.withdraw")]


class DutyRequestCreate(Shape):
    """Who is asked."""

    person_id: UUID


class UndertakingAnswerCreate(Shape):
    """`declined` needs a reason."""

    verdict: Literal[UndertakingState.TAKEN, UndertakingState.DECLINED]
    reason: Prose | None = None


class UndertakingWithdrawalCreate(Shape):
    """Why. Who gives back the own duty need not say."""

    reason: Prose | None = None


class UndertakingRead(Read):
    """Somebody and a duty. `by_id` is who asked, or the person; `settled_by` who answered or withdrew it."""

    id: UUID
    duty_id: UUID
    person_id: UUID
    name: str
    state: UndertakingState
    reason: str | None
    by_id: UUID
    at: datetime
    settled_by: UUID | None
    settled_at: datetime | None


@router.post("/duties/{duty_id}/undertakings", status_code=201, summary="承担分工 / Take a duty")
async def take_duty(duty_id: UUID, taker: Taker, tx: Tx, now: Now, once: Once) -> UndertakingRead:
    """In the own name, until the meeting is closed or enough have taken it."""
    duty = await duties.seen(tx, duty_id, taker.grants, taker.person_id)
    row = await undertakings.take(tx, duty, by=taker.person_id, at=now)
    [shown] = await _shown(tx, [row])
    return await once.keep(shown, made=row.id)


@router.post("/duties/{duty_id}/requests", status_code=201, summary="邀请承担分工 / Ask somebody")
async def ask_for_duty(
    duty_id: UUID, body: DutyRequestCreate, asker: Asker, tx: Tx, now: Now, once: Once, request: Request
) -> UndertakingRead:
    """Somebody of the branch or on the meeting's roll. No place is kept for them; the first to say yes has it."""
    duty = await duties.within(tx, duty_id, asker.grants)
    zone = request.app.state.zone
    row = await undertakings.ask(tx, duty, body.person_id, zone=zone, by=asker.person_id, at=now)
    [shown] = await _shown(tx, [row])
    return await once.keep(shown, made=row.id)


@router.get("/undertakings", summary="分工承担列表 / Undertakings")
async def list_undertakings(
    reader: Reader,
    view: View,
    paged: Paged,
    sitting_id: UUID | None = None,
    state: UndertakingState | None = None,
) -> Page[UndertakingRead]:
    """One's own; for officers those of the branch or group. Newest first."""
    query = queries.narrowed(queries.visible(reader.grants), sitting_id, state)
    rows, cursor = await paged.rows(view, query, col(Undertaking.id))
    return Page(items=await _shown(view, rows), next_cursor=cursor)


@router.get("/undertakings/{undertaking_id}", summary="一项分工承担 / One undertaking")
async def read_undertaking(undertaking_id: UUID, reader: Reader, view: View) -> UndertakingRead:
    """As it stands."""
    [shown] = await _shown(view, [await queries.one(view, undertaking_id, reader.grants)])
    return shown


@router.post("/undertakings/{undertaking_id}/answer", status_code=201, summary="答复邀请 / Answer")
async def answer_undertaking(
    undertaking_id: UUID, body: UndertakingAnswerCreate, asked: Asked, tx: Tx, now: Now, once: Once
) -> UndertakingRead:
    """By the one who was asked, and nobody else."""
    row = await queries.one(tx, undertaking_id, asked.grants)
    row = await undertakings.answer(tx, row, body.verdict, body.reason, at=now)
    [shown] = await _shown(tx, [row])
    return await once.keep(shown, made=row.id)


@router.post(
    "/undertakings/{undertaking_id}/withdrawal", status_code=201, summary="退出或撤回分工 / Withdraw"
)
async def withdraw_undertaking(
    undertaking_id: UUID,
    body: UndertakingWithdrawalCreate,
    withdrawer: Withdrawer,
    tx: Tx,
    now: Now,
    once: Once,
) -> UndertakingRead:
    """By whoever has taken it, or by an officer who says why."""
    row = await queries.one(tx, undertaking_id, withdrawer.grants)
    row = await undertakings.withdraw(tx, row, body.reason, by=withdrawer.person_id, at=now)
    [shown] = await _shown(tx, [row])
    return await once.keep(shown, made=row.id)


async def _shown(session: AsyncSession, rows: Sequence[Undertaking]) -> list[UndertakingRead]:
    names = await roster.names(session, {row.person_id for row in rows})
    own = [name for name in UndertakingRead.model_fields if name != "name"]
    return [
        UndertakingRead(**{name: getattr(row, name) for name in own}, name=names.get(row.person_id, ""))
        for row in rows
    ]
