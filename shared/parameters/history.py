"""What a branch's changes come to on a day. A change begins on a day to come, so what has begun stays for good."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

from pydantic import BaseModel

from ..errors import Conflict, Malformed

Figures = TypeVar("Figures", bound=BaseModel)


class ParametersNotAhead(Conflict):
    """What has begun is not changed: what happens on a day goes by what was in force on it."""

    zh, en = "参数变更最早从明天起生效", "A change of parameters begins tomorrow at the earliest"


class NoParameterNamed(Malformed):
    """A change names what it changes."""

    zh, en = "至少要变更一项参数", "Name at least one parameter"


class Change(Protocol):
    """The `number`th of a branch: `values` holds what is other from `from_on` on, and only that."""

    number: int
    from_on: date
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class History(Generic[Figures]):
    """What a branch's parameters come to: from each day on the whole of them, the last day first.

    A service's own names what it proposes, and says which figures contradict each other.
    """

    proposed: ClassVar[BaseModel]
    steps: tuple[tuple[date, Figures], ...] = ()

    @classmethod
    def of(cls, changes: Iterable[Change]) -> Self:
        """Laid over one another by their days; of two that begin on one day the later decided counts."""
        steps: dict[date, Any] = {}
        held: dict[str, Any] = {}
        for change in sorted(changes, key=lambda each: (each.from_on, each.number)):
            held |= change.values
            steps[change.from_on] = cls.proposed.model_validate(held)
        return cls(tuple(sorted(steps.items(), key=lambda step: step[0], reverse=True)))

    def on(self, day: date) -> Figures:
        """What is in force on a day."""
        proposed: Any = self.proposed
        return next((figures for from_on, figures in self.steps if from_on <= day), proposed)

    def since(self, day: date) -> date | None:
        """From which day on that has been so; None if the branch has said nothing before."""
        return next((from_on for from_on, _ in self.steps if from_on <= day), None)

    @classmethod
    def may_change(cls, changes: Iterable[Change], change: Change, today: date) -> None:
        """Raises NoParameterNamed, ParametersNotAhead, and what `agree` raises, of whatever day."""
        if not change.values:
            raise NoParameterNamed
        if change.from_on <= today:
            raise ParametersNotAhead
        for on, figures in cls.of([*changes, change]).steps:
            cls.agree(on, figures)

    @staticmethod
    def agree(_on: date, _figures: Figures) -> None:
        """Refuses figures that contradict each other on a day; none do unless the service says so."""
