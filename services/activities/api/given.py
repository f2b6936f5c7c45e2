"""What several routes are given beside who asks and the transaction."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Request
from pydantic import AwareDatetime, Field

from shared.outbox import Teller

Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))
]
"""An instant with offset that a branch's books may hold."""
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2199, 1, 1))]
"""A day that a branch's books may hold."""


async def _teller(request: Request) -> Teller:
    teller: Teller = request.app.state.teller
    return teller


Telling = Annotated[Teller, Depends(_teller)]
"""Who puts into the outbox what the act tells others."""
