"""People of the factory, members of the Party or not."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, true
from sqlmodel import Field, col

from shared.clock import system_clock
from shared.columns import Id, Instant
from shared.ids import new_id

from .table import Table


class PoliticalStatus(StrEnum):
    """政治面貌 by its code. Source: GB/T 4762-1984. How far an applicant has come is not in it: `DevelopmentStage`."""

    PARTY_MEMBER = "01"
    PROBATIONARY_MEMBER = "02"
    LEAGUE_MEMBER = "03"
    REVOLUTIONARY_COMMITTEE = "04"
    DEMOCRATIC_LEAGUE = "05"
    DEMOCRATIC_CONSTRUCTION = "06"
    PROMOTING_DEMOCRACY = "07"
    PEASANTS_AND_WORKERS = "08"
    ZHI_GONG = "09"
    JIU_SAN = "10"
    TAIWAN_LEAGUE = "11"
    NO_PARTY = "12"
    MASSES = "13"


class DevelopmentStage(StrEnum):
    """In Chinese 入党申请人, 入党积极分子, 发展对象. Who is probationary or full has left these behind."""

    APPLICANT = "applicant"
    ACTIVIST = "activist"
    DEVELOPMENT_TARGET = "development_target"


class Sex(StrEnum):
    """As HR's file and the national record have it. Source: GB/T 2261.1."""

    MALE = "male"
    FEMALE = "female"


class DepartureReason(StrEnum):
    """In Chinese 退休, 辞职, 辞退, 调离工厂, 死亡."""

    RETIRED = "retired"
    RESIGNED = "resigned"
    DISMISSED = "dismissed"
    MOVED_AWAY = "moved_away"
    DIED = "died"


class Person(Table, table=True):
    """One human being, never deleted: a leaver becomes inactive.

    `version` rises with every change that is told about the person, `rights_version` with every change of
    what the person may do; a token minted with an older one is refused. `external_id` is the key of the HR system
    and stays the person's when an employee number is given again. `hired_on` is a day, month or year as ISO 8601
    has it (`2012-07`), as exact as HR knows it. `hr_removed_at`: HR deleted the person, whose history stays.
    `user_name` is what SCIM calls the person, if anything, and `user_name_key` the same as it is compared.
    There is no column for an ID-card number, and there will be none.
    """

    __tablename__ = "person"

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    external_id: str | None = Field(default=None, sa_type=String(100), index=True, unique=True)
    name: str = Field(sa_type=String(200), index=True)
    pinyin: str = Field(default="", sa_type=String(400), index=True)
    employee_no: str | None = Field(default=None, sa_type=String(40), index=True)
    user_name: str | None = Field(default=None, sa_type=String(100))
    user_name_key: str | None = Field(default=None, sa_type=String(100))
    workplace_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="workplace.id", index=True)
    post: str | None = Field(default=None, sa_type=String(200))
    shift: str | None = Field(default=None, sa_type=String(40))
    employment_type: str | None = Field(default=None, sa_type=String(40))
    hired_on: str | None = Field(default=None, sa_type=String(10))
    left_on: date | None = None
    departure: str | None = Field(default=None, sa_type=String(20))
    sex: str | None = Field(default=None, sa_type=String(10))
    birth_on: date | None = None
    phone_sealed: str | None = Field(default=None, sa_type=String(400), repr=False)
    email: str | None = Field(default=None, sa_type=String(200), repr=False)
    political_status: str | None = Field(default=None, sa_type=String(2))
    development_stage: str | None = Field(default=None, sa_type=String(20))
    joined_party_on: date | None = None
    regularised_on: date | None = None
    active: bool = True
    hr_removed_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1
    rights_version: int = 1
    created_at: datetime = Field(
        default_factory=system_clock, sa_type=Instant, sa_column_kwargs={"default": system_clock}
    )
    modified_at: datetime = Field(
        default_factory=system_clock,
        sa_type=Instant,
        index=True,
        sa_column_kwargs={"default": system_clock, "onupdate": system_clock},
    )


# A number may be given again once its holder has left.
_ACTIVE = col(Person.active) == true()
Index(
    "uq_person_employee_no_active",
    col(Person.employee_no),
    unique=True,
    postgresql_where=_ACTIVE,
    sqlite_where=_ACTIVE,
)
_KEPT_BY_HR = col(Person.hr_removed_at).is_(None)
Index(
    "uq_person_user_name_present",
    col(Person.user_name_key),
    unique=True,
    postgresql_where=_KEPT_BY_HR,
    sqlite_where=_KEPT_BY_HR,
)
