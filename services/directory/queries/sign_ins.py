"""Questions about sessions."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Account, Person, SignInSession


async def session_of(session: AsyncSession, token_hash: str) -> tuple[SignInSession, Account, Person] | None:
    """A browser's session with its account and person, whatever their state."""
    query = (
        select(SignInSession, Account, Person)
        .join(Account, col(Account.person_id) == col(SignInSession.person_id))
        .join(Person, col(Person.id) == col(SignInSession.person_id))
        .where(col(SignInSession.token_hash) == token_hash)
    )
    return (await session.exec(query)).one_or_none()


async def by_id(session: AsyncSession, session_id: UUID) -> SignInSession | None:
    """The session that an ID token names as its `sid`."""
    return (
        await session.exec(select(SignInSession).where(col(SignInSession.id) == session_id))
    ).one_or_none()
