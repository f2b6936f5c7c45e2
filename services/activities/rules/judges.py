"""Judges: secretaries, commissioners, members' representatives; once in each category, never for the own branch."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from shared.auth.policy import Role
from shared.errors import Conflict, Forbidden, Malformed

from ..models import (
    Contender,
    Evaluation,
    EvaluationCategory,
    EvaluationMethod,
    EvaluationState,
    JudgeCapacity,
)
from .evaluations import barred, needs

HIGHEST = 10
OFFICES = {
    JudgeCapacity.SECRETARY: frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY}),
    JudgeCapacity.COMMISSIONER: frozenset({Role.ORGANISATION, Role.PUBLICITY, Role.DISCIPLINE}),
    JudgeCapacity.MEMBER_REPRESENTATIVE: frozenset({Role.MEMBER}),
}


class JudgeUnfit(Conflict):
    """Nobody known, no member of any branch, or not in the office named."""

    zh, en = "此人不在岗,或不担任所列职务", "No such member, or not in the office named"


class JudgeTwice(Conflict):
    """Named already."""

    zh, en = "此人已是评委", "This person is a judge already"


class NotAJudge(Forbidden):
    """Only the named judges judge."""

    zh, en = "不是本次评选的评委", "You are not a judge of this evaluation"


class JudgingOver(Conflict):
    """The time for judging is over."""

    zh, en = "评审已截止", "The time for judging is over"


class OwnContender(Forbidden):
    """Nobody judges what the own branch has put forward, or what one presented oneself."""

    zh, en = (
        "不能评审本支部推荐或本人讲授的项目",
        "Nobody judges the own branch's contender, or the own lesson",
    )


class AppraisedTwice(Conflict):
    """One word for each category."""

    zh, en = "已评审过该类别", "You have judged this category"


class NothingToJudge(Conflict):
    """All that stands in the category comes from the own branch."""

    zh, en = "该类别没有可由您评审的项目", "Nothing in this category is yours to judge"


class AppraisalUnfit(Malformed):
    """A score from 1 to 10 for each contender that one may judge; or a vote for exactly one."""

    zh, en = (
        "须为每个可评项目打 1 至 10 分,或投给一个项目",
        "Score each contender 1 to 10, or vote for exactly one",
    )


def may_name(evaluation: Evaluation) -> None:
    """Raises EvaluationNotInState."""
    needs(evaluation, EvaluationState.COLLECTING)


def may_serve(capacity: JudgeCapacity, roles: Collection[Role]) -> bool:
    """Whether somebody with these roles judges in this capacity; every judge is a member of some branch."""
    return Role.MEMBER in roles and not OFFICES[capacity].isdisjoint(roles)


def may_appraise(evaluation: Evaluation, at: datetime) -> None:
    """Raises EvaluationNotInState, JudgingOver."""
    needs(evaluation, EvaluationState.JUDGING)
    if evaluation.judging_until <= at:
        raise JudgingOver


def lines(
    category: EvaluationCategory,
    contenders: Sequence[Contender],
    scores: Sequence[tuple[UUID, int]],
    *,
    judge_id: UUID,
    branches: Collection[UUID],
) -> dict[UUID, int]:
    """What each contender of the category gets from a judge of these branches.

    A vote is given as 1 for the chosen one; the others that it could have been get 0.
    Raises OwnContender, NothingToJudge, AppraisalUnfit.
    """
    given = dict(scores)
    if len(given) < len(scores):
        raise AppraisalUnfit
    closed = {each.id for each in contenders if barred(each, judge_id, branches)}
    open_ = [each.id for each in contenders if each.id not in closed]
    if closed & set(given):
        raise OwnContender
    if not open_:
        raise NothingToJudge
    if category.method is EvaluationMethod.VOTE:
        if list(given.values()) != [1] or not set(given) <= set(open_):
            raise AppraisalUnfit
        return {contender_id: given.get(contender_id, 0) for contender_id in open_}
    if set(given) != set(open_) or not all(1 <= score <= HIGHEST for score in given.values()):
        raise AppraisalUnfit
    return given
