"""How parameters and their changes cross the border. A service's own shapes name its figures."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, Self
from uuid import UUID

from pydantic import BaseModel, Field

from ..etag import etag_of
from ..types import Prose, Read, Shape
from .changes import Decided
from .history import Figures, History
from .rows import ChangeRow

Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2199, 1, 1))]
"""A day that a branch's books may hold."""


class ChangeUpdate(Shape):
    """What is other from `from_on` on, tomorrow at the earliest; what is not named, or null, stays as it is.

    `note` says why.
    """

    from_on: Day
    note: Prose

    def of_figures(self, figures: type[BaseModel], **more: Any) -> Decided:
        """As it is kept: exact, so decimals as text."""
        given = self.model_dump(include=set(figures.model_fields), exclude_none=True)
        values = {name: str(each) if isinstance(each, Decimal) else each for name, each in given.items()}
        return Decided(self.from_on, values, self.note, more)


class InForceRead(Read, Generic[Figures]):
    """All figures in force on a day. `since` is null, and everything as proposed, if nothing was changed before."""

    branch_id: UUID
    on: date
    since: date | None
    parameters: Figures

    @classmethod
    def of(cls, branch_id: UUID, held: History[Figures], on: date) -> Self:
        """As shown."""
        return cls(branch_id=branch_id, on=on, since=held.since(on), parameters=held.on(on))


class ChangeRead(Read):
    """One change: what is other from its day on, who decided it, when and why."""

    number: int
    from_on: date
    values: dict[str, Any]
    note: str
    by_id: UUID
    at: datetime

    @classmethod
    def of_figures(cls, row: ChangeRow, figures: type[BaseModel]) -> Self:
        """With the values as the parameters show them."""
        own = {name: getattr(row, name) for name in cls.model_fields if name != "values"}
        shown = figures.model_validate(row.values).model_dump(mode="json", include=set(row.values))
        return cls(**own, values=shown)


def tag_of(branch_id: UUID, changes: Sequence[ChangeRow], day: date) -> str:
    """The ETag: another change, or another day, is another version."""
    return etag_of(branch_id, len(changes), day)
