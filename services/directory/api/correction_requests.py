"""`/v1/correction-requests`: what a person asks about the own data, and the answer with its reason."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import col

from shared.auth.access import may
from shared.auth.policy import Role
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.ids import new_id
from shared.paging import Page, Paged
from shared.types import Read, Shape

from .. import queries, usecases
from ..models import Correctable, CorrectionRequest, RequestKind, RequestVerdict
from ..rules.privacy import correction_requests as rules
from ..rules.privacy.purposes import ReadingPurpose
from ..rules.privacy.sealing import FieldKeys, seal, unseal
from ..usecases.correction_requests import Verdict
from .given import Keys, PersonLine, PersonProse, Tell
from .person_fields import PersonUpdate, columns

router = APIRouter(prefix="/v1/correction-requests", tags=["correction-requests"])

Asker = Annotated[Access, may("correction_request.make")]
Reader = Annotated[Access, may("correction_request.read")]
Decider = Annotated[Access, may("correction_request.decide")]
Reason = Annotated[PersonProse, Field(max_length=400)]
_SEALED = "wished"


class CorrectionRequestCreate(Shape):
    """A correction says the right value, written as in `PATCH /v1/persons/{person_id}`; the other kinds say none."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"kind": "correction", "field": "phone", "wished": "13800001234", "reason": "已更换手机号"}
            ]
        }
    )

    kind: RequestKind
    field: Correctable
    wished: PersonLine | None = Field(default=None, repr=False)
    reason: Reason

    @model_validator(mode="after")
    def _fits(self) -> "CorrectionRequestCreate":
        if self.wished is not None:
            try:
                _as_written(self.field, self.wished)
            except ValidationError as error:
                kind = error.errors(include_input=False, include_url=False)[0]["type"]
                raise PydanticCustomError(kind, "does not fit the field") from None
        return self


class CorrectionDecisionCreate(Shape):
    """Accepted or refused, and why: the person reads it."""

    verdict: RequestVerdict
    reason: Reason


class CorrectionRequestRead(Read):
    """One request. `wished` is shown to the person who reads it, and to who may decide where a single one is read."""

    id: UUID
    person_id: UUID
    kind: RequestKind
    field: Correctable
    wished: str | None
    reason: str
    made_at: datetime
    state: Literal["open", "decided"]
    verdict: RequestVerdict | None
    answer: str | None
    decided_by: UUID | None
    decided_at: datetime | None

    @classmethod
    def of(cls, row: CorrectionRequest, wished: str | None) -> "CorrectionRequestRead":
        """With the value as far as it is shown."""
        own = {name: getattr(row, name) for name in cls.model_fields if name not in {"wished", "state"}}
        return cls(**own, wished=wished, state="open" if row.decided_at is None else "decided")


def _as_written(field: Correctable, wished: str) -> dict[str, Any]:
    """The change that it would be. Raises ValidationError."""
    return PersonUpdate.model_validate({field.value: wished}).model_dump(exclude_unset=True)


def _wished(row: CorrectionRequest, keys: FieldKeys) -> str | None:
    return unseal(keys, row.wished_sealed, about=row.id, field=_SEALED) if row.wished_sealed else None


def _shown(row: CorrectionRequest, reader: Access, keys: FieldKeys) -> CorrectionRequestRead:
    return CorrectionRequestRead.of(row, _wished(row, keys) if row.person_id == reader.person_id else None)


@router.post("", status_code=201, summary="申请更正、删除或限制处理 / Ask about my data")
async def ask_for_correction(
    body: CorrectionRequestCreate, asker: Asker, tx: Tx, now: Now, once: Once, keys: Keys
) -> CorrectionRequestRead:
    """For oneself; answered with a reason."""
    rules.check_asked(body.kind, body.wished)
    request_id = new_id()
    sealed = seal(keys, body.wished, about=request_id, field=_SEALED) if body.wished else None
    row = CorrectionRequest(
        id=request_id,
        person_id=asker.person_id,
        kind=body.kind,
        field=body.field,
        wished_sealed=sealed,
        reason=body.reason,
        made_at=now,
    )
    row = await usecases.correction_requests.ask(tx, row)
    # The answer is kept for whoever asks twice, and what is wished for stands unsealed nowhere.
    return await once.keep(CorrectionRequestRead.of(row, None), made=row.id)


@router.get("", summary="个人信息申请列表 / Requests")
async def list_correction_requests(
    reader: Reader,
    view: View,
    paged: Paged,
    today: Today,
    keys: Keys,
    person_id: UUID | None = None,
    state: Annotated[Literal["open", "decided"] | None, Query()] = None,
) -> Page[CorrectionRequestRead]:
    """One's own, and those of people within the reach of one's office. Newest first."""
    waiting = None if state is None else state == "open"
    query = queries.correction_requests.narrowed(
        queries.correction_requests.visible(reader, today), person_id=person_id, open_=waiting
    )
    rows, cursor = await paged.rows(view, query, col(CorrectionRequest.id))
    return Page(items=[_shown(row, reader, keys) for row in rows], next_cursor=cursor)


@router.get("/{correction_request_id}", summary="一份个人信息申请 / One request")
async def read_correction_request(
    correction_request_id: UUID, reader: Reader, tx: Tx, now: Now, today: Today, keys: Keys
) -> CorrectionRequestRead:
    """With the value asked for, if one's office may see the field; what is sensitive leaves a reading."""
    row = await queries.correction_requests.one(tx, correction_request_id, reader, today)
    if row.person_id == reader.person_id:
        return _shown(row, reader, keys)
    if not rules.sees(row.field, _offices(reader)):
        return CorrectionRequestRead.of(row, None)
    if row.wished_sealed and rules.is_sensitive(row.field):
        purpose = ReadingPurpose.RIGHTS_REQUEST
        await usecases.readings.note(tx, [row.person_id], reader, purpose, (row.field.value,), now)
    return CorrectionRequestRead.of(row, _wished(row, keys))


def _offices(reader: Access) -> Collection[Role]:
    return {grant.role for grant in reader.grants if grant.role is not None}


@router.post(
    "/{correction_request_id}/decision", status_code=201, summary="答复个人信息申请 / Answer a request"
)
async def decide_correction_request(
    correction_request_id: UUID,
    body: CorrectionDecisionCreate,
    decider: Decider,
    tx: Tx,
    tell: Tell,
    now: Now,
    today: Today,
    once: Once,
    keys: Keys,
) -> CorrectionRequestRead:
    """By somebody else whose office sees the field. What is accepted changes the person at once."""
    row = await queries.correction_requests.one(tx, correction_request_id, decider, today)
    wished = _wished(row, keys)
    written = _as_written(row.field, wished) if wished is not None else {row.field.value: None}
    changes = columns(written, keys, row.person_id)
    given = Verdict(body.verdict, body.reason, decider, now, changes)
    row = await usecases.correction_requests.decide(tx, tell, row, given)
    return await once.keep(CorrectionRequestRead.of(row, None), made=row.id)
