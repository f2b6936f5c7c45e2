"""Papers that are numbered through, each kind by itself."""

from datetime import date

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import PaperCount, PaperKind

LETTERS = {
    PaperKind.MEMBER_SLIP: "DB",
    PaperKind.MEMBER_RECEIPT: "DH",
    PaperKind.UNIT_SLIP: "WB",
    PaperKind.UNIT_RECEIPT: "WH",
}
"""How the numbers of each begin: slip or receipt (回执), of a member or a unit."""


async def next_no(session: AsyncSession, kind: PaperKind, on: date) -> str:
    """The next number of a kind, under its lock: none is given twice."""
    query = select(PaperCount).where(col(PaperCount.kind) == kind).with_for_update()
    count: PaperCount = (await session.execute(query.execution_options(populate_existing=True))).scalar_one()
    count.last += 1
    return f"{LETTERS[kind]}{on.year}-{count.last:06d}"
