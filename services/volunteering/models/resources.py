"""The resource (资源): what a person or a branch can give for a time. Money is none."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .projects import Category
from .table import Table


class ResourceKind(StrEnum):
    """People give skill and time; branches may give material and rooms too."""

    SKILL = "skill"
    TIME = "time"
    MATERIAL = "material"
    VENUE = "venue"


class Resource(Identified, Revised, Table, table=True):
    """Of one person, or of one branch. `branch_id` of a person's resource is the home branch when it was offered."""

    __tablename__ = "resource"
    __table_args__ = (
        CheckConstraint("person_id IS NOT NULL OR branch_id IS NOT NULL", name="owner"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("from_at < until_at", name="forwards"),
        Index("ix_resource_branch_id", "branch_id"),
        Index("ix_resource_person_id", "person_id"),
    )

    person_id: UUID | None = id_field(default=None)
    branch_id: UUID | None = id_field(default=None)
    kind: ResourceKind = Field(sa_type=choice(ResourceKind))
    category: Category = Field(sa_type=choice(Category))
    skill: str | None = Field(default=None, max_length=40)
    title: str = Field(max_length=200)
    description: str | None = Field(default=None, max_length=4000)
    quantity: int
    from_at: datetime = instant_field()
    until_at: datetime = instant_field()
    region: str | None = Field(default=None, max_length=200)
    offered_by: UUID = id_field()
    offered_at: datetime = instant_field()
    withdrawn_at: datetime | None = instant_field(default=None)
