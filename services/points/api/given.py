"""What several routes are given beside who asks and the transaction."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from pydantic import Field

from shared.auth.policy import COMMITTEE, Role
from shared.auth.principal import Access, Grant
from shared.outbox import Teller
from shared.types import ShortLine

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
"""A day that a branch's books may hold."""
DocumentNo = ShortLine
"""The number of a resolution or of a department's document."""


def _teller(request: Request) -> Teller:
    teller: Teller = request.app.state.teller
    return teller


Tell = Annotated[Teller, Depends(_teller)]


def role_in(access: Access, branch_id: UUID, prefer: Sequence[Role] = COMMITTEE) -> str:
    """The role by which the caller acts in a branch, as records name it."""
    here: list[Grant] = [grant for grant in access.grants if grant.anchor == branch_id]
    held = [grant.role for grant in (here or access.grants) if grant.role]
    return next((role.value for role in prefer if role in held), held[0].value if held else "")
