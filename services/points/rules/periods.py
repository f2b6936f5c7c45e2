"""Periods: their dates, their order of states, and what each step needs."""

import re
from datetime import date, timedelta

from shared.errors import Conflict, Malformed, Missing

from ..models import Period, PeriodState

_QUARTER = re.compile(r"(20\d\d)-Q([1-4])")
_YEAR = re.compile(r"(20\d\d)")

ORDER = tuple(PeriodState)
TAKES_ENTRIES = frozenset({PeriodState.OPEN, PeriodState.CLAIMS_CLOSED})
"""While results are not computed, facts and reports may still arrive."""


class PeriodMissing(Missing):
    """No such period, or not for you."""

    zh, en = "没有这个周期", "No such period"


class PeriodCodeWrong(Malformed):
    """A period is named `2026-Q3` in a quarterly scheme, `2026` in an annual one."""

    zh, en = "周期代码不符合方案的周期", "The period's code does not fit the scheme's cycle"


class PeriodExists(Conflict):
    """The branch has this period, or one that overlaps it."""

    zh, en = "该周期已存在或与其他周期重叠", "The period exists or overlaps another"


class PeriodClosed(Conflict):
    """The period takes no more entries of this kind."""

    zh, en = "周期已关闭,不再接受", "The period is closed for this"
    detail_zh, detail_en = "周期 {period} 当前为 {state}", "Period {period} is {state}"


class PeriodStillRunning(Conflict):
    """Claims close after the last day for claims, never before."""

    zh, en = "周期尚未结束", "The period is still running"
    detail_zh, detail_en = "申报期至 {until}", "Claims are open until {until}"


class PeriodStepWrong(Conflict):
    """A step out of order."""

    zh, en = "周期当前状态不允许此步骤", "The period is not at this step"
    detail_zh, detail_en = "当前:{state};此步骤需要:{needed}", "It is {state}; this step needs {needed}"


class ClaimsPending(Conflict):
    """Every claim must be decided before results are computed."""

    zh, en = "仍有申报未审定", "Some claims are not decided yet"
    detail_zh, detail_en = "还有 {count} 项申报未审定", "{count} claims are waiting"


class PublicityRunning(Conflict):
    """A result becomes final only after its publicity has lasted its working days (rule 8)."""

    zh, en = "公示期未满", "The publicity period is not over"
    detail_zh, detail_en = "公示至 {until}", "It lasts until {until}"


class ObjectionsOpen(Conflict):
    """No period becomes final while an objection is open (rule 8)."""

    zh, en = "仍有异议未处理", "Objections are still open"
    detail_zh, detail_en = "还有 {count} 件异议未处理", "{count} objections are open"


def span_of(code: str, cycle: str) -> tuple[date, date]:
    """First and last day of a period. Raises PeriodCodeWrong."""
    if cycle == "quarter" and (found := _QUARTER.fullmatch(code)):
        year, quarter = int(found[1]), int(found[2])
        first = date(year, 3 * quarter - 2, 1)
        after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
        return first, after - timedelta(days=1)
    if cycle == "year" and (found := _YEAR.fullmatch(code)):
        return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
    raise PeriodCodeWrong


def step(period: Period, to: PeriodState) -> None:
    """Raises PeriodStepWrong unless `to` is the very next state."""
    before = ORDER[ORDER.index(to) - 1]
    if period.state is not before:
        raise PeriodStepWrong(state=period.state.value, needed=before.value)


def may_close_claims(period: Period, today: date) -> None:
    """Raises PeriodStepWrong, PeriodStillRunning."""
    step(period, PeriodState.CLAIMS_CLOSED)
    if today <= period.claims_until:
        raise PeriodStillRunning(until=period.claims_until)


def may_decide(period: Period, pending: int) -> None:
    """Raises PeriodStepWrong, ClaimsPending."""
    step(period, PeriodState.DECIDED)
    if pending:
        raise ClaimsPending(count=pending)


def may_finalise(period: Period, today: date, last_notice: date, open_objections: int) -> None:
    """`last_notice` is the latest last day of notice of any line.

    Raises PeriodStepWrong, PublicityRunning, ObjectionsOpen.
    """
    step(period, PeriodState.FINAL)
    if today <= last_notice:
        raise PublicityRunning(until=last_notice)
    if open_objections:
        raise ObjectionsOpen(count=open_objections)


def takes_entries(period: Period) -> None:
    """Raises PeriodClosed once results are computed."""
    if period.state not in TAKES_ENTRIES:
        raise PeriodClosed(period=period.code, state=period.state.value)
