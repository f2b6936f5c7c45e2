"""A run: the whole result of a period as a pure function, with digests of what went in and what came out."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from ..models import Grade
from .grades import proposed
from .scheme_text import SchemeText
from .scoring import ENGINE, LedgerLine, Score, score


@dataclass(frozen=True, slots=True)
class Assessed:
    """A member as a run sees them: months assessable in the period here, and in the year up to its end anywhere.

    `transferred` marks who has moved on to another branch before the period's end: judged here for the months here,
    and graded there. `came` marks who moved in during the period.
    """

    member_id: UUID
    group_id: UUID | None
    status: str
    months: int
    months_in_year: int
    transferred: bool = False
    came: bool = False

    @property
    def is_graded(self) -> bool:
        """Whether this period may propose a grade: by the branch that has the member at its end, if it has a month."""
        return self.months > 0 and not self.transferred


@dataclass(frozen=True)
class Outcome:
    """What a run says of one member."""

    member: Assessed
    score: Score
    grade: Grade


def judged(members: Iterable[Assessed], lines: Mapping[UUID, Sequence[LedgerLine]]) -> list[Assessed]:
    """Who has a line: whoever has an assessable month, and who moved in or out and has entries here.

    So nobody is shown with nothing, as after a long sickness, and no entry of a mover is lost.
    """
    return [
        each
        for each in members
        if each.months or ((each.transferred or each.came) and lines.get(each.member_id))
    ]


def run(text: SchemeText, members: Iterable[Assessed], lines: dict[UUID, list[LedgerLine]]) -> list[Outcome]:
    """Outcomes for every member, also those without a line, ordered by member."""
    found = []
    for member in sorted(members, key=lambda each: each.member_id):
        result = score(text, lines.get(member.member_id, []), member.months)
        grade = proposed(
            text,
            result.score,
            vetoed=result.vetoed,
            status=member.status,
            months_in_year=member.months_in_year if member.is_graded else 0,
        )
        found.append(Outcome(member, result, grade))
    return found


def input_digest(scheme_digest: str, members: Sequence[Assessed], lines: dict[UUID, list[LedgerLine]]) -> str:
    """Seals what a run was computed from: scheme, eligibility, ledger cut, engine."""
    people = sorted(
        [str(m.member_id), m.status, m.months, m.months_in_year, *(["transferred"] if m.transferred else [])]
        for m in members
    )
    entries = [
        [
            [line.entry_id, line.item_code, line.points, line.source_key, line.reverses_id]
            for line in sorted(lines[member_id], key=_number)
        ]
        for member_id in sorted(lines)
    ]
    return _digest([ENGINE, scheme_digest, people, entries])


def said(outcome: Outcome) -> list[str]:
    """What of an outcome is sealed: short, so that a run of thousands need not hold all their lines."""
    return [str(outcome.member.member_id), f"{outcome.score.score:.2f}", outcome.grade.value]


def output_digest(said_of_all: Iterable[list[str]]) -> str:
    """Seals what a run said, in the order of its members."""
    return _digest(list(said_of_all))


def _number(line: LedgerLine) -> int:
    return line.entry_id.int


def _digest(value: Any) -> str:
    return hashlib.sha256(to_json(value)).hexdigest()
