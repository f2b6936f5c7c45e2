"""Adding a row whose only possible conflict is a known one."""

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.errors import Refusal

from ..models import Table


async def flush(session: AsyncSession, taken: type[Refusal]) -> None:
    """Send what is pending. Raises `taken` where the database finds its unique key in use."""
    try:
        await session.flush()
    except IntegrityError as error:
        raise taken from error


async def add(session: AsyncSession, row: Table, taken: type[Refusal]) -> None:
    """Add the row now. Raises `taken` where the database finds its unique key in use."""
    session.add(row)
    await flush(session, taken)
