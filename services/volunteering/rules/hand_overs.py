"""Hand-overs: two handlers, neither of them linked to whom it is for. Source: Charity Law art. 54, 59."""

from collections.abc import Iterable
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import HandOver, HandOverState


class HandOverMissing(Missing):
    """No such hand-over, or not for you."""

    zh, en = "没有这次交接", "No such hand-over"


class HandOverNotInState(Conflict):
    """Only a prepared one is confirmed or withdrawn."""

    zh, en = "交接当前状态不允许此操作", "The hand-over is not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class TwoHandlersNeeded(Forbidden):
    """Two different people of the committee hand over, each by an act of their own."""

    remarkable = True
    zh, en = "交接须由两名不同的经办人各自确认", "Two different handlers hand over, each for oneself"


class HandlerUnfit(Malformed):
    """The second handler is somebody of the branch's committee."""

    zh, en = "第二经办人须为本支部委员", "The second handler is of the branch's committee"


class HandedOverTwice(Conflict):
    """This signature stands for a hand-over already, or one lot is named twice in it."""

    zh, en = "该签收凭证已用于另一次交接", "This signature stands for another hand-over"


class LotNamedTwice(Malformed):
    """Each lot stands in one line."""

    zh, en = "同一款物只能写一行", "Each lot stands in one line"


class HandedOverEarly(Malformed):
    """A hand-over is written down when it has taken place."""

    zh, en = "交接日期不能晚于今天", "A hand-over is not dated ahead"


def two(first: UUID, second: UUID) -> None:
    """Raises TwoHandlersNeeded."""
    if first == second:
        raise TwoHandlersNeeded


def may_confirm(row: HandOver, by: UUID) -> None:
    """Raises HandOverNotInState, TwoHandlersNeeded: by nobody but the second handler named."""
    prepared(row)
    if by != row.second_handler_id:
        raise TwoHandlersNeeded


def prepared(row: HandOver) -> None:
    """Raises HandOverNotInState."""
    if row.state is not HandOverState.PREPARED:
        raise HandOverNotInState(state=row.state.value)


def once_each(lots: Iterable[object]) -> None:
    """Raises LotNamedTwice."""
    named = list(lots)
    if len(set(named)) < len(named):
        raise LotNamedTwice
