"""`/v1/accounts`: with what people sign in. An account is known by its person's id."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Field, StringConstraints

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx
from shared.idempotency import Once
from shared.types import Read, Shape

from .. import queries, rules, usecases
from ..models import Account, Person
from ..rules.life.persons import PersonMissing
from ..rules.sign_in.accounts import AccountMissing
from .given import Password, Tell, demands_of, passwords_of, there

router = APIRouter(prefix="/v1/accounts", tags=["accounts"])

Writer = Annotated[Access, may("account.write")]
Login = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{2,39}$")]


class AccountCreate(Shape):
    """`password` is for the first sign-in, which asks for another one. Hand it over in person."""

    person_id: UUID
    login: Login
    password: Annotated[Password, Field(repr=False)]


class AccountRead(Read):
    """Whether and as whom a person can sign in. `id` is the person's."""

    id: UUID
    login: str
    enabled: bool
    password_is_initial: bool

    @classmethod
    def of(cls, row: Account) -> "AccountRead":
        """As shown."""
        return cls(
            id=row.person_id,
            login=row.login,
            enabled=row.disabled_at is None,
            password_is_initial=row.password_is_initial,
        )


async def _hashed(body: AccountCreate, request: Request) -> str:
    """Hashing is slow: it is done before the transaction opens. Raises PasswordWeak."""
    rules.passwords.check(body.password, login=body.login, demands=demands_of(request))
    return await passwords_of(request).hash(body.password)


Hashed = Annotated[str, Depends(_hashed)]


@router.post("", status_code=201, summary="开通账号 / Open an account")
async def open_account(
    body: AccountCreate, _writer: Writer, hashed: Hashed, tx: Tx, now: Now, once: Once
) -> AccountRead:
    """For an active person who has none."""
    person = there(await queries.persons.locked(tx, body.person_id), PersonMissing)
    row = await usecases.accounts.open_for(tx, person, login=body.login, password_hash=hashed, at=now)
    return await once.keep(AccountRead.of(row), made=row.person_id)


@router.post("/{account_id}/disabling", status_code=201, summary="停用账号 / Disable an account")
async def disable_account(
    account_id: UUID, _writer: Writer, tx: Tx, tell: Tell, now: Now, once: Once
) -> AccountRead:
    """No more sign-in; sessions end at once, tokens lose their force within a minute."""
    person, account = await _both(tx, account_id)
    return await once.keep(
        AccountRead.of(await usecases.accounts.disable(tx, tell, account, person, now)), made=account_id
    )


@router.post("/{account_id}/enabling", status_code=201, summary="启用账号 / Enable an account")
async def enable_account(
    account_id: UUID, _writer: Writer, tx: Tx, tell: Tell, now: Now, once: Once
) -> AccountRead:
    """Sign-in is possible again, with the same password."""
    person, account = await _both(tx, account_id)
    return await once.keep(
        AccountRead.of(await usecases.accounts.enable(tx, tell, account, person, now)), made=account_id
    )


async def _both(tx: Tx, account_id: UUID) -> tuple[Person, Account]:
    person = there(await queries.persons.locked(tx, account_id), AccountMissing)
    return person, there(await queries.accounts.locked(tx, account_id), AccountMissing)
