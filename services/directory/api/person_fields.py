"""The fields of a person as they are written, and as they are shown to a reader."""

import re
from collections.abc import Collection
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.types import Code, Read, Shape

from ..models import DepartureReason, DevelopmentStage, Membership, Person, PoliticalStatus, Sex
from ..rules.privacy.field_classes import Audience, Sight, mask_email, sight
from ..rules.privacy.sealing import FieldKeys, mask_phone, normal_phone, open_phone, seal_phone
from .given import PersonLine, no_id_number

_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)
_PARTIAL_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def _phone(text: str) -> str:
    number = normal_phone(text)
    if number is None:
        raise PydanticCustomError("phone_number", "is no telephone number")
    return number


def _partial_day(text: str) -> str:
    found = _PARTIAL_DAY.fullmatch(text)
    try:
        date(*(int(part or 1) for part in found.groups()) if found else ())
    except (TypeError, ValueError):
        raise PydanticCustomError("partial_day", "is no year, month or day") from None
    return text


EmployeeNo = Annotated[Code, Field(max_length=40), AfterValidator(no_id_number)]
ExternalId = Annotated[PersonLine, Field(max_length=100)]
Short = Annotated[PersonLine, Field(max_length=40)]
Phone = Annotated[str, StringConstraints(max_length=40), AfterValidator(_phone)]
"""Kept without spaces and hyphens: `13812345678`, `01065529988`, `+14155552671`, `8001`."""
Email = Annotated[
    str,
    StringConstraints(max_length=200, pattern=r"^[!-?A-~]{1,64}@[!-?A-~]{1,130}$"),
    AfterValidator(no_id_number),
]
PartialDay = Annotated[str, StringConstraints(max_length=10), AfterValidator(_partial_day)]
"""As exact as it is known: `2012`, `2012-07`, `2012-07-16`."""
Birthday = Annotated[date, Field(ge=_EARLIEST, le=_LATEST)]


class PersonCreate(Shape):
    """Someone new. There is no field for the number of an identity card, and none takes one."""

    name: PersonLine
    employee_no: EmployeeNo | None = None
    external_id: ExternalId | None = None
    workplace_id: UUID | None = None
    post: PersonLine | None = None
    shift: Short | None = None
    employment_type: Short | None = None
    hired_on: PartialDay | None = None
    sex: Sex | None = None
    birth_on: Birthday | None = None
    phone: Phone | None = Field(default=None, repr=False)
    email: Email | None = Field(default=None, repr=False)
    political_status: PoliticalStatus | None = None
    development_stage: DevelopmentStage | None = None
    joined_party_on: Birthday | None = None
    regularised_on: Birthday | None = None
    active: bool = True


class PersonUpdate(PersonCreate):
    """What is absent stays as it is; null empties what may be empty."""

    name: PersonLine = Field(default_factory=str)
    active: bool = Field(default_factory=bool)


class PersonRead(Read):
    """A person, with branch and group of today, as far as this reader sees him.

    What one may not see is null. `phone` and `email` are whole to the person and masked to all others: in full they
    are read at `sensitive-details`, for a purpose. `birth_on` is the person's own; a few others see `birth_year`.
    """

    id: UUID
    name: str
    employee_no: str | None
    external_id: str | None
    workplace_id: UUID | None
    post: str | None
    shift: str | None
    employment_type: str | None
    hired_on: str | None
    left_on: date | None
    departure: DepartureReason | None
    sex: Sex | None
    birth_on: date | None
    birth_year: int | None
    phone: str | None
    email: str | None
    political_status: PoliticalStatus | None
    development_stage: DevelopmentStage | None
    joined_party_on: date | None
    regularised_on: date | None
    active: bool
    branch_id: UUID | None
    group_id: UUID | None

    @classmethod
    def of(
        cls, row: Person, membership: Membership | None, seen_as: Collection[Audience], keys: FieldKeys
    ) -> "PersonRead":
        """As shown to whoever is all this to the person."""
        plain: dict[str, Any] = {
            name: getattr(row, name) if _sees(name, seen_as) else None for name in _AS_THEY_ARE
        }
        return cls(
            id=row.id,
            **plain,
            **_birth(row, seen_as),
            phone=_contact("phone", open_phone(keys, row.phone_sealed, row.id), seen_as),
            email=_contact("email", row.email, seen_as),
            branch_id=membership.branch_id if membership else None,
            group_id=membership.group_id if membership else None,
        )


_AS_THEY_ARE = tuple(
    name
    for name in PersonRead.model_fields
    if name not in {"id", "birth_on", "birth_year", "phone", "email", "branch_id", "group_id"}
)
_MASKS = {"phone": mask_phone, "email": mask_email}


def _sees(name: str, seen_as: Collection[Audience]) -> bool:
    return sight(name, seen_as) is Sight.FULL


def _birth(row: Person, seen_as: Collection[Audience]) -> dict[str, Any]:
    seen = sight("birth_on", seen_as)
    known = row.birth_on if seen else None
    return {
        "birth_on": known if seen is Sight.FULL else None,
        "birth_year": known.year if known else None,
    }


def _contact(name: str, value: str | None, seen_as: Collection[Audience]) -> str | None:
    seen = sight(name, seen_as)
    if value is None or seen is Sight.FULL:
        return value
    return _MASKS[name](value) if seen is Sight.MASKED else None


def columns(given: dict[str, Any], keys: FieldKeys, person_id: UUID) -> dict[str, Any]:
    """What was written, as the columns of the person keep it: the telephone number sealed."""
    if "phone" not in given:
        return given
    kept = {name: value for name, value in given.items() if name != "phone"}
    return kept | {"phone_sealed": seal_phone(keys, given["phone"], person_id)}
