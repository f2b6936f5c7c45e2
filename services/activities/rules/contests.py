"""Contests: their window, their papers, and results without a table of persons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random
from typing import TypeVar
from uuid import UUID

from shared.errors import Conflict, Malformed, Missing

from ..models import Attempt, Contest, ContestState, QuestionKind
from .attempts import GRACE

_TENTH = Decimal("0.1")
T = TypeVar("T")


class ContestMissing(Missing):
    """No such contest, or not for you."""

    zh, en = "没有这场竞赛", "No such contest"


class ContestNotInState(Conflict):
    """The contest is not where this act needs it."""

    zh, en = "竞赛当前状态不允许此操作", "The contest is not in a state for this"
    detail_zh, detail_en = "当前为 {state},需为 {needed}", "It is {state}; it must be {needed}"


class ContestWindow(Malformed):
    """A contest closes after it opens, and leaves time for one paper."""

    zh, en = "竞赛须先开始后结束,且足够答完一卷", "A contest closes after it opens, with time for one paper"


class ContestNotOpen(Conflict):
    """Papers are drawn within the window only."""

    zh, en = "不在竞赛开放时间内", "The contest is not open now"


class ContestNotOver(Conflict):
    """Results and right answers are shown when the window has closed for all."""

    zh, en = "竞赛结束后方可查看", "This is shown when the contest is over"


class BankTooSmall(Conflict):
    """The bank has fewer questions than a paper needs."""

    zh, en = "题库题目不足", "The bank has too few questions"
    detail_zh, detail_en = "需 {needed} 道,现有 {found} 道", "{needed} are needed, {found} are there"


def window(opens_at: datetime, closes_at: datetime, minutes: int) -> None:
    """Raises ContestWindow."""
    if closes_at - opens_at < timedelta(minutes=minutes):
        raise ContestWindow


def needs(contest: Contest, *states: ContestState) -> None:
    """Raises ContestNotInState."""
    if contest.state not in states:
        wanted = ", ".join(state.value for state in states)
        raise ContestNotInState(state=contest.state.value, needed=wanted)


def may_begin(contest: Contest, at: datetime) -> None:
    """Raises ContestNotInState, ContestNotOpen."""
    needs(contest, ContestState.PUBLISHED)
    if not contest.opens_at <= at < contest.closes_at:
        raise ContestNotOpen


def is_over(contest: Contest, at: datetime) -> bool:
    """Whether no answer can come in any more."""
    return at > contest.closes_at + GRACE


def after_all(contest: Contest, at: datetime) -> None:
    """Raises ContestNotOver."""
    if not is_over(contest, at):
        raise ContestNotOver


def deadline(contest: Contest, at: datetime) -> datetime:
    """When a paper drawn now is due: never after the window."""
    return min(at + timedelta(minutes=contest.minutes), contest.closes_at)


def enough(found: int, needed: int) -> None:
    """Raises BankTooSmall."""
    if found < needed:
        raise BankTooSmall(needed=needed, found=found)


def draw(pool: Sequence[T], count: int, chance: Random) -> list[T]:
    """Different questions in an order of chance."""
    return chance.sample(pool, count)


def order(kind: QuestionKind, options: int, chance: Random) -> list[int]:
    """In which order options are shown; yes and no stay where they are."""
    places = list(range(options))
    if kind is not QuestionKind.TRUE_FALSE:
        chance.shuffle(places)
    return places


def best(attempts: Iterable[Attempt]) -> dict[UUID, Attempt]:
    """Each person's best scored and ended attempt; the first of equal ones."""
    found: dict[UUID, Attempt] = {}
    for attempt in sorted(attempts, key=lambda each: each.number):
        if attempt.scored and attempt.right_count is not None:
            before = found.get(attempt.person_id)
            if before is None or share(attempt) > share(before):
                found[attempt.person_id] = attempt
    return found


def share(attempt: Attempt) -> Fraction:
    """The share of right answers, exact."""
    return Fraction(attempt.right_count or 0, attempt.total)


def per_cent(part: Fraction) -> Decimal:
    """To one place, half up."""
    return (Decimal(part.numerator * 100) / part.denominator).quantize(_TENTH, ROUND_HALF_UP)


def position(shares: Iterable[Fraction], own: Fraction) -> int:
    """1 for the best; who is equal shares a rank."""
    return 1 + sum(each > own for each in shares)


@dataclass(frozen=True, slots=True)
class TeamResult:
    """A team's average; null, as its rank, while too few of it have taken part."""

    group_id: UUID
    people: int
    average: Decimal | None
    rank: int | None


def teams(attempts: Iterable[Attempt], least: int) -> list[TeamResult]:
    """One result for each group, the best first; people without a group are in none.

    An average of fewer than `least` people would give somebody away.
    """
    shares: dict[UUID, list[Fraction]] = {}
    for attempt in best(attempts).values():
        if attempt.group_id is not None:
            shares.setdefault(attempt.group_id, []).append(share(attempt))
    means = {
        group: sum(each, Fraction(0)) / len(each) for group, each in shares.items() if len(each) >= least
    }
    ordered = sorted(shares, key=lambda group: (-means.get(group, Fraction(-1)), group))
    return [
        TeamResult(
            group,
            len(shares[group]),
            per_cent(means[group]) if group in means else None,
            position(means.values(), means[group]) if group in means else None,
        )
        for group in ordered
    ]
