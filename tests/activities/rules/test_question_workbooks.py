"""The bank as a workbook: what we write we read again, what people write is read as they mean it or not at all."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.activities.models import QuestionKind
from services.activities.rules import question_workbooks as rules
from services.activities.rules.question_workbooks import Fault, HeadsWrong
from services.activities.rules.questions import Draft, Option, true_false
from shared import workbooks
from shared.types import text_fault
from shared.workbooks import Cell, Row, Sheet

HEADS = ["题型", "题目", "选项A", "选项B", "选项C", "答案", "解析", "依据", "分类"]
SINGLE = ["单选", "水位多久核对一次?", "每班", "每周", "每月", "A", "首要参数", "TSG 11-2020", "安全"]


def a_sheet(*rows: Sequence[str | Cell | None], heads: list[str] = HEADS, name: str = "题库") -> Sheet:
    """A sheet whose rows begin below its heads."""
    told: list[Row] = []
    given: list[Sequence[str | Cell | None]] = [heads, *rows]
    for number, row in enumerate(given, 1):
        cells = [
            each if isinstance(each, Cell) else Cell(place, "text", each)
            for place, each in enumerate(row, 1)
            if each is not None
        ]
        told.append(Row(number, tuple(cells)))
    return Sheet(name, tuple(told))


def changed(**by: str | None) -> list[str | Cell | None]:
    """The row of a single choice with other cells, by column letter."""
    row: list[str | Cell | None] = [*SINGLE]
    for column, value in by.items():
        row["ABCDEFGHI".index(column)] = value
    return row


def draft_of(*row: str | None, heads: list[str] = HEADS) -> Draft | None:
    [entry] = rules.read([a_sheet([*row], heads=heads)])
    assert entry.draft is None or entry.faults == ()
    return entry.draft


READ = Draft(
    QuestionKind.SINGLE,
    "水位多久核对一次?",
    (Option("每班", right=True), Option("每周", right=False), Option("每月", right=False)),
    "首要参数",
    "TSG 11-2020",
)


def test_a_row_is_one_question() -> None:
    [entry] = rules.read([a_sheet([*SINGLE])])
    assert (entry.sheet, entry.row, entry.category, entry.draft, entry.faults) == (
        "题库",
        2,
        "安全",
        READ,
        (),
    )


def test_heads_may_be_english_and_in_any_order() -> None:
    heads = [
        "Answer",
        "tags",
        "option_b",
        "OPTION A",
        "Option C",
        "Legal basis",
        "explanation",
        "question",
        "kind",
    ]
    row = ["a", "安全", "每周", "每班", "每月", "TSG 11-2020", "首要参数", "水位多久核对一次?", "Single"]
    assert draft_of(*row, heads=heads) == READ


@pytest.mark.parametrize("answer", ["AC", "A,C", "C、A", "a; c", "A C", "Ａ，Ｃ"])
def test_several_letters_are_several_right_answers(answer: str) -> None:
    draft = draft_of("多选题", "哪些?", "甲", "乙", "丙", answer)
    assert draft == Draft(
        QuestionKind.MULTIPLE,
        "哪些?",
        (Option("甲", right=True), Option("乙", right=False), Option("丙", right=True)),
    )


@pytest.mark.parametrize(
    ("answer", "right"),
    [("正确", True), ("对", True), ("√", True), ("TRUE", True), ("错误", False), ("×", False), ("F", False)],
)
def test_true_or_false_needs_no_options(answer: str, right: bool) -> None:
    for options in ((None, None), ("正确", "错误")):
        draft = draft_of("判断", "空载也耗电。", *options, None, answer)
        assert draft == Draft(QuestionKind.TRUE_FALSE, "空载也耗电。", true_false(right=right))


def test_a_tick_that_the_program_made_of_the_word_true_is_an_answer() -> None:
    [entry] = rules.read([a_sheet(["判断", "空载也耗电。", None, None, None, Cell(6, "boolean", "True")])])
    assert entry.draft == Draft(QuestionKind.TRUE_FALSE, "空载也耗电。", true_false(right=True))


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (changed(A=None), [("A", "missing")]),
        (changed(A="填空"), [("A", "kind_unknown")]),
        (changed(A="填空", B=None, F=None), [("B", "missing"), ("F", "missing"), ("A", "kind_unknown")]),
        (changed(D=None), [("D", "option_gap")]),
        (changed(F="D"), [("F", "answer_unknown")]),
        (changed(F="每班"), [("F", "answer_unknown")]),
        (changed(F="AA"), [("F", "answer_unknown")]),
        (changed(F="AB"), [("F", "options_wrong")]),
        (changed(D="每班"), [("F", "options_wrong")]),
        (changed(C=None, D=None, E=None), [("F", "answer_unknown")]),
        (changed(A="判断", F="对"), [("F", "options_wrong")]),
        (changed(A="判断", C=None, D=None, E=None, F="也许"), [("F", "answer_unknown")]),
        ([*SINGLE, "多余"], [("J", "column_unknown")]),
        ([*SINGLE[:1], Cell(2, "formula", "=A1"), *SINGLE[2:]], [("B", "formula")]),
        ([*SINGLE[:2], Cell(3, "formatted", "0.5"), *SINGLE[3:]], [("C", "cell_formatted")]),
        ([*SINGLE[:2], Cell(3, "error", "#N/A"), *SINGLE[3:]], [("C", "cell_error")]),
        ([*SINGLE[:2], Cell(3, "boolean", "True"), *SINGLE[3:]], [("C", "cell_formatted")]),
    ],
)
def test_a_cell_that_would_have_to_be_guessed_is_a_fault_of_that_row_alone(
    row: list[str | Cell | None], faults: list[tuple[str, str]]
) -> None:
    first, second = rules.read([a_sheet(row, [*SINGLE])])
    assert first.draft is None
    assert first.faults == tuple(Fault(column, code) for column, code in faults)
    assert second.draft == READ
    for _, code in faults:
        zh, en = rules.FAULTS[code]
        assert not zh.isascii()
        assert en


@pytest.mark.parametrize(
    ("heads", "detail"),
    [
        (["题型", "题目"], "Sheet “题库”, row 1: lacks the columns answer. The template shows how"),
        (
            ["题型", "题目", "答案", "分数"],
            "Sheet “题库”, row 1: unknown column D “分数”. The template shows how",
        ),
        (
            ["题型", "题目", "答案", "题干"],
            "Sheet “题库”, row 1: column given twice D “题干”. The template shows how",
        ),
    ],
)
def test_heads_that_leave_something_open_are_refused(heads: list[str], detail: str) -> None:
    with pytest.raises(HeadsWrong) as refused:
        rules.read([a_sheet([*SINGLE], heads=heads)])
    assert refused.value.detail("en") == detail
    assert not refused.value.detail("zh").isascii()


def test_every_sheet_is_read_but_empty_ones_and_the_notes() -> None:
    sheets = [
        a_sheet([*SINGLE], name="一班"),
        Sheet("空", ()),
        a_sheet(["随便"], heads=["写"], name=rules.NOTES),
        a_sheet([None, " "], [*SINGLE], name="二班"),
    ]
    assert [(entry.sheet, entry.row) for entry in rules.read(sheets)] == [("一班", 2), ("二班", 3)]


def test_the_template_reads_as_an_empty_bank() -> None:
    assert rules.read(asyncio.run(workbooks.read(workbooks.write(rules.template())))) == []


def _texts(most: int, *, breaks: bool = False) -> st.SearchStrategy[str]:
    """What the doors let in, traps of spreadsheets first of all."""
    traps = st.sampled_from(
        [
            "=1+1",
            "=cmd|'/C calc'!A0",
            "+1",
            "-1",
            "@A",
            "#N/A",
            "007",
            "_x0041_",
            "_x005F_",
            "1e5",
            "'",
            "\uffff",
        ]
    )
    characters = st.characters(exclude_categories=["Cs"]).filter(
        lambda each: not text_fault(each, breaks=breaks)
    )
    return (
        (traps | st.text(characters, min_size=1, max_size=most))
        .map(lambda text: text.strip().strip("\x1c\x1d\x1e\x1f"))
        .filter(bool)
    )


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    kind = draw(st.sampled_from(QuestionKind))
    explanation, basis = draw(st.none() | _texts(60, breaks=True)), draw(st.none() | _texts(30))
    stem = draw(_texts(60, breaks=True))
    if kind is QuestionKind.TRUE_FALSE:
        return Draft(kind, stem, true_false(right=draw(st.booleans())), explanation, basis)
    texts = draw(st.lists(_texts(20), min_size=2, max_size=10, unique=True))
    places = range(len(texts))
    right = (
        {draw(st.sampled_from(places))}
        if kind is QuestionKind.SINGLE
        else draw(st.sets(st.sampled_from(places), min_size=1))
    )
    options = tuple(Option(text, place in right) for place, text in enumerate(texts))
    return Draft(kind, stem, options, explanation, basis)


@settings(max_examples=12)  # each is a process of its own
@given(st.lists(st.tuples(_texts(20), drafts()), max_size=8))
def test_what_is_written_reads_as_it_was(questions: list[tuple[str, Draft]]) -> None:
    sheets = asyncio.run(workbooks.read(workbooks.write(rules.pages(questions))))
    entries = rules.read(sheets)
    assert [(entry.category, entry.draft, entry.faults) for entry in entries] == [
        (category, draft, ()) for category, draft in questions
    ]
