"""`/v1/privacy-notices` and `/v1/privacy-consents`: what people are told, and what they agree to apart."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, StringConstraints
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape

from .. import queries, usecases
from ..models import ConsentPurpose, PrivacyConsent
from ..rules.privacy import privacy_notices
from ..rules.privacy.privacy_notices import PrivacyText

router = APIRouter(prefix="/v1", tags=["privacy-consents"])

Self = Annotated[Access, may("self.read")]
Reader = Annotated[Access, may("privacy_consent.read")]
Giver = Annotated[Access, may("privacy_consent.give")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9.]{1,40}$")]


class PrivacyNotices(Read):
    """Every version, the present one first."""

    items: list[PrivacyText]


class ConsentText(Read):
    """A purpose that needs a consent of its own, and every version of its words, the present one first."""

    purpose: ConsentPurpose
    texts: list[PrivacyText]


class ConsentTexts(Read):
    """All purposes."""

    items: list[ConsentText]


class PrivacyConsentCreate(Shape):
    """What for, and the version of the words that was read."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"purpose": "star_wall_photo", "wording": "1"}]}
    )

    purpose: ConsentPurpose
    wording: Version


class PrivacyConsentRead(Read):
    """One consent; in force while `withdrawn_at` is null."""

    id: UUID
    person_id: UUID
    purpose: ConsentPurpose
    wording: str
    given_at: datetime
    withdrawn_at: datetime | None


@router.get("/privacy-notices", summary="个人信息处理告知 / Privacy notices")
async def list_privacy_notices(_reader: Self) -> PrivacyNotices:
    """What is kept, why, how long and who sees it; the first holds."""
    return PrivacyNotices(items=list(reversed(privacy_notices.shipped().notices)))


@router.get("/privacy-consents/wordings", summary="单独同意文本 / Wordings of the consents")
async def list_privacy_consent_wordings(_reader: Self) -> ConsentTexts:
    """What one may agree to, and in which words."""
    known = privacy_notices.shipped().consents
    return ConsentTexts(
        items=[ConsentText(purpose=each, texts=list(reversed(texts))) for each, texts in known.items()]
    )


@router.post("/privacy-consents", status_code=201, summary="给出单独同意 / Consent")
async def give_privacy_consent(
    body: PrivacyConsentCreate, giver: Giver, tx: Tx, now: Now, once: Once
) -> PrivacyConsentRead:
    """For oneself, to one purpose, in the words as they are now."""
    row = await usecases.privacy_consents.give(tx, body.purpose, body.wording, by=giver.person_id, at=now)
    return await once.keep(PrivacyConsentRead.model_validate(row), made=row.id)


@router.get("/privacy-consents", summary="单独同意列表 / Consents")
async def list_privacy_consents(
    reader: Reader,
    view: View,
    paged: Paged,
    today: Today,
    person_id: UUID | None = None,
    purpose: ConsentPurpose | None = None,
) -> Page[PrivacyConsentRead]:
    """One's own with their history; an office sees those in force within its reach. Newest first."""
    visible = queries.privacy_consents.visible(reader, today)
    query = queries.privacy_consents.narrowed(visible, person_id=person_id, purpose=purpose)
    rows, cursor = await paged.rows(view, query, col(PrivacyConsent.id))
    return Page(items=[PrivacyConsentRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post(
    "/privacy-consents/{privacy_consent_id}/withdrawal",
    status_code=201,
    summary="撤回单独同意 / Withdraw a consent",
)
async def withdraw_privacy_consent(
    privacy_consent_id: UUID, giver: Giver, tx: Tx, now: Now, once: Once
) -> PrivacyConsentRead:
    """By the person, at any time, for no reason."""
    row = await usecases.privacy_consents.withdraw(tx, privacy_consent_id, by=giver.person_id, at=now)
    return await once.keep(PrivacyConsentRead.model_validate(row), made=row.id)
