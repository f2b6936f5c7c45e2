"""No-shows: marked by a side after the shift when nobody was seen coming; the other side hears the appeal."""

from datetime import datetime
from uuid import UUID

from shared.errors import Conflict, Forbidden, Missing

from ..models import NoShow, NoShowState, Shift, SignUp, SignUpState


class NoShowMissing(Missing):
    """There is none for this sign-up, or not for you."""

    zh, en = "没有失约记录", "There is no no-show"


class ShiftGoesOn(Conflict):
    """Until the own time is over one may still come."""

    zh, en = "服务时间尚未结束", "The time is not over yet"


class WasSeen(Conflict):
    """Who was seen coming, or has a record, came."""

    zh, en = "该人员已签到,不能记为失约", "The person was seen, and came"


class OwnNoShow(Forbidden):
    """Nobody marks or judges the own no-show."""

    zh, en = "不能处理本人的失约", "Nobody decides about the own no-show"


class NotAppealed(Conflict):
    """There is no open appeal."""

    zh, en = "没有待处理的申诉", "There is no open appeal"


class AppealedAlready(Conflict):
    """An appeal is heard once."""

    zh, en = "已申诉过", "It was appealed already"


class SameSideAnswers(Forbidden):
    """The side that marked it does not hear the appeal."""

    zh, en = "申诉须由另一方处理", "The other side hears the appeal"


def may_mark(sign_up: SignUp, shift: Shift, by: UUID, at: datetime, *, seen: bool) -> None:
    """Raises OwnNoShow, NoShowMissing, ShiftGoesOn, WasSeen."""
    if sign_up.person_id == by:
        raise OwnNoShow
    if at < (sign_up.ends_at or shift.ends_at):
        raise ShiftGoesOn
    if seen:
        raise WasSeen
    if sign_up.state is not SignUpState.CONFIRMED:
        raise NoShowMissing


def may_appeal(row: NoShow) -> None:
    """Raises AppealedAlready."""
    if row.appealed_at is not None:
        raise AppealedAlready


def may_answer(row: NoShow, sign_up: SignUp, by: UUID) -> None:
    """Raises NotAppealed, OwnNoShow."""
    if row.state is not NoShowState.APPEALED:
        raise NotAppealed
    if by in {sign_up.person_id, row.marked_by}:
        raise OwnNoShow
