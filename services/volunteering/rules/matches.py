"""Matches: how well a resource meets a demand, in whole points out of 100, each with its reason.

No figure here comes from a text; all are proposals. Nothing about persons or their points enters: only what is needed
and what is offered.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.errors import Conflict, Malformed, Missing

from ..models import Demand, Match, MatchState, Resource, Urgency
from .projects import BothSidesNeeded

CATEGORY, SKILL, WINDOW, QUANTITY, REGION, URGENCY = 30, 20, 20, 15, 10, 5
"""The most that each part counts; together 100."""
_BY_URGENCY = {Urgency.LOW: 0, Urgency.NORMAL: 2, Urgency.HIGH: URGENCY}
_MINUTE = timedelta(minutes=1)
_LONGEST = 480


class MatchMissing(Missing):
    """No such match, or not for you."""

    zh, en = "没有这项对接", "No such match"


class MatchNotInState(Conflict):
    """It was answered already, or nobody answered in time."""

    zh, en = "对接当前状态不允许此操作", "The match is not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class SideAccepted(Conflict):
    """Each side accepts once."""

    zh, en = "本方已同意", "Your side has accepted already"


class DemandUnnamed(Malformed):
    """A community asks for one of its demands; a branch may ask for all that are open to it."""

    zh, en = "社区须指明需求", "A community names the demand"


class PlanNotYours(Malformed):
    """How it would be done is for the branch to say."""

    zh, en = "实施计划由支部填写", "The plan is the branch's to write"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: `points` of `most`, in words, and from which figures."""

    code: str
    points: int
    most: int
    zh: str
    en: str
    wanted: str | int | None
    offered: str | int | None


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a resource meets a demand."""

    score: int
    parts: tuple[Part, ...]

    def told(self) -> list[dict[str, object]]:
        """As it is kept."""
        return [asdict(part) for part in self.parts]


def fit(demand: Demand, resource: Resource, region: str | None) -> Fit | None:
    """The score, part by part; None where there is no common minute, or neither category nor skill is the same.

    `region` is where the demand's community lies.
    """
    same_skill = demand.skill is not None and demand.skill == resource.skill
    if overlap(demand, resource) == 0 or (demand.category is not resource.category and not same_skill):
        return None
    parts = (
        _category(demand, resource),
        _skill(demand, resource),
        _window(demand, resource),
        _quantity(demand, resource),
        _region(region, resource),
        _urgency(demand),
    )
    return Fit(sum(part.points for part in parts), parts)


def overlap(demand: Demand, resource: Resource) -> int:
    """Whole minutes in which it is both wanted and to be had."""
    first, last = max(demand.wanted_from, resource.from_at), min(demand.wanted_until, resource.until_at)
    return max((last - first) // _MINUTE, 0)


def _category(demand: Demand, resource: Resource) -> Part:
    same = demand.category is resource.category
    zh, en = ("类别相同", "The category is the same") if same else ("类别不同", "The category is another")
    return Part("category", CATEGORY * same, CATEGORY, zh, en, demand.category.value, resource.category.value)


def _skill(demand: Demand, resource: Resource) -> Part:
    if demand.skill is None:
        return Part("skill", SKILL // 2, SKILL, "不要求技能", "No skill is asked for", None, resource.skill)
    same = demand.skill == resource.skill
    zh, en = ("技能相符", "The skill fits") if same else ("缺少所需技能", "The skill asked for is missing")
    return Part("skill", SKILL * same, SKILL, zh, en, demand.skill, resource.skill)


def _window(demand: Demand, resource: Resource) -> Part:
    wanted = max((demand.wanted_until - demand.wanted_from) // _MINUTE, 1)
    common = overlap(demand, resource)
    zh = f"需要 {wanted} 分钟,其中 {common} 分钟可用"
    en = f"{common} of the {wanted} minutes wanted are to be had"
    return Part("window", WINDOW * common // wanted, WINDOW, zh, en, wanted, common)


def _quantity(demand: Demand, resource: Resource) -> Part:
    enough = min(demand.quantity, resource.quantity)
    zh = f"需要 {demand.quantity},可提供 {resource.quantity}"
    en = f"{demand.quantity} are needed, {resource.quantity} are offered"
    points = QUANTITY * enough // demand.quantity
    return Part("quantity", points, QUANTITY, zh, en, demand.quantity, resource.quantity)


def _region(region: str | None, resource: Resource) -> Part:
    same = region is not None and region == resource.region
    zh, en = (
        ("同一地区", "In the same region")
        if same
        else ("地区不同或未填写", "In another region, or none is named")
    )
    return Part("region", REGION * same, REGION, zh, en, region, resource.region)


def _urgency(demand: Demand) -> Part:
    words = {
        Urgency.LOW: ("不急", "Not urgent"),
        Urgency.NORMAL: ("一般", "Of normal urgency"),
        Urgency.HIGH: ("紧急", "Urgent"),
    }
    zh, en = words[demand.urgency]
    return Part("urgency", _BY_URGENCY[demand.urgency], URGENCY, zh, en, demand.urgency.value, None)


def lapses_at(demand: Demand, days: int, at: datetime) -> datetime:
    """Until when it may be answered: so many days, and never beyond what is wanted."""
    return min(at + timedelta(days=days), demand.wanted_until)


def shown(match: Match, at: datetime) -> MatchState:
    """Where it stands at an instant, whether or not anybody has written down that it lapsed."""
    if match.state is MatchState.PROPOSED and match.lapses_at <= at:
        return MatchState.LAPSED
    return match.state


def may_answer(match: Match, at: datetime) -> None:
    """Raises MatchNotInState."""
    if (now := shown(match, at)) is not MatchState.PROPOSED:
        raise MatchNotInState(state=now.value)


def may_accept(match: Match, by: UUID, at: datetime, *, for_community: bool) -> None:
    """Raises MatchNotInState, SideAccepted, BothSidesNeeded."""
    may_answer(match, at)
    own, other = match.branch_accepted_by, match.community_accepted_by
    if for_community:
        own, other = other, own
    if own is not None:
        raise SideAccepted
    if other == by:
        raise BothSidesNeeded


def accepted_by_both(match: Match) -> bool:
    """Whether there is to be a project."""
    return match.branch_accepted_by is not None and match.community_accepted_by is not None


def planned_minutes(demand: Demand) -> int:
    """What a shift is worth at most if the branch says nothing else: the time wanted, eight hours at most."""
    return max(1, min((demand.wanted_until - demand.wanted_from) // _MINUTE, _LONGEST))
