"""How a change is kept."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Field

from ..columns import Json
from ..rows import Acted, Identified, id_field


class ChangeRow(Identified, Acted):
    """One change of a branch, its `number`th: `values` holds what is other from `from_on` on, and only that.

    Never changed: what was decided otherwise before its day came is another change. Unique by branch and number.
    """

    branch_id: UUID = id_field()
    number: int
    from_on: date
    values: dict[str, Any] = Field(sa_type=Json)
    note: str = Field(max_length=4000)
