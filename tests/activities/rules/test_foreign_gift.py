"""GIFT files of ours, read by two parsers of others that share no code: the same questions, to the letter."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.models import QuestionKind
from services.activities.rules import gift
from services.activities.rules.questions import Draft, Option, true_false
from shared.types import text_fault
from tests.support import foreign

Told = tuple[str, str, str, str, list[tuple[str, bool]]]
"""Kind, title, stem, remark, and each option with whether it is right."""


def _options(right: int, *texts: str) -> tuple[Option, ...]:
    """The first ones are right."""
    return tuple(Option(text, place < right) for place, text in enumerate(texts))


BANK = [
    Draft(
        QuestionKind.SINGLE, "锅炉水位多久核对一次?", _options(1, "每班", "每周", "每月"), None, "TSG 11-2020"
    ),
    Draft(
        QuestionKind.SINGLE,
        "若 {a=1:2}~3 #4,等于几?\n第二行",
        _options(1, "2 = 二", "~#", "%50%的"),
        "因为 a=1\n见上",
        "GB/T 1576-2018 第4.1条:a",
    ),
    Draft(QuestionKind.MULTIPLE, "三个对", _options(3, "甲", "乙", "丙", "丁")),
    Draft(QuestionKind.MULTIPLE, "六个对", _options(6, *"甲乙丙丁戊己庚")),
    Draft(QuestionKind.MULTIPLE, "一个对的多选", _options(1, "甲", "乙"), "说明"),
    Draft(QuestionKind.TRUE_FALSE, "判断 {T}", true_false(right=False)),
    Draft(QuestionKind.TRUE_FALSE, "空载运行也耗电。", true_false(right=True), "约三成"),
]


def wanted(draft: Draft, title: str) -> Told:
    remark = "\n".join(
        part
        for part in (draft.explanation, f"依据:{draft.legal_basis}" if draft.legal_basis else None)
        if part
    )
    kind = "choice" if draft.kind is not QuestionKind.TRUE_FALSE else "true or false"
    return kind, title, draft.stem, remark, [(option.text, option.right) for option in draft.options]


def by_gift_pegjs(text: str) -> list[Told]:
    return [_by_gift_pegjs(each) for each in foreign.gift_pegjs(text) if each["type"] != "Category"]


def _by_gift_pegjs(told: dict[str, Any]) -> Told:
    remark = (told["globalFeedback"] or {"text": ""})["text"]
    head = (told["title"], told["stem"]["text"], remark)
    assert told["stem"]["format"] == "plain"
    if told["type"] == "TF":
        return "true or false", *head, [("正确", told["isTrue"]), ("错误", not told["isTrue"])]
    assert told["type"] == "MC"
    weights = [100 if each["isCorrect"] else each["weight"] or 0 for each in told["choices"]]
    assert 99.9 < sum(weight for weight in weights if weight > 0) < 100.1
    options = [
        (each["text"]["text"], weight > 0) for each, weight in zip(told["choices"], weights, strict=True)
    ]
    return "choice", *head, options


def by_pygiftparser(text: str) -> list[Told]:
    return [_by_pygiftparser(each) for each in foreign.pygiftparser(text)]


def _by_pygiftparser(told: dict[str, Any]) -> Told:
    head = (told["title"], told["text"], told["remark"])
    assert told["valid"], told
    if told["kind"] == "TrueFalseSet":
        return "true or false", *head, [("正确", told["answers"]), ("错误", not told["answers"])]
    assert told["kind"] in {"SelectSet", "MultipleChoicesSet"}
    return "choice", *head, [(text, float(weight) > 0) for text, weight in told["answers"]]


def _file(drafts: list[Draft]) -> str:
    return gift.write([("安全", f"q{number}", draft) for number, draft in enumerate(drafts)])


def _wanted(drafts: list[Draft]) -> list[Told]:
    return [wanted(draft, f"q{number}") for number, draft in enumerate(drafts)]


@pytest.mark.parametrize("parsed", [by_gift_pegjs, by_pygiftparser])
def test_a_bank_is_read_by_others_as_it_was_written(parsed: Any) -> None:
    assert parsed(_file(BANK)) == _wanted(BANK)


def test_braces_and_arrows_in_answers_are_read_by_the_grammar_for_browsers() -> None:
    """The Python parser takes them for the end of the answers, escaped as they are, and an arrow for a pair."""
    bank = [Draft(QuestionKind.SINGLE, "集合?", _options(1, "{3}", "}{", "a -> b", "->", "[html]"), "见 {3}")]
    assert by_gift_pegjs(_file(bank)) == _wanted(bank)


def test_others_see_the_category() -> None:
    text = _file(BANK)
    assert [each["title"] for each in foreign.gift_pegjs(text) if each["type"] == "Category"] == ["安全"]
    assert {each["category"] for each in foreign.pygiftparser(text)} == {"安全"}


FOREIGN = """\
::水位::锅炉水位? {
\t=每班 #对
\t~每周
}

哪些节能? {
\t~%50%回收
\t~%50%降压
\t~%-100%敞门
}

空载耗电。{T}
"""


def test_others_and_we_see_the_same_right_answers_in_a_file_that_is_not_ours() -> None:
    ours = [[option.right for option in found.draft.options] for found in gift.read(FOREIGN) if found.draft]
    browser, python = foreign.gift_pegjs(FOREIGN), foreign.pygiftparser(FOREIGN)
    assert ours == [[True, False], [True, True, False], [True, False]]
    assert [each["type"] for each in browser] == ["MC", "MC", "TF"]
    assert [[weight > 0 for _, weight in each["answers"]] for each in python[:2]] == ours[:2]
    assert python[2]["answers"] is True


def _texts(*, breaks: bool = False) -> st.SearchStrategy[str]:
    characters = st.sampled_from("~=#{}:%\\\"'-> \n\t$[]/T ") | st.characters(exclude_categories=["Cs"])
    kept = characters.filter(lambda each: not text_fault(each, breaks=breaks))
    return st.text(kept, min_size=1, max_size=12).map(str.strip).filter(bool)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    texts = draw(st.lists(_texts(), min_size=2, max_size=6, unique=True))
    kind = draw(st.sampled_from([QuestionKind.SINGLE, QuestionKind.MULTIPLE]))
    right = 1 if kind is QuestionKind.SINGLE else draw(st.integers(1, len(texts)))
    return Draft(
        kind, draw(_texts(breaks=True)), _options(right, *texts), draw(st.none() | _texts(breaks=True))
    )


def _on_a_page(told: list[Told]) -> list[Told]:
    """White space in a row is one space, and the mark of byte order is white space."""

    def seen(text: str) -> str:
        return " ".join(text.replace("\ufeff", " ").split())

    return [
        (kind, title, seen(stem), seen(remark), [(seen(text), right) for text, right in options])
        for kind, title, stem, remark, options in told
    ]


@given(st.lists(drafts(), min_size=1, max_size=3))
def test_whatever_is_written_is_read_by_the_grammar_for_browsers(bank: list[Draft]) -> None:
    assert _on_a_page(by_gift_pegjs(_file(bank))) == _on_a_page(_wanted(bank))


@given(st.lists(drafts(), min_size=1, max_size=3))
def test_whatever_is_written_we_read_ourselves(bank: list[Draft]) -> None:
    assert [found.draft for found in gift.read(_file(bank))] == bank
