"""A year of each member, from the results of its periods; computed whenever it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import PeriodState, Result
from ..queries import annual_scores as queries
from ..queries import schemes
from ..queries.annual_scores import YearLine
from ..rules import annual as rules
from ..rules.scheme_text import SchemeText

_DONE = frozenset({PeriodState.FINAL, PeriodState.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Year:
    """One member's year. `provisional` until its last period is final; `blocked_until` as of a veto in force."""

    member_id: UUID
    lines: Sequence[YearLine]
    scores: Sequence[rules.PeriodScore]
    annual: rules.Annual
    provisional: bool
    blocked_until: date | None
    zh: str
    en: str


async def years(session: AsyncSession, year: int, found: dict[UUID, list[YearLine]]) -> list[Year]:
    """The years of these members, ordered by member."""
    texts = {
        scheme_id: await schemes.texts.of(session, scheme_id)
        for scheme_id in {line.period.scheme_id for lines in found.values() for line in lines}
    }
    before = await queries.vetoed_before(session, year, list(found))
    return [_year(member, found[member], texts, before.get(member, [])) for member in sorted(found)]


def _year(
    member_id: UUID, lines: Sequence[YearLine], texts: dict[UUID, SchemeText], before: Sequence[Result]
) -> Year:
    text = texts[lines[-1].period.scheme_id]
    scores = rules.under_year_cap(
        [_result(line, texts[line.period.scheme_id]) for line in lines], text.parameters.bonus_cap_year
    )
    vetoes = [veto for line in lines for veto in _vetoes(line.result)]
    annual = rules.annual(scores, vetoes, text.parameters.min_assessable_months)
    last = max(line.period.ends_on for line in lines)
    provisional = (last.month, last.day) != (12, 31) or any(line.period.state not in _DONE for line in lines)
    standing = [*vetoes, *(veto for result in before for veto in _vetoes(result))]
    blocked = rules.award_blocked_until(standing, text.parameters.veto_award_block_months)
    zh, en = rules.sentence(annual, scores)
    return Year(member_id, lines, scores, annual, provisional, blocked, zh, en)


def _result(line: YearLine, text: SchemeText) -> rules.PeriodResult:
    result = line.result
    return rules.PeriodResult(result.base, result.bonus, result.deductions, result.months, text.total_cap)


def _vetoes(result: Result) -> list[rules.Veto]:
    # A veto that was lifted is reversed, so the newest run does not know it any more.
    return [
        rules.Veto(date.fromisoformat(line["occurred_on"])) for line in result.lines if line["why"] == "veto"
    ]
