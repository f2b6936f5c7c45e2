"""Questions: what makes one that can be answered, and whether an answer is right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.errors import Conflict, Malformed, Missing

from ..models import QuestionKind

YES, NO = "正确", "错误"
MOST_OPTIONS = 10
MOST_AT_ONCE = 1_000


class QuestionMissing(Missing):
    """No such question, or not for you."""

    zh, en = "没有这道题", "No such question"


class QuestionRetired(Conflict):
    """A retired question is not changed."""

    zh, en = "该题已停用", "The question is retired"


class OptionsWrong(Malformed):
    """The options do not fit the kind of question."""

    zh, en = "选项与题型不符", "The options do not fit the kind of question"
    detail_zh = "单选恰有一个正确选项,多选至少一个,判断题依次为“正确”“错误”;选项二至十个,不得重复"
    detail_en = (
        "Single: one right; multiple: at least one; true-false: 正确, then 错误; two to ten, none twice"
    )


class QuestionsMany(Malformed):
    """A file of more questions than are taken at once."""

    zh, en = f"一次最多导入 {MOST_AT_ONCE} 道题", f"At most {MOST_AT_ONCE} questions are taken at once"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer."""

    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What a question asks, before it has a number."""

    kind: QuestionKind
    stem: str
    options: tuple[Option, ...]
    explanation: str | None = None
    legal_basis: str | None = None


def true_false(*, right: bool) -> tuple[Option, ...]:
    """The two options of a true-false question."""
    return Option(YES, right), Option(NO, not right)


def check(draft: Draft) -> None:
    """Raises OptionsWrong."""
    texts = [option.text for option in draft.options]
    right = sum(option.right for option in draft.options)
    fits = {
        QuestionKind.SINGLE: right == 1,
        QuestionKind.MULTIPLE: right >= 1,
        QuestionKind.TRUE_FALSE: right == 1 and texts == [YES, NO],
    }[draft.kind]
    if not fits or len(set(texts)) != len(texts) or not 1 < len(texts) <= MOST_OPTIONS:
        raise OptionsWrong


def is_right(rights: Sequence[bool], shown: Sequence[int], chosen: Iterable[int] | None) -> bool:
    """Whether exactly the right options were chosen. `shown[place]` is the option seen at a place."""
    wanted = {place for place, option in enumerate(shown) if rights[option]}
    return chosen is not None and set(chosen) == wanted
