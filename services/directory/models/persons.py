"""People of the factory, members of the Party or not."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, true
from sqlmodel import Field, col

from shared.columns import Id
from shared.ids import new_id

from .table import Table


class PartyStatus(StrEnum):
    """In Chinese 正式党员, 预备党员, 非党员."""

    FULL = "full"
    PROBATIONARY = "probationary"
    NONE = "none"


class Person(Table, table=True):
    """One human being, never deleted: a leaver becomes inactive.

    `version` rises with every change that is told about the person, `rights_version` with every change of
    what the person may do; a token minted with an older one is refused.
    """

    __tablename__ = "person"

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    name: str = Field(sa_type=String(200), index=True)
    employee_no: str | None = Field(default=None, sa_type=String(40))
    workplace_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="workplace.id", index=True)
    post: str | None = Field(default=None, sa_type=String(200))
    shift: str | None = Field(default=None, sa_type=String(40))
    party_status: str = Field(default=PartyStatus.NONE, sa_type=String(20))
    active: bool = True
    version: int = 1
    rights_version: int = 1


# A number may be given again once its holder has left.
_ACTIVE = col(Person.active) == true()
Index(
    "uq_person_employee_no_active",
    col(Person.employee_no),
    unique=True,
    postgresql_where=_ACTIVE,
    sqlite_where=_ACTIVE,
)
