"""Confirmations, and the words of both sides that a record shall be void."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant

from ..models import Confirmation, RecordState, ServiceRecord, Side, VoidWord
from . import service_records


async def of_round(session: AsyncSession, row: ServiceRecord) -> list[Confirmation]:
    """What has been said in the record's present round, oldest first."""
    query = select(Confirmation).where(
        col(Confirmation.record_id) == row.id, col(Confirmation.round) == row.round
    )
    return list((await session.execute(query.order_by(col(Confirmation.id)))).scalars())


async def of_records(session: AsyncSession, record_ids: Collection[UUID]) -> dict[UUID, list[Confirmation]]:
    """What was ever said about these records, by record, oldest first."""
    query = select(Confirmation).where(among(session, col(Confirmation.record_id), record_ids))
    found: dict[UUID, list[Confirmation]] = {record_id: [] for record_id in record_ids}
    for row in (await session.execute(query.order_by(col(Confirmation.id)))).scalars():
        found[row.record_id].append(row)
    return found


async def void_words(session: AsyncSession, row: ServiceRecord) -> list[VoidWord]:
    """Who has said in this round that the record shall be void."""
    query = select(VoidWord).where(col(VoidWord.record_id) == row.id, col(VoidWord.round) == row.round)
    return list((await session.execute(query.order_by(col(VoidWord.id)))).scalars())


def overdue(grants: Sequence[Grant], before: datetime, side: Side | None) -> Select[ServiceRecord]:
    """Records that were put to the sides before an instant and still wait for one of them, or for this one."""
    query = service_records.visible(grants).where(
        col(ServiceRecord.state) == RecordState.SUBMITTED,
        func.coalesce(ServiceRecord.ends_at, ServiceRecord.starts_at) < before,
    )
    return query if side is None else query.where(~_spoke(side))


def _spoke(side: Side) -> ColumnElement[bool]:
    return exists().where(
        col(Confirmation.record_id) == col(ServiceRecord.id),
        col(Confirmation.round) == col(ServiceRecord.round),
        col(Confirmation.side) == side,
    )
