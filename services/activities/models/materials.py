"""The material (微教材): a short text or film, in versions, of which one is approved."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .outlines import Verdict
from .table import Table


class Area(StrEnum):
    """The six work areas of the workshop."""

    SAFETY = "safety"
    POWER = "power"
    ENERGY = "energy"
    EQUIPMENT = "equipment"
    INNOVATION = "innovation"
    MANAGEMENT = "management"


class Material(Identified, Revised, Acted, Table, table=True):
    """A material of a branch. `approved` is the number of the version that people read; null before the first."""

    __tablename__ = "material"

    branch_id: UUID = id_field(index=True)
    title: str = Field(max_length=200)
    area: Area | None = Field(default=None, sa_type=choice(Area))
    approved: int | None = None


class MaterialVersion(Identified, Revised, Acted, Table, table=True):
    """One version, numbered from 1; `minutes` is how long it takes, ten at most. `link` leads to a film."""

    __tablename__ = "material_version"
    __table_args__ = (
        UniqueConstraint("material_id", "number"),
        CheckConstraint("minutes BETWEEN 1 AND 10", name="short"),
    )

    material_id: UUID = id_field(foreign_key="material.id")
    number: int
    text: str = Field(max_length=4000)
    link: str | None = Field(default=None, max_length=200)
    minutes: int
    verdict: Verdict = Field(default=Verdict.SUBMITTED, sa_type=choice(Verdict))
    reason: str | None = Field(default=None, max_length=4000)
    decided_by: UUID | None = id_field(default=None)
    decided_at: datetime | None = instant_field(default=None)
