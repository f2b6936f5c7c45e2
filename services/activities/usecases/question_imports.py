"""Question imports: a file of questions comes into the bank, each judged by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.errors import Refusal

from ..queries import questions as queries
from ..rules import questions as rules
from ..rules.gift import Found
from ..rules.questions import Draft
from . import questions


class Outcome(StrEnum):
    """What became of one question. Tried, it would have been added; known, the bank has its words already."""

    ADDED = "added"
    TRIED = "tried"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """One question of the file: where it begins, what became of it, why if refused."""

    line: int
    outcome: Outcome
    code: str | None
    question_id: UUID | None


async def take_in(
    session: AsyncSession,
    branch_id: UUID,
    found: Sequence[Found],
    category: str,
    fault: Callable[[str, Draft], str | None],
    *,
    dry: bool,
    by: UUID,
    at: datetime,
) -> list[Row]:
    """Add what can be added; one bad question never holds up the others. A dry run adds nothing.

    `category` is for questions whose file names none; `fault` says what is wrong with the words of one.
    """
    rows, seen = [], {version.stem for version in await queries.pool(session, branch_id, None)}
    for each in found:
        place = each.category or category
        if each.draft is None:
            rows.append(Row(each.line, Outcome.REFUSED, each.fault, None))
        elif code := fault(place, each.draft) or _misfit(each.draft):
            rows.append(Row(each.line, Outcome.REFUSED, code, None))
        elif each.draft.stem in seen:
            rows.append(Row(each.line, Outcome.KNOWN, None, None))
        elif dry:
            seen.add(each.draft.stem)
            rows.append(Row(each.line, Outcome.TRIED, None, None))
        else:
            seen.add(each.draft.stem)
            made = await questions.add(session, branch_id, place, each.draft, by=by, at=at)
            rows.append(Row(each.line, Outcome.ADDED, None, made.id))
    return rows


def _misfit(draft: Draft) -> str | None:
    try:
        rules.check(draft)
    except Refusal as refusal:
        return refusal.code
    return None
