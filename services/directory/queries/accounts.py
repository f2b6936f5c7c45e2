"""Questions about accounts, asked only by signing in and by those who keep accounts."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among

from ..models import Account, KnownBrowser, OldPassword
from ..rules.sign_in.passwords import MOST_REMEMBERED


async def locked(session: AsyncSession, person_id: UUID) -> Account | None:
    """The account, until this transaction ends nobody else's to change."""
    return await session.get(Account, person_id, with_for_update=True, populate_existing=True)


async def one(session: AsyncSession, person_id: UUID) -> Account | None:
    """The account of a person."""
    return await session.get(Account, person_id)


async def closed(session: AsyncSession, person_ids: Sequence[UUID]) -> set[UUID]:
    """Whose account of these is disabled."""
    those = among(session, col(Account.person_id), person_ids)
    query = select(Account.person_id).where(those, col(Account.disabled_at).is_not(None))
    return set((await session.exec(query)).all())


async def passwords_before(session: AsyncSession, person_id: UUID) -> list[str]:
    """Hashes of the last passwords before the present one, newest first."""
    query = (
        select(OldPassword.password_hash)
        .where(col(OldPassword.person_id) == person_id)
        .order_by(col(OldPassword.id).desc())
        .limit(MOST_REMEMBERED)
    )
    return list((await session.exec(query)).all())


async def any_at_all(session: AsyncSession) -> bool:
    """Whether anyone can sign in."""
    return (await session.exec(select(Account.person_id).limit(1))).first() is not None


async def by_login(session: AsyncSession, login: str, browser_hash: str) -> tuple[Account | None, bool]:
    """The account with this login (folded), and whether it knows the browser."""
    query = (
        select(Account, KnownBrowser)
        .outerjoin(
            KnownBrowser,
            (col(KnownBrowser.person_id) == col(Account.person_id))
            & (col(KnownBrowser.browser_hash) == browser_hash),
        )
        .where(col(Account.login) == login)
    )
    found = (await session.exec(query)).first()
    return (found[0], found[1] is not None) if found else (None, False)
