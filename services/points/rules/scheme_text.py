"""The text of a scheme (方案) as the rules read it; `schemes/README.md` explains each field."""

from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class ItemType(StrEnum):
    """What an entry under the item does to the score."""

    EARN = "EARN"
    BASE_DEDUCT = "BASE_DEDUCT"
    BONUS = "BONUS"
    DEDUCT = "DEDUCT"
    VETO = "VETO"


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Text):
    """The same words in both languages."""

    zh: str
    en: str


class Each(_Text):
    """`value` for every unit."""

    kind: Literal["each"]
    value: Decimal
    unit: str


class Range(_Text):
    """What reviewers judge, from `min` to `max` in steps."""

    kind: Literal["range"]
    min: Decimal
    max: Decimal
    step: Decimal


class Level(_Text):
    """One level of an honour."""

    code: str
    title: Words
    value: Decimal


class Share(_Text):
    """A member's part in a common achievement."""

    code: str
    title: Words
    factor: Decimal


class Levels(_Text):
    """The level's value × the share's factor × quantity."""

    kind: Literal["levels"]
    levels: tuple[Level, ...]
    shares: tuple[Share, ...]
    unit: str


class Loss(_Text):
    """How much one report may take."""

    min: Decimal
    max: Decimal
    step: Decimal


class Full(_Text):
    """Starts at `value`; reports take losses."""

    kind: Literal["full"]
    value: Decimal
    loss: Loss


class Nothing(_Text):
    """A veto has no points."""

    kind: Literal["none"]


Worth = Annotated[Each | Range | Levels | Full | Nothing, Field(discriminator="kind")]


class HeardFact(_Text):
    """Which fact makes an entry, and how much of it counts."""

    type: str
    when: dict[str, str]
    quantity: Literal["one", "hours", "credit"]


class Item(_Text):
    """One scheme item (细则条目)."""

    code: str
    title: Words
    part: str
    area: str | None
    type: ItemType
    points: Worth
    cap: Decimal | None
    highest_only: bool
    evidence: Words
    review: tuple[str, ...]
    sources: tuple[str, ...]
    facts: tuple[HeardFact, ...]


class Part(_Text):
    """A group of items with one cap."""

    code: str
    title: Words
    kind: Literal["base", "bonus", "deduction", "veto"]
    cap: Decimal | None


class GradeLines(_Text):
    """The lowest score for each grade."""

    excellent: Decimal
    qualified: Decimal
    basic: Decimal


class Parameters(_Text):
    """What the branch may set; meanings in schemes/README.md."""

    publicity_working_days: int
    claim_days: int
    claim_close_working_days: int
    group_check_working_days: int
    objection_answer_working_days: int
    min_assessable_months: int
    bonus_cap_year: Decimal
    veto_award_block_months: int
    false_claim_factor: Decimal
    carry_over_rate: Decimal
    democratic_review_share: Decimal


class SchemeText(_Text):
    """A whole scheme, ready to judge by."""

    code: str
    title: Words
    cycle: Literal["quarter", "year"]
    parts: tuple[Part, ...]
    base_cap: Decimal
    bonus_cap: Decimal
    total_cap: Decimal
    grades: GradeLines
    excellent_one_in: int
    parameters: Parameters
    items: tuple[Item, ...]

    @cached_property
    def _by_code(self) -> dict[str, Item]:
        # Codes stand once in a sound text; in one that is being checked the first counts.
        return {item.code: item for item in reversed(self.items)}

    @property
    def months(self) -> int:
        """Months in one period."""
        return 3 if self.cycle == "quarter" else 12

    def item(self, code: str) -> Item | None:
        """The item of this code."""
        return self._by_code.get(code)

    def part(self, code: str) -> Part:
        """The part of this code."""
        return next(part for part in self.parts if part.code == code)
