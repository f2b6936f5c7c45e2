"""The Party's tree: committee → general branch → branch → group; and beside it the communities."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field

from shared.columns import Id
from shared.ids import new_id

from .table import Table


class OrganisationKind(StrEnum):
    """In Chinese 党委, 党总支, 党支部, 党小组; and 社区, with which branches work together and which stands alone."""

    COMMITTEE = "committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"
    GROUP = "group"
    COMMUNITY = "community"


class Organisation(Table, table=True):
    """One node. `path` holds the ids from the root down to and including its own: `/<id>/<id>/`.

    `code` is what HR calls it.
    """

    __tablename__ = "organisation"

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    kind: str = Field(sa_type=String(20))
    code: str | None = Field(default=None, sa_type=String(40), index=True, unique=True)
    title_zh: str = Field(sa_type=String(200))
    title_en: str = Field(sa_type=String(200))
    parent_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="organisation.id", index=True)
    path: str = Field(sa_type=String(400), index=True)
    version: int = 1
