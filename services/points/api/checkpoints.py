"""A period's checkpoints and the verification: proof that nobody has touched the ledger behind the suite's back."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import View
from shared.errors import Malformed
from shared.paging import Page, Paged
from shared.types import Read

from ..models import Checkpoint
from ..queries import ledger_chain as queries
from ..queries import periods
from ..rules.ledger_chain import SENTENCES, Finding
from ..usecases.verification import verify

router = APIRouter(prefix="/v1", tags=["checkpoints"])

Reader = Annotated[Access, may("checkpoint.read")]
Head = Annotated[str, Query(pattern=r"^[0-9a-f]{64}$", examples=["9f" * 32])]
_FIVE_MINUTES = "public, max-age=300"


class CheckpointHalf(Malformed):
    """A copy of a checkpoint has both."""

    zh, en = "seq 与 head 须同时给出", "Give seq and head together, or neither"


class CheckpointRead(Read):
    """Up to link `seq` the chain had the hash `head`. `statement` says so as a compact JWS, signed by `did`.

    Keep a copy: whoever cuts off the end of the ledger with its checkpoints is found by it.
    """

    id: UUID
    period_id: UUID
    number: int
    seq: int
    head: str
    made_at: datetime
    did: str
    statement: str


class LedgerFindingRead(Read):
    """What was done, and where: the number in the chain, the entry, or both."""

    kind: Finding
    seq: int | None
    entry_id: UUID | None
    zh: str
    en: str


class LedgerVerificationRead(Read):
    """`intact` if nothing was found. `unsealed` entries are newer than the last checkpoint; a minute seals them."""

    period_id: UUID
    intact: bool
    seq: int
    head: str
    checkpoints: int
    unsealed: int
    findings: list[LedgerFindingRead]


class StatementKeysRead(Read):
    """A JSON Web Key Set (RFC 7517) of public Ed25519 keys."""

    keys: list[dict[str, Any]]


def _kept(seq: Annotated[int | None, Query(ge=1)] = None, head: Head | None = None) -> tuple[int, str] | None:
    if seq is None and head is None:
        return None
    if seq is None or head is None:
        raise CheckpointHalf
    return seq, head


@router.get("/periods/{period_id}/checkpoints", summary="台账检查点 / Checkpoints of the ledger")
async def list_checkpoints(period_id: UUID, reader: Reader, view: View, paged: Paged) -> Page[CheckpointRead]:
    """Newest first. New entries are sealed within a minute."""
    period = await periods.one(view, period_id, reader.grants)
    rows, cursor = await paged.rows(view, queries.checkpoints(period.id), col(Checkpoint.id))
    return Page(items=[CheckpointRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/periods/{period_id}/verification", summary="核验台账 / Verify the ledger")
async def verify_period(
    period_id: UUID,
    reader: Reader,
    view: View,
    request: Request,
    now: Now,
    kept: Annotated[tuple[int, str] | None, Depends(_kept)],
) -> LedgerVerificationRead:
    """Reads every entry of the period against its chain, and the chain against every checkpoint.

    `seq` and `head` of a checkpoint that you have kept make sure that it is still part of the chain.
    """
    period = await periods.one(view, period_id, reader.grants)
    trusted = request.app.state.statement_dids
    told = await verify(view, period.id, trusted=trusted, at=now, kept=kept)
    findings = [
        LedgerFindingRead(kind=kind, seq=seq, entry_id=entry, zh=SENTENCES[kind][0], en=SENTENCES[kind][1])
        for kind, seq, entry in told.found
    ]
    return LedgerVerificationRead(
        period_id=period.id,
        intact=not findings,
        seq=told.seq,
        head=told.head,
        checkpoints=told.checkpoints,
        unsealed=told.unsealed,
        findings=findings,
    )


@router.get("/statement-keys", summary="积分签名公钥 / Keys of points' statements")
async def list_statement_keys(view: View, response: Response) -> StatementKeysRead:
    """For anybody, without sign-in: whoever has a statement verifies it with these, also with the network off."""
    response.headers["Cache-Control"] = _FIVE_MINUTES
    return StatementKeysRead(keys=[row.public_jwk for row in await queries.keys(view)])
