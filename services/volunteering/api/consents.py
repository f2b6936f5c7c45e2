"""`/v1/consents` and `/v1/consent-wordings`: what a person lets one community see, and in which words."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field, StringConstraints
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape

from ..models import Consent, SharedField
from ..queries import consents as queries
from ..rules import wordings
from ..rules.wordings import Wording
from ..usecases import consents, withdrawals
from ..usecases.member_reports import Telling

router = APIRouter(prefix="/v1", tags=["consents"])

Reader = Annotated[Access, may("consent.read")]
Giver = Annotated[Access, may("consent.give")]

WordingCode = Annotated[str, StringConstraints(pattern=r"^[0-9a-z.]{1,40}$")]
Fields = Annotated[list[SharedField], Field(min_length=1, max_length=5)]


class ConsentCreate(Shape):
    """What the community may see, the name always, and the version of the text that was read."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "community_id": "0190b3a0-0000-7000-8000-000000000001",
                    "fields": ["name", "skills", "hours"],
                    "wording": "1",
                }
            ]
        }
    )

    community_id: UUID
    fields: Fields
    wording: WordingCode


class ConsentRead(Read):
    """One consent; in force while `withdrawn_at` is null."""

    id: UUID
    person_id: UUID
    community_id: UUID
    fields: list[SharedField]
    wording: str
    given_at: datetime
    withdrawn_at: datetime | None


class Wordings(Read):
    """Every version of the text, the present one first."""

    items: list[Wording]


@router.get("/consent-wordings", summary="同意书文本 / Wordings of the consent")
async def list_consent_wordings(_reader: Reader) -> Wordings:
    """The first is the one to agree to."""
    return Wordings(items=list(reversed(wordings.shipped())))


@router.post("/consents", status_code=201, summary="同意向社区提供信息 / Consent")
async def give_consent(body: ConsentCreate, giver: Giver, tx: Tx, now: Now, once: Once) -> ConsentRead:
    """For oneself, to one community; to change the fields one withdraws and gives anew."""
    row = await consents.give(tx, body.community_id, body.fields, body.wording, by=giver.person_id, at=now)
    return await once.keep(ConsentRead.model_validate(row), made=row.id)


@router.get("/consents", summary="同意列表 / Consents")
async def list_consents(
    reader: Reader,
    view: View,
    paged: Paged,
    community_id: UUID | None = None,
    in_force: bool | None = None,  # noqa: FBT001 - a query parameter is given by name
) -> Page[ConsentRead]:
    """One's own with their history; a community's officers see those in force for it. Newest first."""
    query = queries.narrowed(queries.visible(reader.grants), community_id, in_force=in_force)
    rows, cursor = await paged.rows(view, query, col(Consent.id))
    return Page(items=[ConsentRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/consents/{consent_id}", summary="一份同意 / One consent")
async def read_consent(consent_id: UUID, reader: Reader, view: View) -> ConsentRead:
    """As it stands; a community no longer sees one that was withdrawn."""
    return ConsentRead.model_validate(await queries.one(view, consent_id, reader.grants))


@router.post("/consents/{consent_id}/withdrawal", status_code=201, summary="撤回同意 / Withdraw a consent")
async def withdraw_consent(
    consent_id: UUID, giver: Giver, tx: Tx, now: Now, once: Once, request: Request
) -> ConsentRead:
    """By the person, at any time, for no reason: the community's sight, places to come and a report there end."""
    state = request.app.state
    telling = Telling(giver.person_id, now, state.teller, state.zone)
    row = await withdrawals.withdraw(tx, consent_id, telling)
    return await once.keep(ConsentRead.model_validate(row), made=row.id)
