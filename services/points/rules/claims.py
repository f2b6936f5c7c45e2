"""Claims: when one may be made, who may check and decide it, and how it is seen.

States: DRAFT → SUBMITTED → GROUP_CHECKED → APPROVED; to the side RETURNED, REJECTED, WITHDRAWN. What is
seen beyond that (OBJECTED, PUBLICISED, FINAL, REVERSED) follows from the period and the ledger.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from shared import workdays
from shared.errors import Conflict, Forbidden, Missing

from ..models import Claim, ClaimState, Origin, Period, PeriodState
from .scheme_text import Parameters


class ClaimMissing(Missing):
    """No such claim, or not for you."""

    zh, en = "没有这项申报", "No such claim"


class OwnClaim(Forbidden):
    """Nobody checks or decides what they claimed themselves, or what benefits them (回避)."""

    zh, en = "不能审核或审定自己的申报", "You cannot check or decide your own claim"


class AlreadyChecked(Forbidden):
    """Whoever checked a claim does not also decide it: two persons look at each."""

    zh, en = "初审人不能再作审定", "Whoever checked a claim does not decide it"


class ClaimTooLate(Conflict):
    """The claim comes after its deadline."""

    zh, en = "已过申报期限", "The time to claim this has passed"
    detail_zh, detail_en = "申报期限为 {last_day}", "The last day to claim it was {last_day}"


class ClaimInFuture(Conflict):
    """What has not happened yet cannot be claimed."""

    zh, en = "不能申报尚未发生的事项", "What has not happened yet cannot be claimed"


class DateOutsidePeriod(Conflict):
    """No open period of the branch holds this day."""

    zh, en = "该日期不在任何开放的周期内", "No open period holds this day"
    detail_zh, detail_en = "日期 {day} 没有对应的开放周期", "No period that still takes this holds {day}"


class ClaimNotInState(Conflict):
    """The claim is not where this act needs it."""

    zh, en = "申报当前状态不允许此操作", "The claim's state does not allow this"
    detail_zh, detail_en = "当前状态:{state};需要:{needed}", "It is {state}; needed: {needed}"


class NotOwnWords(Forbidden):
    """A report or an alert about a member is not the member's own claim."""

    zh, en = (
        "他人上报的事项不能由本人修改或撤回",
        "What others have reported is not yours to change or withdraw",
    )


class NothingToReturn(Conflict):
    """An alert, or a matter of discipline, was written by nobody who could complete it: it is approved or rejected."""

    zh, en = "该事项并非个人申报,不能退回", "This was claimed by nobody and cannot be returned"


class ReasonMissing(Conflict):
    """A rejection, return or reduction needs a reason that the member can read."""

    zh, en = "退回、驳回或核减必须说明理由", "A return, rejection or reduction needs a reason"


class MoreThanAsked(Conflict):
    """A decision grants at most what the item gives for the deed."""

    zh, en = "审定分值不能高于应得分值", "A decision cannot grant more than the item gives"


class ClaimTwice(Conflict):
    """The same deed under the same item was claimed before."""

    zh, en = "同一事项已经申报", "This was claimed before"
    detail_zh, detail_en = "已有申报 {claim_id}", "It stands in claim {claim_id}"


NOBODYS = frozenset({Origin.FACT, Origin.DISCIPLINE})
"""Claims that nobody has written, so nobody could complete one."""


@dataclass(frozen=True, slots=True)
class Filing:
    """A member's membership on the day of the deed."""

    branch_id: UUID
    group_id: UUID | None
    leads_group: bool


def last_day_for(occurred_on: date, period: Period, parameters: Parameters) -> date:
    """A claim is made within `claim_days` of the deed and by the period's own last day, whichever is earlier."""
    return min(occurred_on + timedelta(days=parameters.claim_days), period.claims_until)


def claims_until(ends_on: date, parameters: Parameters, overrides: Mapping[date, bool]) -> date:
    """The last day for claims of a period: so many working days after it ends."""
    return workdays.after(ends_on, parameters.claim_close_working_days, overrides)


def in_time(occurred_on: date, today: date, period: Period, parameters: Parameters) -> None:
    """Raises ClaimInFuture, DateOutsidePeriod, ClaimTooLate (rule 5)."""
    if occurred_on > today:
        raise ClaimInFuture
    if period.state is not PeriodState.OPEN or not period.starts_on <= occurred_on <= period.ends_on:
        raise DateOutsidePeriod(day=occurred_on)
    last_day = last_day_for(occurred_on, period, parameters)
    if today > last_day:
        raise ClaimTooLate(last_day=last_day)


def state_after_submission(filing: Filing) -> ClaimState:
    """The group step is skipped where there is no group, and for the leader's own claim."""
    if filing.group_id is None or filing.leads_group:
        return ClaimState.GROUP_CHECKED
    return ClaimState.SUBMITTED


def digest_of(statement: str) -> str:
    """SHA-256 of the words of a claim: short enough for an index that keeps a deed from being claimed twice."""
    return sha256(statement.encode()).hexdigest()


def needs(claim: Claim, *states: ClaimState) -> None:
    """Raises ClaimNotInState unless the claim is in one of the states."""
    if claim.state not in states:
        raise ClaimNotInState(state=claim.state.value, needed=", ".join(states))


def own_words(claim: Claim) -> None:
    """What others have filed about a member is not the member's to change or take back. Raises NotOwnWords."""
    if claim.origin is not Origin.CLAIM:
        raise NotOwnWords


def may_judge(claim: Claim, judge_id: UUID, earlier: Collection[UUID] = ()) -> None:
    """Raises OwnClaim for the member and the filer, AlreadyChecked for whoever judged an earlier step."""
    if judge_id in {claim.member_id, claim.filed_by}:
        raise OwnClaim
    if judge_id in earlier:
        raise AlreadyChecked


def may_return(claim: Claim, verdict: str) -> None:
    """Raises NothingToReturn."""
    if verdict == "returned" and claim.origin in NOBODYS:
        raise NothingToReturn


def granted(claim: Claim, verdict: str, points: Decimal | None, reason: str | None) -> Decimal:
    """Points that a decision grants. Raises ReasonMissing, MoreThanAsked."""
    if verdict != "approved":
        if not reason:
            raise ReasonMissing
        return Decimal(0)
    given = claim.asked if points is None else points
    if given > claim.asked or given < 0:
        raise MoreThanAsked
    if given < claim.asked and not reason:
        raise ReasonMissing
    return given


def seen_state(claim: Claim, period_state: PeriodState, *, objected: bool, reversed_: bool) -> ClaimState:
    """The state as shown: an approved claim goes with its period, its objection and its entry."""
    if claim.state is not ClaimState.APPROVED:
        return claim.state
    if reversed_:
        return ClaimState.REVERSED
    if objected:
        return ClaimState.OBJECTED
    return {
        PeriodState.IN_PUBLICITY: ClaimState.PUBLICISED,
        PeriodState.FINAL: ClaimState.FINAL,
        PeriodState.ARCHIVED: ClaimState.FINAL,
    }.get(period_state, ClaimState.APPROVED)
