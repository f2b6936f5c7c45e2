"""The three vote rules as dated data, and their arithmetic: whole numbers only.

ordinary    a quorum is half of those entitled; passed by more than half of those entitled
admission   a quorum is more than half; written opinions are votes, not presence
election    a quorum is four fifths; elected by more than half of those present
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from shared.errors import Conflict

from ..models import MotionKind

SHIPPED = Path(__file__).parents[1] / "vote_rules" / "vote-rules.json"


class VoteRuleMissing(Conflict):
    """No rule of this kind was in force on that day."""

    zh, en = "该日没有适用的表决规则", "No vote rule of this kind was in force on that day"


class Base(StrEnum):
    """Of whom a majority is needed."""

    ENTITLED = "entitled"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Share:
    """So many parts of so many. Exactly that much suffices, or more is needed."""

    parts: int
    of: int
    exactly_enough: bool = False

    def reached(self, some: int, whole: int) -> bool:
        """Whether some of a whole are this share of it. Nobody of nobody is none."""
        if whole <= 0:
            return False
        ours, needed = some * self.of, whole * self.parts
        return ours >= needed if self.exactly_enough else ours > needed

    def least(self, whole: int) -> int:
        """The smallest number that reaches the share of a whole above 0."""
        rounded_up = -(-whole * self.parts // self.of)
        return rounded_up if self.exactly_enough else whole * self.parts // self.of + 1


@dataclass(frozen=True, slots=True)
class VoteRule:
    """One rule as it is in force from a day on."""

    code: MotionKind
    effective_on: date
    quorum: Share
    majority: Share
    base: Base
    written_count: bool
    source: dict[str, str]


@cache
def shipped() -> tuple[VoteRule, ...]:
    """Every rule that is shipped, oldest first."""
    told: list[dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return tuple(sorted(map(_read, told), key=lambda rule: (rule.effective_on, rule.code)))


def _read(told: dict[str, Any]) -> VoteRule:
    majority = told["majority"]
    return VoteRule(
        code=MotionKind(told["code"]),
        effective_on=date.fromisoformat(told["effective_on"]),
        quorum=Share(**told["quorum"]),
        majority=Share(majority["parts"], majority["of"]),
        base=Base(majority["base"]),
        written_count=told["written_count"],
        source=told["source"],
    )


def in_force(code: MotionKind, on: date, rules: Sequence[VoteRule] | None = None) -> VoteRule:
    """The rule of a kind on a day. Raises VoteRuleMissing."""
    dated = [rule for rule in rules or shipped() if rule.code is code and rule.effective_on <= on]
    if not dated:
        raise VoteRuleMissing
    return max(dated, key=lambda rule: rule.effective_on)


def quorate(rule: VoteRule, present: int, entitled: int) -> bool:
    """Whether so many present can decide for so many entitled (rules 17, 18 and 19).

    Whose votes come in writing are not present.
    """
    return rule.quorum.reached(present, entitled)


def still_needed(rule: VoteRule, present: int, entitled: int) -> int | None:
    """How many more must come; None if nobody is entitled, so that no number would do."""
    return max(0, rule.quorum.least(entitled) - present) if entitled > 0 else None


def carried(rule: VoteRule, votes: int, *, present: int, entitled: int) -> bool:
    """Whether these votes are the majority that the rule needs; quorum is asked apart."""
    return rule.majority.reached(votes, entitled if rule.base is Base.ENTITLED else present)
