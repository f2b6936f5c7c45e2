"""What routes are given beside who asks and the transaction."""

from datetime import date
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.errors import Missing
from shared.outbox import Teller
from shared.types import text_fault

from ..rules.passwords import LONGEST
from ..usecases.passwords import Passwords

Row = TypeVar("Row")


def _teller(request: Request) -> Teller:
    teller: Teller = request.app.state.teller
    return teller


def passwords_of(request: Request) -> Passwords:
    """The one place where this process hashes passwords."""
    passwords: Passwords = request.app.state.passwords
    return passwords


def _typed(text: str) -> str:
    fault = text_fault(text, breaks=False)
    if fault:
        raise PydanticCustomError("text_unclean", "contains {character}", {"character": fault})
    return text


def there(row: Row | None, missing: type[Missing]) -> Row:
    """The row, or the refusal of its noun. Raises `missing`."""
    if row is None:
        raise missing
    return row


Tell = Annotated[Teller, Depends(_teller)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST), AfterValidator(_typed)]
"""As typed, spaces included; nothing that a keyboard cannot type."""
Day = Annotated[date, Field(ge=date(1921, 7, 1), le=date(2199, 12, 31))]
"""A day in the life of the Party's records."""
