"""Reading sensitive fields for a purpose, and who has read what: the purposes, the readings, the birthdays."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.paging import Page, Paged
from shared.types import Read

from .. import queries, usecases
from ..models import DevelopmentStage, Person, PoliticalStatus, Reading
from ..rules.life.organisations import OrganisationMissing
from ..rules.life.persons import PersonMissing
from ..rules.privacy.purposes import PURPOSES, ReadingPurpose, opened, served
from ..rules.privacy.sealing import FieldKeys, open_phone
from .given import Keys, there

router = APIRouter(prefix="/v1", tags=["readings"])

Self = Annotated[Access, may("self.read")]
DetailReader = Annotated[Access, may("sensitive_detail.read")]
BirthdayReader = Annotated[Access, may("birthday.read")]
Auditor = Annotated[Access, may("reading.read")]
For = Annotated[ReadingPurpose, Query(description="What it is read for; see `/v1/purposes`.")]

_NOT_KEPT = "no-store"


class PurposeRead(Read):
    """A purpose, the ground in the law, and what is opened for it."""

    purpose: ReadingPurpose
    zh: str
    en: str
    ground: str
    roles: list[str]
    fields: list[str]


class Purposes(Read):
    """All of them; there are no others."""

    items: list[PurposeRead]


class SensitiveDetailRead(Read):
    """What the purpose opens, in full; `fields` says which, all others are null."""

    person_id: UUID
    purpose: ReadingPurpose
    fields: list[str]
    phone: str | None = None
    email: str | None = None
    birth_on: date | None = None
    political_status: PoliticalStatus | None = None
    development_stage: DevelopmentStage | None = None
    joined_party_on: date | None = None
    regularised_on: date | None = None


class ReadingRead(Read):
    """Who read which fields of whom, through which program, and what for."""

    id: UUID
    person_id: UUID
    reader_id: UUID
    client_id: str
    purpose: ReadingPurpose
    fields: list[str]
    at: datetime


class BirthdayRead(Read):
    """A birthday without its year."""

    person_id: UUID
    name: str
    month: int
    day: int


class Birthdays(Read):
    """By day."""

    items: list[BirthdayRead]


@router.get("/purposes", summary="查阅目的 / Purposes of reading")
async def list_purposes(_reader: Self) -> Purposes:
    """What sensitive fields may be read for, by which offices, and which fields."""
    return Purposes(
        items=[
            PurposeRead(
                purpose=purpose,
                zh=rule.zh,
                en=rule.en,
                ground=rule.ground,
                roles=sorted(rule.roles),
                fields=list(rule.fields),
            )
            for purpose, rule in PURPOSES.items()
        ]
    )


@router.get("/persons/{person_id}/sensitive-details", summary="敏感信息 / Sensitive details")
async def read_sensitive_details(
    person_id: UUID,
    purpose: For,
    reader: DetailReader,
    tx: Tx,
    now: Now,
    today: Today,
    keys: Keys,
    response: Response,
) -> SensitiveDetailRead:
    """In full, for a purpose that the reader's office serves; the person sees who has read it, and what for."""
    grants, fields = opened(purpose, reader.grants)
    row = there(await queries.persons.within(tx, grants, person_id, today), PersonMissing)
    await usecases.readings.note(tx, [row.id], reader, purpose, fields, now)
    response.headers["Cache-Control"] = _NOT_KEPT
    values = {name: getattr(row, name) for name in fields if name != "phone"}
    if "phone" in fields:
        values["phone"] = _phone(row, keys)
    return SensitiveDetailRead(person_id=row.id, purpose=purpose, fields=list(fields), **values)


def _phone(row: Person, keys: FieldKeys) -> str | None:
    return open_phone(keys, row.phone_sealed, row.id)


@router.get("/birthdays", summary="本月生日 / Birthdays of a month")
async def list_birthdays(
    branch_id: UUID,
    month: Annotated[int, Query(ge=1, le=12)],
    purpose: For,
    reader: BirthdayReader,
    tx: Tx,
    now: Now,
    today: Today,
    response: Response,
) -> Birthdays:
    """Of a branch and of the workshops it looks after, for greetings: month and day, never the year."""
    grants = served(purpose, [grant for grant in reader.grants if purpose is ReadingPurpose.GREETINGS])
    there(await queries.organisations.reached(tx, grants, branch_id), OrganisationMissing)
    there_only = [grant for grant in grants if grant.anchor == branch_id]
    rows = await queries.birthdays.in_month(tx, there_only, month, today)
    await usecases.readings.note(tx, [row.id for row in rows], reader, purpose, ("birthday",), now)
    response.headers["Cache-Control"] = _NOT_KEPT
    return Birthdays(items=[_birthday(row) for row in rows])


def _birthday(row: Person) -> BirthdayRead:
    assert row.birth_on is not None  # noqa: S101 - a month was found in it
    return BirthdayRead(person_id=row.id, name=row.name, month=row.birth_on.month, day=row.birth_on.day)


@router.get("/readings", summary="查阅记录 / Who read what")
async def list_readings(
    _auditor: Auditor,
    view: View,
    paged: Paged,
    person_id: UUID | None = None,
    reader_id: UUID | None = None,
    purpose: ReadingPurpose | None = None,
) -> Page[ReadingRead]:
    """All readings of sensitive fields, newest first. Identifiers only: an auditor sees no persons."""
    query = queries.readings.listed(person_id=person_id, reader_id=reader_id, purpose=purpose)
    rows, cursor = await paged.rows(view, query, col(Reading.id))
    return Page(items=[ReadingRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/me/readings", summary="谁看过我的信息 / Who read mine")
async def list_my_readings(me: Self, view: View, paged: Paged) -> Page[ReadingRead]:
    """Every reading of the caller's own sensitive fields by others, newest first."""
    query = queries.readings.listed(person_id=me.person_id)
    rows, cursor = await paged.rows(view, query, col(Reading.id))
    return Page(items=[ReadingRead.model_validate(row) for row in rows], next_cursor=cursor)
