"""Entries: how one comes about, what its cause is called, and how it is reversed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.errors import Conflict, Forbidden, Missing
from shared.ids import new_id

from ..models import Claim, Entry, Origin, Period, PeriodState


class EntryMissing(Missing):
    """No such entry, or not for you."""

    zh, en = "没有这条分录", "No such entry"


class AlreadyReversed(Conflict):
    """An entry is reversed once."""

    zh, en = "该分录已经冲正", "The entry is reversed already"


class ReversalOfReversal(Conflict):
    """A reversal is not reversed; post the deed again instead."""

    zh, en = "冲正分录不能再冲正", "A reversal cannot be reversed"


class OwnEntry(Forbidden):
    """Nobody reverses an entry of the own account."""

    zh, en = "不能冲正自己的分录", "You cannot reverse an entry of your own"


class ResolutionMissing(Conflict):
    """Once results are final, a correction needs the number of the committee's decision (rule 10)."""

    zh, en = (
        "周期已生效,冲正必须注明支委会决议号",
        "The period is final; a reversal needs the resolution's number",
    )


def source_of_claim(claim_id: UUID) -> str:
    """A claim gives at most one entry."""
    return f"claim:{claim_id}"


def source_of_fact(item_code: str, member_id: UUID, source_id: str, revision: int = 0) -> str:
    """One source event gives one entry per member and item, in whatever form it is told (rule 7).

    Once corrected it is another cause: the entry of the earlier one is reversed and keeps its name.
    """
    # An item's code holds no dot, so no source's name can be taken for a revision.
    item = f"{item_code}.{revision}" if revision else item_code
    return f"fact:{item}:{member_id}:{source_id}"


def source_of_report(item_code: str, member_id: UUID, occurred_on: date, reference: str) -> str:
    """A department's document counts once per member, item and day."""
    return f"report:{item_code}:{member_id}:{occurred_on}:{reference}"


def source_of_reversal(entry_id: UUID) -> str:
    """One reversal per entry."""
    return f"reversal:{entry_id}"


def source_of_objection(objection_id: UUID, step: int) -> str:
    """One corrected line per answer."""
    return f"objection:{objection_id}:{step}"


def reversal(
    entry: Entry, *, by_id: UUID | None, role: str, at: datetime, reference: str | None
) -> dict[str, Any]:
    """The entry that cancels another, in full; the original stays as it is. Nobody's if a corrected fact did it."""
    return {
        "id": new_id(),
        "member_id": entry.member_id,
        "period_id": entry.period_id,
        "branch_id": entry.branch_id,
        "group_id": entry.group_id,
        "number": 0,
        "item_code": entry.item_code,
        "points": entry.points,
        "quantity": entry.quantity,
        "level": entry.level,
        "achievement": entry.achievement,
        "occurred_on": entry.occurred_on,
        "recorded_at": at,
        "origin": Origin.REVERSAL.value,
        "source_key": source_of_reversal(entry.id),
        "reference": reference,
        "claim_id": entry.claim_id,
        "reverses_id": entry.id,
        "posted_by": by_id,
        "posted_role": role,
    }


def may_reverse(entry: Entry, period: Period, by_id: UUID, reference: str | None) -> None:
    """Raises ReversalOfReversal, OwnEntry, ResolutionMissing."""
    if entry.reverses_id is not None:
        raise ReversalOfReversal
    if entry.member_id == by_id:
        raise OwnEntry
    if period.state in {PeriodState.FINAL, PeriodState.ARCHIVED} and not reference:
        raise ResolutionMissing


def of_claim(claim: Claim, *, points: Decimal, by_id: UUID, role: str, at: datetime) -> dict[str, Any]:
    """The entry that a decided claim becomes, in full."""
    return {
        "id": new_id(),
        "member_id": claim.member_id,
        "period_id": claim.period_id,
        "branch_id": claim.branch_id,
        "group_id": claim.group_id,
        "number": 0,
        "item_code": claim.item_code,
        "points": points,
        "quantity": claim.quantity,
        "level": claim.level,
        "achievement": claim.achievement,
        "occurred_on": claim.occurred_on,
        "recorded_at": at,
        "origin": claim.origin.value,
        "source_key": source_of_claim(claim.id),
        "reference": None,
        "claim_id": claim.id,
        "reverses_id": None,
        "posted_by": by_id,
        "posted_role": role,
    }


def corrected(
    like: Entry | Claim, *, points: Decimal, source_key: str, by_id: UUID, role: str, at: datetime
) -> dict[str, Any]:
    """The entry that stands in for a line after an upheld objection."""
    return {
        "id": new_id(),
        "member_id": like.member_id,
        "period_id": like.period_id,
        "branch_id": like.branch_id,
        "group_id": like.group_id,
        "number": 0,
        "item_code": like.item_code,
        "points": points,
        "quantity": like.quantity,
        "level": like.level,
        "achievement": like.achievement,
        "occurred_on": like.occurred_on,
        "recorded_at": at,
        "origin": Origin.OBJECTION.value,
        "source_key": source_key,
        "reference": None,
        "claim_id": like.id if isinstance(like, Claim) else like.claim_id,
        "reverses_id": None,
        "posted_by": by_id,
        "posted_role": role,
    }
