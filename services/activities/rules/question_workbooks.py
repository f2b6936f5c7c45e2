"""The bank as a workbook: one question a row, columns by their heads, nothing guessed; and the way back.

What cannot be taken as it stands is a fault of its cell, with a code and a sentence that names the remedy.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shared.errors import Malformed
from shared.workbooks import Page, Row, Sheet, letter

from ..models import QuestionKind
from .questions import MOST_OPTIONS, NO, YES, Draft, Option, OptionsWrong, check, true_false

_LETTERS = [chr(ord("A") + place) for place in range(MOST_OPTIONS)]
OPTION_FIELDS = [f"option_{each.lower()}" for each in _LETTERS]
HEADS = {
    "kind": ("题型", "kind", "type"),
    "stem": ("题目", "question", "题干"),
    **{f"option_{each.lower()}": (f"选项{each}", f"option {each}", each) for each in _LETTERS},
    "answer": ("答案", "answer", "正确答案"),
    "explanation": ("解析", "explanation", "说明"),
    "legal_basis": ("依据", "legal basis", "法规依据"),
    "category": ("分类", "category", "标签", "tags"),
}
"""The fields in the order of our own workbooks, each with its head in Chinese, in English, and other names."""
NEEDED = ("kind", "stem", "answer")
_WIDTHS = {"kind": 8, "stem": 48, "answer": 10, "explanation": 36, "legal_basis": 24, "category": 12}
_OPTION_WIDTH = 18
SHEET, NOTES = "题库", "填写说明"
_NOTES = {NOTES, "Notes"}

_KINDS = {
    QuestionKind.SINGLE: ("单选", "单选题", "single", "single choice"),
    QuestionKind.MULTIPLE: ("多选", "多选题", "multiple", "multiple choice"),
    QuestionKind.TRUE_FALSE: ("判断", "判断题", "true_false", "true or false"),
}
_RIGHT = {YES, "对", "是", "√", "t", "true"}
_WRONG = {NO, "错", "否", "×", "f", "false"}
_BETWEEN = re.compile(r"[\s,、;;/]+")

FAULTS = {
    "missing": ("此处必须填写", "This cell must be filled"),
    "formula": ("不接受公式,请直接填写文字", "Formulas are not taken; write the text itself"),
    "cell_error": ("单元格是错误值", "The cell holds an error"),
    "cell_formatted": (
        "日期、百分比等会因格式而异,请改为文本",
        "Days, percentages and the like depend on their format; make the cell text",
    ),
    "column_unknown": ("该列没有表头", "This column has no head"),
    "kind_unknown": ("题型应为单选、多选或判断", "The kind is single, multiple or true_false"),
    "option_gap": ("选项须从 A 起连续填写", "Options are filled from A on, without a gap"),
    "answer_unknown": (
        "答案应为已填选项的字母,判断题为“正确”或“错误”",
        "The answer is letters of filled options; of true_false 正确 or 错误 (true or false)",
    ),
    "options_wrong": (OptionsWrong.detail_zh, OptionsWrong.detail_en),
    "string_too_long": ("文字过长", "The text is too long"),
    "string_too_short": ("此处必须填写", "This cell must be filled"),
    "string_unicode": ("含有不完整的字符", "It holds half a character"),
    "text_unclean": (
        "含有控制字符或改变文字方向的字符",
        "It holds control characters or such that turn the text",
    ),
}
"""What may be wrong with a cell: the code, and what is to be done, in both languages."""


class HeadsWrong(Malformed):
    """The first filled row of a sheet does not name the columns, or names one twice or wrongly."""

    zh, en = "表头不正确", "The heads of the columns are not right"
    detail_zh = "工作表“{sheet}”第 {row} 行:{zh}。可下载模板对照"
    detail_en = "Sheet “{sheet}”, row {row}: {en}. The template shows how"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and in which column (a letter); `code` stands in `FAULTS`."""

    column: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: what it asks, or everything that is wrong with it. `columns` says which letter holds a field."""

    sheet: str
    row: int
    category: str | None
    draft: Draft | None
    faults: tuple[Fault, ...]
    columns: dict[str, str] = field(default_factory=dict)


def read(sheets: Sequence[Sheet]) -> list[Entry]:
    """Every filled row of every sheet but the notes, in order. Raises HeadsWrong."""
    return [
        entry
        for sheet in sheets
        if sheet.rows and sheet.name not in _NOTES
        for entry in _entries(sheet, _heads(sheet))
    ]


def _heads(sheet: Sheet) -> dict[int, str]:
    """The field of each column."""
    known = {_plain(name): each for each, names in HEADS.items() for name in names}
    head, found = sheet.rows[0], dict[int, str]()
    for cell in head.cells:
        named = known.get(_plain(cell.text))
        if named is None or named in found.values():
            zh, en = ("未知的列", "unknown column") if named is None else ("重复的列", "column given twice")
            short = (
                cell.text[:20].encode(errors="replace").decode()
            )  # half a character would break the answer
            place = letter(cell.column)
            raise HeadsWrong(
                sheet=sheet.name, row=head.number, zh=f"{zh} {place}“{short}”", en=f"{en} {place} “{short}”"
            )
        found[cell.column] = named
    if lacking := [HEADS[each] for each in NEEDED if each not in found.values()]:
        zh, en = "、".join(names[0] for names in lacking), ", ".join(names[1] for names in lacking)
        raise HeadsWrong(sheet=sheet.name, row=head.number, zh=f"缺少列 {zh}", en=f"lacks the columns {en}")
    return found


def _plain(text: str) -> str:
    return re.sub(r"[\s_*]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _entries(sheet: Sheet, heads: dict[int, str]) -> Iterable[Entry]:
    columns = {named: letter(column) for column, named in heads.items()}
    for row in sheet.rows[1:]:
        values, faults = _values(row, heads)
        if not values and not faults:
            continue  # nothing but spaces
        draft, more = (None, []) if faults else _draft(values)
        faults += [Fault(columns.get(named), code) for named, code in more]
        yield Entry(sheet.name, row.number, values.get("category"), draft, tuple(faults), columns)


def _values(row: Row, heads: dict[int, str]) -> tuple[dict[str, str], list[Fault]]:
    values, faults = dict[str, str](), list[Fault]()
    for cell in row.cells:
        named, text = heads.get(cell.column), cell.text.replace("\r\n", "\n").replace("\r", "\n").strip()
        fits = cell.kind in {"text", "number"} or (cell.kind == "boolean" and named == "answer")
        if not fits:
            odd = {"formula": "formula", "error": "cell_error"}.get(cell.kind, "cell_formatted")
            faults.append(Fault(letter(cell.column), odd))
        elif not text:
            continue
        elif named is None:
            faults.append(Fault(letter(cell.column), "column_unknown"))
        else:
            values[named] = text
    return values, faults


def _draft(values: dict[str, str]) -> tuple[Draft | None, list[tuple[str, str]]]:
    """What the row asks, or each field that is wrong with its code."""
    wrong = [(named, "missing") for named in NEEDED if named not in values]
    given = [values.get(each) for each in OPTION_FIELDS]
    filled = [each for each in given if each is not None]
    if given[: len(filled)] != filled:
        wrong.append((OPTION_FIELDS[given.index(None)], "option_gap"))
    kind = _kind(values.get("kind", ""))
    if kind is None and "kind" in values:
        wrong.append(("kind", "kind_unknown"))
    if wrong or kind is None:
        return None, wrong
    options = _options(kind, filled, values["answer"])
    if options is None:
        return None, [("answer", "answer_unknown")]
    draft = Draft(kind, values["stem"], options, values.get("explanation"), values.get("legal_basis"))
    try:
        check(draft)
    except OptionsWrong:
        return None, [("answer", "options_wrong")]
    return draft, []


def _kind(text: str) -> QuestionKind | None:
    plain = _plain(text)
    return next((kind for kind, names in _KINDS.items() if plain in map(_plain, names)), None)


def _options(kind: QuestionKind, filled: list[str], answer: str) -> tuple[Option, ...] | None:
    word = unicodedata.normalize("NFKC", answer).casefold()
    if kind is QuestionKind.TRUE_FALSE and not filled:
        return true_false(right=word in _RIGHT) if word in _RIGHT | _WRONG else None
    letters = _BETWEEN.sub("", word).upper()
    if kind is QuestionKind.TRUE_FALSE and word in _RIGHT | _WRONG:
        letters = "A" if word in _RIGHT else "B"
    known = set(_LETTERS[: len(filled)])
    if not letters or len(set(letters)) != len(letters) or not set(letters) <= known:
        return None
    return tuple(Option(text, _LETTERS[place] in letters) for place, text in enumerate(filled))


def template() -> list[Page]:
    """An empty sheet to fill, and one that says how."""
    return [_page([]), _notes()]


def pages(questions: Iterable[tuple[str, Draft]]) -> list[Page]:
    """The questions, each with its category, as `read` takes them."""
    return [_page([_row(category, draft) for category, draft in questions]), _notes()]


def _page(rows: list[list[str | None]]) -> Page:
    widths = [_WIDTHS.get(each, _OPTION_WIDTH) for each in HEADS]
    kinds = [names[0] for names in _KINDS.values()]
    return Page(SHEET, widths, [[names[0] for names in HEADS.values()], *rows], (1, kinds))


def _row(category: str, draft: Draft) -> list[str | None]:
    judged = draft.kind is QuestionKind.TRUE_FALSE
    texts = [] if judged else [option.text for option in draft.options]
    rights = [each for each, option in zip(_LETTERS, draft.options, strict=False) if option.right]
    values: dict[str, str | None] = {
        "kind": _KINDS[draft.kind][0],
        "stem": draft.stem,
        "answer": (YES if draft.options[0].right else NO) if judged else "".join(rights),
        "explanation": draft.explanation,
        "legal_basis": draft.legal_basis,
        "category": category,
        **dict(zip(OPTION_FIELDS, texts, strict=False)),
    }
    return [values.get(each) for each in HEADS]


def _notes() -> Page:
    lines = [
        ("列 / Column", "填写方法 / How to fill it"),
        ("题型 / kind", "单选、多选、判断 / single, multiple, true_false"),
        ("题目 / question", "必填,最多 4000 字 / needed, up to 4,000 characters"),
        ("选项A–J / option A–J", "从 A 起连续填写;判断题不填 / from A on without a gap; none for true_false"),
        ("答案 / answer", "字母,如 B 或 ACD;判断题填 正确 或 错误 / letters; of true_false: true or false"),
        ("解析、依据 / explanation, legal basis", "可不填 / may be left empty"),
        ("分类 / category", "不填则用导入时给出的分类 / left empty, that given with the import"),
        ("例 / Example", "单选 | 锅炉水位多久核对一次? | 至少每班一次 | 每周一次 | … | A"),
        (
            "注意 / Note",
            "列可换序;不接受公式、日期和百分比格式 / columns in any order; no formulas, days, percentages",
        ),
    ]
    return Page(NOTES, [40, 80], lines)
