"""`/v1/vote-rules`: the rules by which motions are decided, each from its day on."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter

from shared.auth.access import may
from shared.auth.principal import Access
from shared.types import Read

from ..models import MotionKind
from ..rules import vote_rules as rules
from ..rules.vote_rules import Base

router = APIRouter(prefix="/v1/vote-rules", tags=["votes"])

Reader = Annotated[Access, may("meeting.read")]


class ShareRead(Read):
    """So many parts of so many; `exactly_enough` says whether that very number suffices."""

    parts: int
    of: int
    exactly_enough: bool


class VoteRuleRead(Read):
    """A quorum of those entitled, and a majority of `base`. `written_count`: opinions in writing are votes."""

    code: MotionKind
    effective_on: date
    quorum: ShareRead
    majority: ShareRead
    base: Base
    written_count: bool
    source: dict[str, str]


class VoteRulesRead(Read):
    """Oldest first; the newest of a kind that is in effect applies."""

    items: list[VoteRuleRead]


@router.get("", summary="表决规则 / Vote rules")
async def list_vote_rules(reader: Reader) -> VoteRulesRead:
    """All that are shipped, with their sources."""
    del reader  # they are the same for everyone who may see meetings
    return VoteRulesRead(items=[VoteRuleRead.model_validate(rule) for rule in rules.shipped()])
