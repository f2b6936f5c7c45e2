"""`/v1/debates/{id}/contributions`: said, amended and withdrawn, with everything that was ever said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Prose, Read, Shape, ShortLine

from ..models import Contribution, ContributionVersion
from ..queries import contributions as queries
from ..queries import debates
from ..usecases import contributions

router = APIRouter(prefix="/v1/debates/{debate_id}/contributions", tags=["debates"])

Reader = Annotated[Access, may("debate.read")]
Speaker = Annotated[Access, may("debate.join")]


class ContributionCreate(Shape):
    """What one says: for one of the debate's sides if it has any, and perhaps in answer to another."""

    text: Prose
    side: ShortLine | None = None
    answers_id: UUID | None = None


class AmendmentCreate(Shape):
    """What it says from now on."""

    text: Prose


class ContributionVersionRead(Read):
    """What a contribution said from an instant on."""

    number: int
    text: str
    at: datetime


class ContributionRead(Read):
    """A contribution with everything it ever said, oldest first; the last is what it says."""

    id: UUID
    debate_id: UUID
    person_id: UUID
    name: str
    side: str | None
    answers_id: UUID | None
    said_at: datetime
    withdrawn_at: datetime | None
    versions: list[ContributionVersionRead]

    @classmethod
    def of(cls, row: Contribution, name: str, versions: Sequence[ContributionVersion]) -> "ContributionRead":
        """With who said it and what it ever said."""
        own = {each: getattr(row, each) for each in cls.model_fields if each not in {"name", "versions"}}
        said = [ContributionVersionRead.model_validate(each) for each in versions]
        return cls(**own, name=name, versions=said)


@router.get("", summary="发言列表 / Contributions")
async def list_contributions(
    debate_id: UUID, reader: Reader, view: View, paged: Paged
) -> Page[ContributionRead]:
    """Newest first, in no other order: nothing here is liked, counted or ranked."""
    debate = await debates.one(view, debate_id, reader.grants, reader.person_id)
    rows, cursor = await paged.rows(view, queries.of_debate(debate.id), col(Contribution.id))
    return Page(items=await _shown(view, rows), next_cursor=cursor)


@router.post("", status_code=201, summary="发言 / Contribute")
async def contribute(
    debate_id: UUID, body: ContributionCreate, speaker: Speaker, tx: Tx, now: Now, once: Once
) -> ContributionRead:
    """While the debate is open; twenty times at most."""
    debate = await debates.one(tx, debate_id, speaker.grants, speaker.person_id, lock=True)
    row = await contributions.contribute(tx, debate, **body.model_dump(), by=speaker.person_id, at=now)
    [shown] = await _shown(tx, [row])
    return await once.keep(shown, made=row.id)


@router.get("/{contribution_id}", summary="一条发言 / One contribution")
async def read_contribution(
    debate_id: UUID, contribution_id: UUID, reader: Reader, view: View
) -> ContributionRead:
    """With its whole history."""
    debate = await debates.one(view, debate_id, reader.grants, reader.person_id)
    [shown] = await _shown(view, [await queries.one(view, debate.id, contribution_id)])
    return shown


@router.post("/{contribution_id}/amendments", status_code=201, summary="修改发言 / Amend")
async def amend_contribution(
    debate_id: UUID,
    contribution_id: UUID,
    body: AmendmentCreate,
    speaker: Speaker,
    tx: Tx,
    now: Now,
    once: Once,
) -> ContributionRead:
    """One's own, until the debate closes; what it said before stays visible."""
    debate = await debates.one(tx, debate_id, speaker.grants, speaker.person_id, lock=True)
    row = await queries.one(tx, debate.id, contribution_id)
    row = await contributions.amend(tx, debate, row, body.text, by=speaker.person_id, at=now)
    [shown] = await _shown(tx, [row])
    return await once.keep(shown, made=row.id)


@router.post("/{contribution_id}/withdrawal", status_code=201, summary="撤回发言 / Withdraw")
async def withdraw_contribution(
    debate_id: UUID, contribution_id: UUID, speaker: Speaker, tx: Tx, now: Now, once: Once
) -> ContributionRead:
    """One's own, until the debate closes; it stays visible as withdrawn."""
    debate = await debates.one(tx, debate_id, speaker.grants, speaker.person_id, lock=True)
    row = await queries.one(tx, debate.id, contribution_id)
    row = await contributions.withdraw(tx, debate, row, by=speaker.person_id, at=now)
    [shown] = await _shown(tx, [row])
    return await once.keep(shown, made=row.id)


async def _shown(session: AsyncSession, rows: Sequence[Contribution]) -> list[ContributionRead]:
    versions = await queries.versions(session, [row.id for row in rows])
    names = await roster.names(session, {row.person_id for row in rows})
    return [ContributionRead.of(row, names.get(row.person_id, ""), versions[row.id]) for row in rows]
