"""`/v1/beneficiaries`: for the committee of the drive and nobody else; a pseudonym, a class, a guardian's word."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel import col

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Read, Shape, ShortLine

from ..models import Beneficiary
from ..queries import beneficiaries as queries
from ..queries import drives
from ..usecases import beneficiaries

router = APIRouter(prefix="/v1", tags=["beneficiaries"])

Handler = Annotated[Access, may("drive.handle")]
Reader = Annotated[Access, may("beneficiary.read")]


class BeneficiaryWrite(Shape):
    """A pseudonym, never a name; the class; where the guardian's consent is kept, and that to photos if there is one.

    `relatives` are people of the factory who declared an interest link.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "pseudonym": "小禾",
                    "class_title": "二年级",
                    "guardian_consent_ref": "同意书 2026-A1-03",
                    "photo_consent_ref": None,
                    "relatives": [],
                }
            ]
        }
    )

    pseudonym: ShortLine
    class_title: ShortLine | None = None
    guardian_consent_ref: Line
    photo_consent_ref: Line | None = None
    relatives: Annotated[list[UUID], Field(max_length=20, default_factory=list)]

    def named(self) -> beneficiaries.Named:
        """As the use case takes it."""
        return beneficiaries.Named(**self.model_dump(exclude={"relatives"}), relatives=tuple(self.relatives))


class BeneficiaryRead(Read):
    """One beneficiary, as the committee sees it."""

    id: UUID
    drive_id: UUID
    pseudonym: str
    class_title: str | None
    guardian_consent_ref: str
    photo_consent_ref: str | None
    relatives: list[UUID]


@router.get("/drives/{drive_id}/beneficiaries", summary="受助人列表 / Beneficiaries")
async def list_beneficiaries(drive_id: UUID, reader: Reader, tx: Tx, paged: Paged) -> Page[BeneficiaryRead]:
    """Of one drive, newest first. Reading of children leaves an audit row, as writing does."""
    drive = await drives.within(tx, drive_id, reader.grants, lock=False)
    rows, cursor = await paged.rows(tx, queries.listed(drive.id), col(Beneficiary.id))
    return Page(items=[BeneficiaryRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("/drives/{drive_id}/beneficiaries", status_code=201, summary="登记受助人 / Add a beneficiary")
async def add_beneficiary(
    drive_id: UUID, body: BeneficiaryWrite, handler: Handler, tx: Tx, now: Now, once: Once
) -> BeneficiaryRead:
    """Refused if somebody who manages the drive is a relative."""
    drive = await drives.within(tx, drive_id, handler.grants)
    row = await beneficiaries.add(tx, drive, body.named(), by=handler.person_id, at=now)
    return await once.keep(BeneficiaryRead.model_validate(row), made=row.id, etag=_tag(row))


@router.get("/beneficiaries/{beneficiary_id}", summary="一名受助人 / One beneficiary")
async def read_beneficiary(
    beneficiary_id: UUID, reader: Reader, tx: Tx, request: Request, response: Response
) -> BeneficiaryRead:
    """For the committee of the drive; it leaves an audit row."""
    row = await queries.one(tx, beneficiary_id, reader.grants)
    etag.show(request, response, _tag(row))
    return BeneficiaryRead.model_validate(row)


@router.put("/beneficiaries/{beneficiary_id}", summary="修改受助人 / Change a beneficiary")
async def change_beneficiary(
    beneficiary_id: UUID, body: BeneficiaryWrite, handler: Handler, tx: Tx, seen: IfMatch, response: Response
) -> BeneficiaryRead:
    """Before the drive is settled: a consent that came later, a relative that was declared later."""
    known = await queries.one(tx, beneficiary_id, handler.grants)
    drive = await drives.within(tx, known.drive_id, handler.grants)
    row = await queries.one(tx, beneficiary_id, handler.grants, lock=True)
    seen.require(_tag(row))
    row = await beneficiaries.change(tx, drive, row, body.named(), by=handler.person_id)
    response.headers["ETag"] = _tag(row)
    return BeneficiaryRead.model_validate(row)


def _tag(row: Beneficiary) -> str:
    return etag_of(row.id, row.revision)
