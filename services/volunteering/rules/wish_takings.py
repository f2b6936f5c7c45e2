"""Micro-wishes: taken by members themselves, one or several to a wish; confirmed by the community, never by a taker."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from shared.errors import Conflict, Forbidden, Missing

from ..models import Demand, DemandState, TakingState, WishTaking
from . import demands


class WishTakingMissing(Missing):
    """No such taking, or not for you."""

    zh, en = "没有这项认领", "No such taking"


class WishTaken(Conflict):
    """As many as were needed have taken it."""

    zh, en = "该微心愿已被认领", "The wish has been taken"


class AlreadyTaken(Conflict):
    """One takes a wish once."""

    zh, en = "已认领该微心愿", "You have taken this wish already"


class TakingNotInState(Conflict):
    """The taking is not where this act needs it."""

    zh, en = "认领当前状态不允许此操作", "The taking is not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class OwnTaking(Forbidden):
    """Nobody confirms what they have done themselves."""

    remarkable = True
    zh, en = "不能确认本人的认领", "Nobody confirms the own taking"


def may_take(demand: Demand, today: date) -> None:
    """Raises WishAlone, WishTaken, DemandNotInState."""
    demands.is_wish(demand)
    if demand.taken >= demand.quantity:
        raise WishTaken
    if (now := demands.shown(demand, today)) is not DemandState.PUBLISHED:
        raise demands.DemandNotInState(state=now.value)


def needs(taking: WishTaking, state: TakingState) -> None:
    """Raises TakingNotInState."""
    if taking.state is not state:
        raise TakingNotInState(state=taking.state.value)


def may_confirm(taking: WishTaking, by: UUID) -> None:
    """Raises OwnTaking, TakingNotInState."""
    if taking.person_id == by:
        raise OwnTaking
    needs(taking, TakingState.FULFILLED)


def leads_to(demand: Demand, held: Collection[TakingState]) -> DemandState | None:
    """Where the wish goes once all who took it have got so far; None where it stays."""
    if len(held) < demand.quantity:
        return DemandState.PUBLISHED if demand.state is DemandState.CLAIMED else None
    if demand.state is DemandState.PUBLISHED:
        return DemandState.CLAIMED
    done = {TakingState.FULFILLED, TakingState.CONFIRMED}
    if demand.state is DemandState.CLAIMED and set(held) <= done:
        return DemandState.DELIVERED
    if demand.state is DemandState.DELIVERED and set(held) == {TakingState.CONFIRMED}:
        return DemandState.CONFIRMED
    return None
