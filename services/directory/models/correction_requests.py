"""The request about one's own data (更正、删除、限制处理申请), and the answer with its reason."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class RequestKind(StrEnum):
    """In Chinese 更正, 删除, 限制处理. Source: Personal Information Protection Law art. 44, 46, 47."""

    CORRECTION = "correction"
    DELETION = "deletion"
    RESTRICTION = "restriction"


class Correctable(StrEnum):
    """The fields of a person that one may ask to have corrected or emptied."""

    NAME = "name"
    SEX = "sex"
    BIRTH_ON = "birth_on"
    PHONE = "phone"
    EMAIL = "email"
    POST = "post"
    HIRED_ON = "hired_on"
    POLITICAL_STATUS = "political_status"
    JOINED_PARTY_ON = "joined_party_on"
    REGULARISED_ON = "regularised_on"


class RequestVerdict(StrEnum):
    """In Chinese 同意, 不同意."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


_OPEN = "decided_at IS NULL"


class CorrectionRequest(Identified, Revised, Table, table=True):
    """What a person asks. `wished_sealed` is the value asked for, sealed like a telephone number, whatever it is."""

    __tablename__ = "correction_request"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by"),
        CheckConstraint("(decided_at IS NULL) = (verdict IS NULL)", name="verdict"),
        CheckConstraint("(decided_at IS NULL) = (answer IS NULL)", name="answer"),
        Index(
            "ux_correction_request_open",
            *("person_id", "kind", "field"),
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    person_id: UUID = id_field(foreign_key="person.id")
    kind: RequestKind = Field(sa_type=choice(RequestKind))
    field: Correctable = Field(sa_type=choice(Correctable))
    wished_sealed: str | None = Field(default=None, max_length=2000, repr=False)
    reason: str = Field(max_length=400)
    made_at: datetime = instant_field()
    verdict: RequestVerdict | None = Field(default=None, sa_type=choice(RequestVerdict))
    answer: str | None = Field(default=None, max_length=400)
    decided_by: UUID | None = id_field(default=None)
    decided_at: datetime | None = instant_field(default=None)
