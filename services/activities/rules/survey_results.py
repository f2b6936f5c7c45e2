"""Results of a survey: numbers of groups that are large enough, and never a difference that leads to a smaller one.

A group is a set of people of whom something is shown together. The whole is one; broken down, every option of
the dividing question (a stratum) is one, and so is what remains of the whole when the shown strata are taken
away. Each of them is empty, or at least the survey's minimum group.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from ..models import SurveyQuestionKind
from .survey_answers import MARKS, Given
from .surveys import CHOICES, SurveyQuestion

_HUNDREDTHS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many answered, how often each option or mark was given, and the mean mark to two places."""

    answered: int
    counts: list[int | None]
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class Stratum:
    """The numbers of those who chose this option of the dividing question."""

    option: int
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What is shown of one question: `numbers` is None if too few answered it, `texts` if it is no text."""

    position: int
    question: SurveyQuestion
    numbers: Numbers | None
    strata: list[Stratum]
    texts: list[str] | None


def shown_strata(sizes: Sequence[int], loose: int, least: int) -> frozenset[int]:
    """Which strata may be shown beside their whole; `loose` people of it are in no stratum.

    Too small ones are not, nor is an empty one: it would say that nobody of it has answered. When all that
    remains hidden is smaller than `least`, the whole less what is shown would show it, so the smallest that
    could be shown is hidden too.
    """
    shown = [option for option, size in enumerate(sizes) if size >= least]
    hidden = loose + sum(size for size in sizes if size < least)
    if shown and (loose or len(shown) < len(sizes)) and hidden < least:
        shown.remove(min(shown, key=lambda option: sizes[option]))
    return frozenset(shown)


def blanked(
    questions: Sequence[SurveyQuestion], breakdown_by: int | None, answers: Sequence[Given], least: int
) -> list[Given]:
    """The answers without any stratum that may not be shown, so that not even the tables know it any more."""
    if breakdown_by is None:
        return [replace(answer, stratum=None) for answer in answers]
    kept: list[Given] = []
    for position in range(1, len(questions) + 1):
        of_it = [answer for answer in answers if answer.position == position]
        shown = _shown(questions[breakdown_by - 1], of_it, least)
        kept += [answer if answer.stratum in shown else replace(answer, stratum=None) for answer in of_it]
    return kept


def _shown(dividing: SurveyQuestion, answers: Collection[Given], least: int) -> frozenset[int]:
    sizes = Counter(answer.stratum for answer in answers)
    return shown_strata([sizes[option] for option in range(len(dividing.options))], sizes[None], least)


def results(
    questions: Sequence[SurveyQuestion],
    breakdown_by: int | None,
    answers: Sequence[Given],
    least: int,
    chance: Random,
) -> list[QuestionResult]:
    """Of a survey that enough people have answered. Texts come in an order of chance.

    Words stand for all who answered the survey, so they are shown however few wrote any.
    """
    found = []
    for position, question in enumerate(questions, 1):
        of_it = [answer for answer in answers if answer.position == position]
        if question.kind is SurveyQuestionKind.TEXT:
            texts = [answer.text for answer in of_it if answer.text]
            chance.shuffle(texts)
            found.append(QuestionResult(position, question, None, [], texts))
            continue
        numbers = _numbers(question, of_it) if len(of_it) >= least else None
        strata: list[Stratum] = []
        if breakdown_by is not None and numbers:
            shown = _shown(questions[breakdown_by - 1], of_it, least)
            if position == breakdown_by:
                counts = [each if option in shown else None for option, each in enumerate(numbers.counts)]
                numbers = replace(numbers, counts=counts)
            else:
                strata = [_stratum(question, of_it, option) for option in sorted(shown)]
        found.append(QuestionResult(position, question, numbers, strata, None))
    return found


def _stratum(question: SurveyQuestion, answers: Iterable[Given], option: int) -> Stratum:
    return Stratum(option, _numbers(question, [each for each in answers if each.stratum == option]))


def _numbers(question: SurveyQuestion, answers: Sequence[Given]) -> Numbers:
    if question.kind in CHOICES:
        chosen = Counter(option for answer in answers for option in answer.chosen or [])
        return Numbers(len(answers), [chosen[option] for option in range(len(question.options))], None)
    marks = Counter(answer.mark for answer in answers)
    total = sum(mark * marks[mark] for mark in MARKS)
    mean = (Decimal(total) / len(answers)).quantize(_HUNDREDTHS, ROUND_HALF_UP)
    return Numbers(len(answers), [marks[mark] for mark in MARKS], mean)
