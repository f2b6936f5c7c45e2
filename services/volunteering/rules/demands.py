"""Demands: collected, verified, published, claimed, then done as a project or by those who take a wish.

COLLECTED → VERIFIED → PUBLISHED → CLAIMED → RUNNING → DELIVERED → CONFIRMED → CLOSED. What nobody has claimed by its
last day is EXPIRED; until it is delivered it may be CANCELLED. Whoever collected a demand does not verify it where the
community has somebody else. Source: Volunteer Service Regulations art. 13 (demands are verified), art. 21 (privacy of
those served).
"""

import re
import unicodedata
from datetime import date, datetime
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import Demand, DemandKind, DemandState, ProjectState

COLLECTED, VERIFIED, PUBLISHED = DemandState.COLLECTED, DemandState.VERIFIED, DemandState.PUBLISHED
CLAIMED, RUNNING, DELIVERED = DemandState.CLAIMED, DemandState.RUNNING, DemandState.DELIVERED
CONFIRMED, CLOSED, CANCELLED = DemandState.CONFIRMED, DemandState.CLOSED, DemandState.CANCELLED
EXPIRED = DemandState.EXPIRED

_LEADS_TO: dict[DemandState, frozenset[DemandState]] = {
    COLLECTED: frozenset({VERIFIED, EXPIRED, CANCELLED}),
    VERIFIED: frozenset({PUBLISHED, EXPIRED, CANCELLED}),
    PUBLISHED: frozenset({CLAIMED, EXPIRED, CANCELLED}),
    CLAIMED: frozenset({PUBLISHED, RUNNING, DELIVERED, CANCELLED}),
    RUNNING: frozenset({PUBLISHED, DELIVERED, CANCELLED}),
    DELIVERED: frozenset({CONFIRMED}),
    CONFIRMED: frozenset({CLOSED}),
}
EXPIRING = frozenset({COLLECTED, VERIFIED, PUBLISHED})
"""What lapses if its last day passes and nobody has begun to help."""
SHOWN_TO_ALL = frozenset({PUBLISHED, CLAIMED, RUNNING, DELIVERED, CONFIRMED, CLOSED})
"""What branches may see."""
FOLLOWS: dict[ProjectState, DemandState] = {
    ProjectState.RECRUITING: RUNNING,
    ProjectState.DELIVERED: DELIVERED,
    ProjectState.ACCEPTED: CONFIRMED,
    ProjectState.CANCELLED: PUBLISHED,
}
"""Where a demand goes when its project gets there; a cancelled one leaves it to others."""

_TELLS_WHO = re.compile(r"(?<!\d)(?:\d{17}[\dX]|\d{15}|1[3-9]\d{9}|0\d{9,11})(?!\d)")
_DIGITS_OF_A_NAME = 6


class DemandMissing(Missing):
    """No such demand, or not for you."""

    zh, en = "没有这项需求", "No such demand"


class DemandNotInState(Conflict):
    """The demand is not where this act needs it."""

    zh, en = "需求当前状态不允许此操作", "The demand is not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class DemandOver(Malformed):
    """What is wanted lies ahead."""

    zh, en = "需求时间须在将来且先后正确", "What is wanted must lie ahead, and end after it begins"


class OwnDemand(Forbidden):
    """Another officer of the community verifies what one has collected."""

    remarkable = True
    zh, en = "须由本社区其他工作人员核实", "Another officer of the community must verify it"


class PersonNamed(Malformed):
    """Whoever is helped goes by a pseudonym; nothing here may be an identity number or a telephone."""

    zh, en = "不得填写证件号码或电话号码,受助人请用化名", "No identity or telephone numbers; use a pseudonym"


class WishAlone(Conflict):
    """A micro-wish is taken by people, a service by a branch."""

    zh, en = "该需求的种类不适用此操作", "This is not for a demand of that kind"


def names_nobody(beneficiary: str | None, *texts: str) -> None:
    """Raises PersonNamed."""
    if sum(character.isdigit() for character in _plain(beneficiary or "")) > _DIGITS_OF_A_NAME:
        raise PersonNamed
    if any(_TELLS_WHO.search(_plain(text)) for text in texts):
        raise PersonNamed


def _plain(text: str) -> str:
    """Without the width, gaps and dashes by which a number could hide."""
    return re.sub(r"(?<=\d)[\s.·—–-]+(?=[\dXx])", "", unicodedata.normalize("NFKC", text)).upper()


def may_want(
    wanted_from: datetime, wanted_until: datetime, expires_on: date, at: datetime, today: date
) -> None:
    """Raises DemandOver."""
    if wanted_until <= wanted_from or wanted_until <= at or expires_on < today:
        raise DemandOver


def shown(demand: Demand, today: date) -> DemandState:
    """Where it stands on a day, whether or not somebody has written down that it expired."""
    return EXPIRED if due(demand, today) else demand.state


def due(demand: Demand, today: date) -> bool:
    """Whether its last day is over and nobody has begun to help; the last day itself counts."""
    return demand.state in EXPIRING and demand.taken == 0 and demand.expires_on < today


def move(demand: Demand, to: DemandState, today: date) -> None:
    """Raises DemandNotInState."""
    now = shown(demand, today)
    if to not in _LEADS_TO.get(now, frozenset()) and not (to is EXPIRED and now is EXPIRED):
        raise DemandNotInState(state=now.value)
    demand.state = to


def may_rewrite(demand: Demand, today: date) -> None:
    """Until it is verified. Raises DemandNotInState."""
    if (now := shown(demand, today)) is not COLLECTED:
        raise DemandNotInState(state=now.value)


def verified_alone(demand: Demand, by: UUID, officers: int) -> bool:
    """Whether its collector may verify it, being the only one there. Raises OwnDemand."""
    if demand.collected_by != by:
        return False
    if officers > 1:
        raise OwnDemand
    return True


def is_wish(demand: Demand) -> None:
    """Raises WishAlone."""
    if demand.kind is not DemandKind.MICRO_WISH:
        raise WishAlone


def following(demand: Demand, project: ProjectState) -> DemandState | None:
    """Where a demand goes because its project has got somewhere; None where it stays."""
    to = FOLLOWS.get(project)
    return to if to in _LEADS_TO.get(demand.state, frozenset()) else None
