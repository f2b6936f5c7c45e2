"""What routes are given beside who asks and the transaction."""

from datetime import date
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.errors import Missing
from shared.outbox import Teller
from shared.types import Line, Prose, text_fault

from .. import queries
from ..models import Account
from ..rules.privacy.id_numbers import holds_id_number
from ..rules.privacy.sealing import FieldKeys
from ..rules.sign_in import passwords
from ..rules.sign_in.lifetimes import Profile
from ..rules.sign_in.passwords import DEMANDS, LONGEST, Demands
from ..usecases.passwords import Passwords
from ..usecases.tokens import Issuer

Row = TypeVar("Row")


def _teller(request: Request) -> Teller:
    teller: Teller = request.app.state.teller
    return teller


def passwords_of(request: Request) -> Passwords:
    """The one place where this process hashes passwords."""
    passwords: Passwords = request.app.state.passwords
    return passwords


def demands_of(request: Request) -> Demands:
    """What passwords must be like here."""
    return DEMANDS[Profile(request.app.state.settings.security_profile)]


async def check_new_password(request: Request, account: Account, password: str) -> None:
    """Raises PasswordWeak, PasswordUsedBefore."""
    demands = demands_of(request)
    passwords.check(password, login=account.login, demands=demands)
    if not demands.remembered:
        return
    async with request.app.state.database.read() as view:
        before = await queries.accounts.passwords_before(view, account.person_id)
    if await passwords_of(request).matches_any(passwords.old_ones(account, before, demands), password):
        raise passwords.PasswordUsedBefore(remembered=demands.remembered)


def _typed(text: str) -> str:
    fault = text_fault(text, breaks=False)
    if fault:
        raise PydanticCustomError("text_unclean", "contains {character}", {"character": fault})
    return text


def field_keys_of(request: Request) -> FieldKeys:
    """What sealed fields of this service are opened and sealed with."""
    keys: FieldKeys = request.app.state.field_keys
    return keys


def no_id_number(text: str) -> str:
    """The text, if no identity card's number is in it."""
    if holds_id_number(text):
        raise PydanticCustomError("id_number", "holds the number of an identity card")
    return text


def there(row: Row | None, missing: type[Missing]) -> Row:
    """The row, or the refusal of its noun. Raises `missing`."""
    if row is None:
        raise missing
    return row


def issuer_of(request: Request) -> Issuer:
    """Ourselves, as we grant tokens."""
    state = request.app.state
    return Issuer(state.settings.issuer, state.teller, state.lifetimes, state.cursor_key)


Tell = Annotated[Teller, Depends(_teller)]
Keys = Annotated[FieldKeys, Depends(field_keys_of)]
PersonLine = Annotated[Line, AfterValidator(no_id_number)]
"""A line about a person; the number of an identity card is in none."""
PersonProse = Annotated[Prose, AfterValidator(no_id_number)]
"""The same with room for more."""
Password = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST), AfterValidator(_typed)]
"""As typed, spaces included; nothing that a keyboard cannot type."""
Day = Annotated[date, Field(ge=date(1921, 7, 1), le=date(2199, 12, 31))]
"""A day in the life of the Party's records."""
