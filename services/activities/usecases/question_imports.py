"""Question imports: a file of questions comes into the bank, each judged by itself, all of them or none."""

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
    """What became of one question. Tried, it could have been added; known, the bank has its words already."""

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
    partial: bool,
    by: UUID,
    at: datetime,
) -> list[Row]:
    """Add every question of the file, or none if one is refused; `partial`: those that can be. Raises QuestionsMany.

    A dry run adds nothing. `category` is for questions whose file names none; `fault` says what is wrong with the
    words of one.
    """
    if len(found) > rules.MOST_AT_ONCE:
        raise rules.QuestionsMany
    known = {version.stem for version in await queries.pool(session, branch_id, None)}
    rows = _judged(found, category, fault, known)
    if dry or (not partial and any(row.outcome is Outcome.REFUSED for row in rows)):
        return rows
    for place, (row, each) in enumerate(zip(rows, found, strict=True)):
        if row.outcome is Outcome.TRIED and each.draft:
            made = await questions.add(
                session, branch_id, each.category or category, each.draft, by=by, at=at
            )
            rows[place] = Row(row.line, Outcome.ADDED, None, made.id)
    return rows


def _judged(
    found: Sequence[Found], category: str, fault: Callable[[str, Draft], str | None], known: set[str]
) -> list[Row]:
    rows, seen = [], set(known)
    for each in found:
        code = each.fault if each.draft is None else fault(each.category or category, each.draft)
        if each.draft is None or (code := code or _misfit(each.draft)):
            rows.append(Row(each.line, Outcome.REFUSED, code, None))
        elif each.draft.stem in seen:
            rows.append(Row(each.line, Outcome.KNOWN, None, None))
        else:
            seen.add(each.draft.stem)
            rows.append(Row(each.line, Outcome.TRIED, None, None))
    return rows


def _misfit(draft: Draft) -> str | None:
    try:
        rules.check(draft)
    except Refusal as refusal:
        return refusal.code
    return None
