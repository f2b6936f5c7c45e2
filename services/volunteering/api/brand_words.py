"""`/v1/brand-words`: what no text of a drive may say, beside the words that ship."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import col

from shared.auth.access import may
from shared.auth.policy import Reach
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.errors import Forbidden
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape, ShortLine

from ..models import BrandWord
from ..queries import brand_words as queries
from ..usecases import brand_words

router = APIRouter(prefix="/v1/brand-words", tags=["brand-words"])

Keeper = Annotated[Access, may("drive.word")]


class BrandWordCreate(Shape):
    """A brand or product. Case, width, spacing and marks do not matter."""

    word: ShortLine


class BrandWordRead(Read):
    """A word of one organisation; it binds every branch at or below it until it is retired."""

    id: UUID
    organisation_id: UUID
    word: str
    retired_at: datetime | None


@router.get("", summary="品牌词清单 / Brand words")
async def list_brand_words(keeper: Keeper, view: View, paged: Paged) -> Page[BrandWordRead]:
    """Those that bind the caller's organisation and those below; newest first. The words that ship are not listed."""
    rows, cursor = await paged.rows(view, await queries.visible(view, keeper), col(BrandWord.id))
    return Page(items=[BrandWordRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="增加品牌词 / Add a brand word")
async def add_brand_word(
    body: BrandWordCreate, keeper: Keeper, tx: Tx, now: Now, once: Once
) -> BrandWordRead:
    """For the caller's branch, or from an office above for every branch below it."""
    row = await brand_words.add(tx, _organisation(keeper), body.word, by=keeper.person_id, at=now)
    return await once.keep(BrandWordRead.model_validate(row), made=row.id)


@router.post("/{word_id}/retirement", status_code=201, summary="停用品牌词 / Retire a brand word")
async def retire_brand_word(word_id: UUID, keeper: Keeper, tx: Tx, now: Now, once: Once) -> BrandWordRead:
    """By the organisation that added it, or one above."""
    row = await brand_words.retire(tx, await queries.held(tx, word_id, keeper.grants), at=now)
    return await once.keep(BrandWordRead.model_validate(row), made=row.id)


def _organisation(access: Access) -> UUID:
    placed = [
        grant for grant in access.grants if grant.reach in {Reach.BRANCH, Reach.SUBTREE} and grant.anchor
    ]
    if not placed or placed[0].anchor is None:
        raise Forbidden
    return placed[0].anchor
