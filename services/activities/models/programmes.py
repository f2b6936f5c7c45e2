"""The programme (流程): what follows what at a sitting, and who speaks."""

from typing import Any
from uuid import UUID

from sqlmodel import Field

from shared.columns import Json
from shared.rows import Acted, Revised, id_field

from .table import Table


class Programme(Revised, Acted, Table, table=True):
    """A sitting's parts in order, each `{"title", "minutes", "duty_id", "speaker_id"}`.

    The first begins with the sitting, each other one when that before it ends: no time is kept twice.
    """

    __tablename__ = "programme"

    sitting_id: UUID = id_field(foreign_key="sitting.id", primary_key=True)
    parts: list[dict[str, Any]] = Field(sa_type=Json)
