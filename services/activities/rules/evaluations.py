"""Evaluations: in which order they go; and the result, which follows from what the judges gave and nothing else.

States: COLLECTING → JUDGING → PUBLISHED; CANCELLED until it is published.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from shared.errors import Conflict, Malformed, Missing

from ..models import Contender, Evaluation, EvaluationState


class EvaluationMissing(Missing):
    """No such evaluation, or not for you."""

    zh, en = "没有这项评选", "No such evaluation"


class CategoryMissing(Missing):
    """No such category of this evaluation."""

    zh, en = "没有这个评选类别", "No such category"


class EvaluationTwice(Conflict):
    """An organisation holds one evaluation of a title in a year."""

    zh, en = "本年度已有同名评选", "There is an evaluation of this title in the year"


class EvaluationTimes(Malformed):
    """Proposals end ahead of now, and judging ends after them."""

    zh, en = "推荐须在现在之后截止,评审须在推荐之后截止", "Proposals end ahead of now, and judging after them"


class CategoriesUnclear(Malformed):
    """Every category has a title of its own."""

    zh, en = "类别名称不能重复", "Every category has a title of its own"


class EvaluationNotInState(Conflict):
    """The evaluation is not where this act needs it."""

    zh, en = "评选当前状态不允许此操作", "The evaluation is not in a state for this"
    detail_zh, detail_en = "当前为 {state},需为 {needed}", "It is {state}; it must be {needed}"


class ProposalsOpen(Conflict):
    """Judging begins when the time for proposals is over."""

    zh, en = "推荐尚未截止", "Proposals can still be made"


class ContendersMissing(Conflict):
    """Where nobody was proposed there is nothing to judge."""

    zh, en = "没有参评项目", "There are no contenders"


class JudgesMissing(Conflict):
    """Every contender needs a judge from elsewhere."""

    zh, en = "有参评项目没有可以评审的评委", "A contender has no judge who may judge it"


class JudgingOpen(Conflict):
    """The result waits for the last judge or for the end of judging."""

    zh, en = "评审尚未结束", "Judging is not over"


@dataclass(frozen=True, slots=True)
class Placing:
    """What one contender was given, by how many judges; `place` only for the best."""

    contender_id: UUID
    total: int
    judges: int
    place: int | None


def needs(evaluation: Evaluation, *states: EvaluationState) -> None:
    """Raises EvaluationNotInState."""
    if evaluation.state not in states:
        wanted = ", ".join(state.value for state in states)
        raise EvaluationNotInState(state=evaluation.state.value, needed=wanted)


def may_open(titles: Sequence[str], proposals_until: datetime, judging_until: datetime, at: datetime) -> None:
    """Raises EvaluationTimes, CategoriesUnclear."""
    if not at < proposals_until < judging_until:
        raise EvaluationTimes
    if len(set(titles)) < len(titles):
        raise CategoriesUnclear


def may_judge(
    evaluation: Evaluation, contenders: Collection[Contender], judges: Mapping[UUID, UUID], at: datetime
) -> None:
    """`judges` are persons with their branch.

    Raises EvaluationNotInState, ProposalsOpen, ContendersMissing, JudgesMissing.
    """
    needs(evaluation, EvaluationState.COLLECTING)
    if at < evaluation.proposals_until:
        raise ProposalsOpen
    if not contenders:
        raise ContendersMissing
    for each in contenders:
        if all(barred(each, judge_id, {branch}) for judge_id, branch in judges.items()):
            raise JudgesMissing


def barred(contender: Contender, judge_id: UUID, branches: Collection[UUID]) -> bool:
    """Nobody judges what the own branch, or what oneself, has put forward or presented."""
    return contender.branch_id in branches or judge_id in {contender.presenter_id, contender.by_id}


def may_publish(
    evaluation: Evaluation,
    contenders: Collection[Contender],
    judges: Mapping[UUID, UUID],
    given: Collection[tuple[UUID, UUID]],
    at: datetime,
) -> None:
    """`given` are judge and category of every appraisal. Raises EvaluationNotInState, JudgingOpen."""
    needs(evaluation, EvaluationState.JUDGING)
    due = {
        (judge_id, each.category_id)
        for each in contenders
        for judge_id, branch in judges.items()
        if not barred(each, judge_id, {branch})
    }
    if at < evaluation.judging_until and not due <= set(given):
        raise JudgingOpen


def placings(
    contenders: Collection[UUID], lines: Collection[tuple[UUID, int]], winners: int
) -> list[Placing]:
    """The result of one category, the best first, then in the order of proposal.

    Judges pass over their own branch's, so contenders are compared by what they got from each judge who could
    give it; exactly, and ties share a place. Whoever got nothing has no place.
    """
    order = {contender_id: position for position, contender_id in enumerate(contenders)}
    scores: dict[UUID, list[int]] = {contender_id: [] for contender_id in order}
    for contender_id, score in lines:
        scores[contender_id].append(score)
    means = {key: Fraction(sum(given), len(given)) for key, given in scores.items() if sum(given)}

    def placed(contender_id: UUID) -> Placing:
        given = scores[contender_id]
        place = None
        if contender_id in means:
            ahead = sum(mean > means[contender_id] for mean in means.values())
            place = ahead + 1 if ahead < winners else None
        return Placing(contender_id, sum(given), len(given), place)

    found = [placed(contender_id) for contender_id in order]
    return sorted(found, key=lambda each: (each.place is None, each.place or 0, order[each.contender_id]))
