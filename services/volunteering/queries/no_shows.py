"""The no-show of a sign-up. There is no list of them: nobody is shown who did not come."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import NoShow, ServiceRecord, SignUp
from ..rules.no_shows import NoShowMissing


async def of_sign_up(session: AsyncSession, sign_up_id: UUID, *, lock: bool = False) -> NoShow:
    """The newest. Raises NoShowMissing."""
    query = select(NoShow).where(col(NoShow.sign_up_id) == sign_up_id).order_by(col(NoShow.id).desc())
    query = query.limit(1)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: NoShow | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise NoShowMissing
    return found


async def has_record(session: AsyncSession, sign_up: SignUp) -> bool:
    """Whether there is a service record of this person in this shift."""
    query = select(col(ServiceRecord.id)).where(
        col(ServiceRecord.shift_id) == sign_up.shift_id, col(ServiceRecord.person_id) == sign_up.person_id
    )
    return (await session.execute(query.limit(1))).first() is not None
