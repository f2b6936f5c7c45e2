"""What HR has delivered: a plan that waits for a word, in each place one of its own."""

from datetime import UTC, date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.directory.models import HrSyncRun, SyncState
from tests.points.world import ident

from .targets import Target


async def furnish(session: AsyncSession, place: str) -> dict[str, Target]:
    """A run that lets nobody go and is kept for whoever may read runs at all."""
    run = HrSyncRun(
        id=ident(f"sync run of {place}"),
        source="delta",
        mode="delta",
        dry_run=True,
        effective_on=date(2026, 9, 1),
        state=SyncState.PLANNED.value,
        by_id=ident("hr"),
        made_at=datetime(2026, 9, 1, 4, tzinfo=UTC),
    )
    session.add(run)
    await session.flush()
    return {"run_id": Target(run.id, None, None, None)}
