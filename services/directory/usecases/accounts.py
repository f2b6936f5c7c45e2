"""Opening, disabling and enabling accounts, and changing passwords."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import Teller

from ..models import Account, KnownBrowser, OldPassword, Person, SignInSession
from ..rules.life.persons import PersonInactive
from ..rules.sign_in import sign_ins
from ..rules.sign_in.accounts import LoginTaken
from ..rules.sign_in.passwords import MOST_REMEMBERED
from . import adding, token_families


async def open_for(
    session: AsyncSession,
    person: Person,
    *,
    login: str,
    password_hash: str,
    at: datetime,
    initial: bool = True,
) -> Account:
    """An account for an active person; an initial password must be changed at the first sign-in.

    Raises PersonInactive, LoginTaken.
    """
    if not person.active:
        raise PersonInactive
    account = Account(
        person_id=person.id,
        login=sign_ins.folded(login),
        password_hash=password_hash,
        password_is_initial=initial,
        password_changed_at=at,
    )
    await adding.add(session, account, LoginTaken)
    return account


async def disable(
    session: AsyncSession, teller: Teller, account: Account, person: Person, at: datetime
) -> Account:
    """No more sign-in; sessions end and tokens lose their force. Both rows must be locked."""
    if account.disabled_at is None:
        account.disabled_at = at
        await _end_sessions(session, account, at)
        await session.exec(delete(KnownBrowser).where(col(KnownBrowser.person_id) == account.person_id))
        await token_families.take_force(session, teller, person, at)
    return account


async def enable(
    session: AsyncSession, teller: Teller, account: Account, person: Person, at: datetime
) -> Account:
    """Sign-in is possible again. Both rows must be locked."""
    if account.disabled_at is not None:
        account.disabled_at = None
        await token_families.take_force(session, teller, person, at)
    return account


async def change_password(session: AsyncSession, account: Account, password_hash: str, at: datetime) -> None:
    """The person's own new password; every browser and every application must sign in again."""
    await _keep_before(session, account, at)
    account.password_hash, account.password_is_initial = password_hash, False
    account.password_changed_at = at
    await _end_sessions(session, account, at)
    await session.flush()


async def _keep_before(session: AsyncSession, account: Account, at: datetime) -> None:
    """The password that goes is remembered, and only so many."""
    known = col(OldPassword.person_id) == account.person_id
    newest = (
        select(col(OldPassword.id))
        .where(known)
        .order_by(col(OldPassword.id).desc())
        .limit(MOST_REMEMBERED - 1)
    )
    await session.exec(delete(OldPassword).where(known, col(OldPassword.id).not_in(newest)))
    session.add(OldPassword(person_id=account.person_id, replaced_at=at, password_hash=account.password_hash))


async def _end_sessions(session: AsyncSession, account: Account, at: datetime) -> None:
    await token_families.end_all_of(session, account.person_id, at)
    await session.exec(delete(SignInSession).where(col(SignInSession.person_id) == account.person_id))
