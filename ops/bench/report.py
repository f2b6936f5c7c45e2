"""What a measurement says: figures beside what they are measured against, as a table and as JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Measure:
    """One figure beside its reference. `ratio` is value ÷ reference; `holds` is None where there is no goal."""

    measure: str
    value: float
    unit: str
    reference: float | None
    ratio: float | None
    goal: str | None
    holds: bool | None


def at_least(
    measure: str, values: Sequence[float], references: Sequence[float], unit: str, goal: float
) -> Measure:
    """Throughput against throughput. `goal` is the least ratio."""
    return _against(measure, values, references, unit, "≥", goal)


def at_most(
    measure: str, values: Sequence[float], references: Sequence[float], unit: str, goal: float
) -> Measure:
    """Duration against duration. `goal` is the greatest ratio."""
    return _against(measure, values, references, unit, "≤", goal)


def below(measure: str, values: Sequence[float], unit: str, limit: float) -> Measure:
    """A duration or a count against a limit of its own."""
    value = median(values)
    return Measure(measure, _short(value), unit, None, None, f"< {limit:g} {unit}", value < limit)


def above(measure: str, values: Sequence[float], unit: str, limit: float) -> Measure:
    """A rate against a limit of its own, which it may just reach."""
    value = median(values)
    return Measure(measure, _short(value), unit, None, None, f"≥ {limit:g} {unit}", value >= limit)


def told(measure: str, values: Sequence[float], unit: str, references: Sequence[float] = ()) -> Measure:
    """A figure without a goal, for whoever reads the others."""
    against = median(references) if references else None
    ratio = _ratio(values, references) if references else None
    return Measure(measure, _short(median(values)), unit, _shortened(against), ratio, None, None)


def _against(
    measure: str, values: Sequence[float], references: Sequence[float], unit: str, sign: str, goal: float
) -> Measure:
    ratio = _ratio(values, references)
    holds = ratio >= goal if sign == "≥" else ratio <= goal
    reference = _short(median(references))
    return Measure(measure, _short(median(values)), unit, reference, ratio, f"{sign} {goal:g}", holds)


def _ratio(values: Sequence[float], references: Sequence[float]) -> float:
    """The median of the rounds' own ratios: what disturbs a whole round disturbs both sides of it."""
    return round(median(value / reference for value, reference in zip(values, references, strict=True)), 3)


def _short(value: float) -> float:
    """Four digits are more than any of this is sure of."""
    return float(f"{value:.4g}")


def _shortened(value: float | None) -> float | None:
    return None if value is None else _short(value)


def write(measures: Iterable[Measure], path: Path) -> None:
    """The measures as a JSON list."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(each) for each in measures], ensure_ascii=False, indent=2) + "\n")


def table(measures: Iterable[Measure]) -> list[str]:
    """The measures as lines of a table."""
    head = ("measure", "value", "unit", "reference", "ratio", "goal", "")
    rows = [head, *(_cells(each) for each in measures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _cells(each: Measure) -> tuple[str, ...]:
    verdict = {True: "holds", False: "MISSED", None: ""}[each.holds]
    return (
        each.measure,
        f"{each.value:g}",
        each.unit,
        "" if each.reference is None else f"{each.reference:g}",
        "" if each.ratio is None else f"{each.ratio:.2f}",
        each.goal or "",
        verdict,
    )
