"""`/v1/volunteers`: registered by oneself, read by whom it concerns."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Read, Shape

from ..models import Category, Sex, Volunteer
from ..queries import people
from ..queries import volunteers as queries
from ..rules.people import Shown
from ..usecases import volunteers

router = APIRouter(prefix="/v1/volunteers", tags=["volunteers"])

Reader = Annotated[Access, may("volunteer.read")]
Registrant = Annotated[Access, may("volunteer.register")]


def _as_set(words: list[str]) -> list[str]:
    return sorted(set(words))


Skill = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
"""The code of a skill: small letters, digits and `_`."""
Skills = Annotated[list[Skill], Field(max_length=30), AfterValidator(_as_set)]
Wishes = Annotated[list[Category], Field(max_length=8), AfterValidator(_as_set)]
_Number = Annotated[str | None, Query(pattern=r"^V[0-9]{7,9}$", description="The volunteer number.")]


class VolunteerWrite(Shape):
    """What one says of oneself: skills by code, categories one would like to serve in, times when one is free.

    Everything but the lists may be left out. Sex, day of birth and region are for the person's own record alone.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "skills": ["electrician", "first_aid"],
                    "wishes": ["safety", "hardship"],
                    "free_times": "每周六上午",
                    "region": "四川省什邡市",
                }
            ]
        }
    )

    skills: Annotated[Skills, Field(default_factory=list)]
    wishes: Annotated[Wishes, Field(default_factory=list)]
    free_times: Line | None = None
    sex: Sex | None = None
    born_on: Annotated[date, Field(ge=date(1900, 1, 1), lt=date(2199, 1, 1))] | None = None
    region: Line | None = None

    def profile(self) -> volunteers.Profile:
        """As the use case takes it."""
        return volunteers.Profile(**self.model_dump())


class VolunteerRead(Read):
    """One volunteer as the caller may see them; null is what was not said, or is not for the caller."""

    id: UUID
    person_id: UUID
    number: str
    name: str | None
    skills: list[str] | None
    wishes: list[Category] | None
    free_times: str | None
    sex: Sex | None
    born_on: date | None
    region: str | None
    registered_at: datetime


@router.post("", status_code=201, summary="登记为志愿者 / Register as a volunteer")
async def register_volunteer(
    body: VolunteerWrite, registrant: Registrant, tx: Tx, now: Now, today: Today, once: Once
) -> VolunteerRead:
    """Oneself, once; nobody registers another."""
    by = registrant.person_id
    row = await volunteers.register(tx, body.profile(), by=by, at=now, today=today)
    return await once.keep((await _shown(tx, [row], registrant))[0], made=row.id, etag=_tag(row))


@router.get("", summary="志愿者列表 / Volunteers")
async def list_volunteers(
    reader: Reader,
    view: View,
    paged: Paged,
    today: Today,
    person_id: UUID | None = None,
    number: _Number = None,
) -> Page[VolunteerRead]:
    """Oneself, those of the own group or branch, those who consented to the own community; newest first."""
    sequence = int(number[1:]) if number else None
    query = queries.narrowed(queries.visible(reader.grants, today), person_id, sequence)
    rows, cursor = await paged.rows(view, query, col(Volunteer.id))
    return Page(items=await _shown(view, rows, reader), next_cursor=cursor)


@router.get("/{volunteer_id}", summary="一位志愿者 / One volunteer")
async def read_volunteer(
    volunteer_id: UUID, reader: Reader, view: View, today: Today, request: Request, response: Response
) -> VolunteerRead:
    """To the person everything; to leaders and committee name and skills; to a community what was consented to."""
    row = await queries.one(view, volunteer_id, reader.grants, today)
    shown = (await _shown(view, [row], reader))[0]
    own = row.person_id == reader.person_id
    etag.show(request, response, _tag(row) if own else etag_of(shown.model_dump_json()))
    return shown


@router.put("/{volunteer_id}", summary="更新志愿者信息 / Update one's own registration")
async def rewrite_volunteer(
    volunteer_id: UUID,
    body: VolunteerWrite,
    registrant: Registrant,
    tx: Tx,
    today: Today,
    seen: IfMatch,
    response: Response,
) -> VolunteerRead:
    """As a whole, by oneself; the number stays."""
    row = await queries.own(tx, volunteer_id, registrant.person_id)
    seen.require(_tag(row))
    row = await volunteers.rewrite(tx, row, body.profile(), today=today)
    response.headers["ETag"] = _tag(row)
    return (await _shown(tx, [row], registrant))[0]


def _tag(row: Volunteer) -> str:
    return etag_of(row.id, row.revision)


async def _shown(session: AsyncSession, rows: Sequence[Volunteer], access: Access) -> list[VolunteerRead]:
    seen = await people.shown(session, [row.person_id for row in rows], access)
    return [_read(row, seen[row.person_id], own=row.person_id == access.person_id) for row in rows]


def _read(row: Volunteer, seen: Shown, *, own: bool) -> VolunteerRead:
    return VolunteerRead(
        id=row.id,
        person_id=row.person_id,
        number=row.number,
        name=seen.name,
        skills=seen.skills,
        wishes=[Category(each) for each in seen.wishes] if seen.wishes is not None else None,
        free_times=seen.free_times,
        sex=row.sex if own else None,
        born_on=row.born_on if own else None,
        region=row.region if own else None,
        registered_at=row.registered_at,
    )
