"""Signing in: begin, compare, finish. The slow comparison stands between two transactions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit

from .. import queries
from ..models import (
    Account,
    AuthorizationCode,
    KnownBrowser,
    Person,
    SignInAttempts,
    SignInSession,
    TokenFamily,
)
from ..rules.sign_in import digests
from ..rules.sign_in import sign_ins as rules
from ..rules.sign_in import tokens as token_rules
from ..rules.sign_in.lifetimes import Lifetimes
from .accounts import change_password

_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt, counted before it is judged, so that many at once cannot pass the limit together."""

    account: Account | None
    browser_hash: str
    key: str
    locked: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser's session and whose it is; its secret when it has just begun."""

    session: SignInSession
    person: Person
    secret: str | None = None


async def begin(session: AsyncSession, login: str, browser: str, at: datetime) -> Attempt:
    """Count the attempt. For a login that does not exist the same statements run."""
    browser_hash = digests.digest(browser)
    account, known = await queries.accounts.by_login(session, rules.folded(login), browser_hash)
    key = digests.digest(rules.counted_as(login, browser_hash if known else rules.STRANGERS))
    count = await _count(session, key, at)
    return Attempt(account, browser_hash, key, locked=count > rules.MOST_ATTEMPTS)


async def begin_change(session: AsyncSession, account: Account, at: datetime) -> Attempt:
    """Count an attempt to change one's own password, apart from attempts to sign in."""
    key = digests.digest(rules.counted_as(account.login, rules.SIGNED_IN))
    return Attempt(account, "", key, locked=await _count(session, key, at) > rules.MOST_ATTEMPTS)


async def _count(session: AsyncSession, key: str, at: datetime) -> int:
    """One more on this key; says how many there are in the window that the first of them opened."""
    table = SignInAttempts
    expired = col(table.began_at) <= at - rules.WINDOW
    counted = _INSERT[session.get_bind().dialect.name](table).values(key=key, count=1, began_at=at)
    counted = counted.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((expired, 1), else_=col(table.count) + 1),
            "began_at": case((expired, at), else_=col(table.began_at)),
        },
    ).returning(col(table.count))
    return int((await session.execute(counted)).scalar_one())


async def forgive(session: AsyncSession, attempt: Attempt) -> None:
    """The password was right: earlier attempts count no longer."""
    await session.execute(delete(SignInAttempts).where(col(SignInAttempts.key) == attempt.key))


async def note_refused(session: AsyncSession, attempt: Attempt, at: datetime, trace_id: str | None) -> None:
    """A wrong password, or an attempt that was not even compared."""
    await _note(session, attempt, "locked" if attempt.locked else "refused", at, trace_id)


async def finish(
    session: AsyncSession,
    attempt: Attempt,
    *,
    right: bool,
    new_password_hash: str | None,
    lifetimes: Lifetimes,
    at: datetime,
    trace_id: str | None,
) -> SignedIn | None:
    """A fresh session if the password was right and the account may sign in, else None."""
    person = await _admitted(session, attempt) if right else None
    if attempt.account is None or person is None:
        await _note(session, attempt, "refused", at, trace_id)
        return None
    if new_password_hash:
        account = await queries.accounts.locked(session, person.id)
        await change_password(session, account or attempt.account, new_password_hash, at)
    await forgive(session, attempt)
    await _sweep(session, lifetimes, at)
    await session.merge(KnownBrowser(person_id=person.id, browser_hash=attempt.browser_hash, seen_at=at))
    secret = digests.new_secret()
    begun = SignInSession(token_hash=digests.digest(secret), person_id=person.id, began_at=at, used_at=at)
    session.add(begun)
    await _note(session, attempt, "done", at, trace_id)
    return SignedIn(begun, person, secret)


async def _admitted(session: AsyncSession, attempt: Attempt) -> Person | None:
    # Read anew: the account may have been disabled while the password was compared.
    account = await queries.accounts.locked(session, attempt.account.person_id) if attempt.account else None
    if account is None or account.disabled_at is not None:
        return None
    person = await queries.persons.one(session, account.person_id)
    return person if person and person.active else None


async def resume(session: AsyncSession, secret: str, lifetimes: Lifetimes, at: datetime) -> SignedIn | None:
    """A session that still holds; it is used now."""
    found = await queries.sign_ins.session_of(session, digests.digest(secret))
    if found is None:
        return None
    signed_in, account, person = found
    if account.disabled_at is not None or not person.active:
        return None
    if not rules.is_alive(signed_in.began_at, signed_in.used_at, at, lifetimes):
        return None
    signed_in.used_at = at
    return SignedIn(signed_in, person)


async def _sweep(session: AsyncSession, lifetimes: Lifetimes, at: datetime) -> None:
    """What has run out goes."""
    attempts, sessions, codes = SignInAttempts, SignInSession, AuthorizationCode
    codes_over = at - token_rules.CODE_LIFETIME - token_rules.ACCESS_LIFETIME
    for over in (
        delete(attempts).where(col(attempts.began_at) <= at - rules.WINDOW),
        delete(sessions).where(col(sessions.used_at) < at - lifetimes.session_idle),
        delete(TokenFamily).where(col(TokenFamily.used_at) < at - lifetimes.refresh_idle),
        delete(codes).where(col(codes.made_at) < codes_over),
        delete(KnownBrowser).where(col(KnownBrowser.seen_at) < at - rules.BROWSER_REMEMBERED),
    ):
        await session.execute(over)


async def _note(
    session: AsyncSession, attempt: Attempt, outcome: str, at: datetime, trace_id: str | None
) -> None:
    person_id: UUID | None = attempt.account.person_id if attempt.account else None
    await audit.note(
        session,
        at=at,
        act="account.sign_in",
        actor_id=person_id if outcome == "done" else None,
        object_id=str(person_id) if person_id else None,
        outcome=outcome,
        trace_id=trace_id,
    )
