"""GIFT, the text form in which Moodle and others exchange questions, read strictly and written for all readers.

Of its kinds those are read that a bank here holds: one right answer, several right ones, true or false.
What would have to be guessed (a missing blank line, partial credit) is a fault of that question alone.
Source: Moodle documentation, "GIFT format".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from html.parser import HTMLParser

from ..models import QuestionKind
from .questions import Draft, Option, true_false

_SPECIAL = "\\~=#{}:"
_HIDDEN = {f"\\{each}": chr(place) for place, each in enumerate(_SPECIAL, 1)} | {"\\n": "\x08"}
"""Escaped characters hide behind control characters, which no text of ours may hold, while the rest is split."""
_SHOWN = {hidden: escaped[1:] for escaped, hidden in _HIDDEN.items()} | {"\x08": "\n"}
_ESCAPED = re.compile(r"\\[\\~=#{}:n]")
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_TRUE_FALSE = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(#.*)?", re.DOTALL | re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%(-?[0-9]{1,3}(?:\.[0-9]{1,5})?)%")
_MARK = re.compile(r"(?=[=~])")
_BASIS = "依据:"
_GAP = "_____"


class Unreadable(Exception):
    """This question cannot be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Found:
    """One question of a file: where it begins (lines count from 1), and what it asks or why it is unreadable."""

    line: int
    category: str | None
    draft: Draft | None
    fault: str | None


def read(text: str) -> list[Found]:
    """Every question of a file, in order; each is readable or has a fault."""
    found, category = [], None
    for line, block in _blocks(text):
        if block.startswith("$CATEGORY:"):
            category = _category(block)
            continue
        try:
            found.append(Found(line, category, _question(block), None))
        except Unreadable as unreadable:
            found.append(Found(line, category, None, unreadable.code))
    return found


def write(questions: Iterable[tuple[str, str, Draft]]) -> str:
    """A file of questions, each with its category and a title."""
    parts, before = [], None
    for category, title, draft in questions:
        if category != before:
            parts.append(f"$CATEGORY: {_line(category)}\n")
            before = category
        parts.append(f"::{_escaped(title)}::[plain]{_escaped(draft.stem)} {{\n{_answers(draft)}}}\n")
    return "\n".join(parts)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    begun = 0
    held: list[str] = []
    for number, line in enumerate([*text.removeprefix("\ufeff").splitlines(), ""], 1):
        if line.lstrip().startswith("//"):
            continue
        if line.startswith("$CATEGORY:"):
            yield number, line
        elif line.strip():
            begun = begun if held else number
            held.append(line)
        elif held:
            yield begun, "\n".join(held)
            held = []


def _category(line: str) -> str | None:
    # Moodle writes a path from the context down: `$course$/top/Safety`.
    return line.removeprefix("$CATEGORY:").strip().rpartition("/")[2] or None


def _question(block: str) -> Draft:
    hidden = _ESCAPED.sub(lambda match: _HIDDEN[match[0]], block)
    if hidden.count("{") > 1 or hidden.count("}") > 1:
        raise Unreadable("blank_line_missing")
    before, opened, rest = hidden.partition("{")
    body, closed, after = rest.partition("}")
    if not opened or not closed:
        raise Unreadable("no_answers")
    title = _TITLE.match(before)
    stem = _text(before[title.end() :] if title else before, gap=after)
    body, _, remark = body.partition("####")
    explanation, basis = _explained(_text(remark))
    kind, options = _options(body)
    if not stem:
        raise Unreadable("no_text")
    return Draft(kind, stem, options, explanation, basis)


def _options(body: str) -> tuple[QuestionKind, tuple[Option, ...]]:
    if match := _TRUE_FALSE.fullmatch(body):
        return QuestionKind.TRUE_FALSE, true_false(right=match[1].upper().startswith("T"))
    pieces = [piece for piece in _MARK.split(body) if piece.strip()]
    if not any(piece.startswith("~") for piece in pieces) or not all(piece[0] in "=~" for piece in pieces):
        raise Unreadable("kind_unsupported")  # numbers, short answers, matching, essays
    weighed = [_weighed(piece) for piece in pieces]
    singles = sum(piece.startswith("=") for piece in pieces)
    partial = any(weight > 0 for piece, (weight, _) in zip(pieces, weighed, strict=True) if piece[0] == "~")
    if singles == 1 and not partial:
        kind = QuestionKind.SINGLE
    elif singles == 0 and partial and sum(max(weight, Decimal(0)) for weight, _ in weighed) > Decimal("99.9"):
        kind = QuestionKind.MULTIPLE
    else:
        raise Unreadable("partial_credit")
    return kind, tuple(Option(words, weight > 0) for weight, words in weighed)


def _weighed(piece: str) -> tuple[Decimal, str]:
    weight, rest = Decimal(100 if piece[0] == "=" else 0), piece[1:]
    if given := _WEIGHT.match(rest):
        weight, rest = Decimal(given[1]), rest[given.end() :]
    return weight, _text(rest.partition("#")[0])


def _explained(text: str) -> tuple[str | None, str | None]:
    words, _, last = text.rpartition("\n")
    if last.startswith(_BASIS):
        return words.strip() or None, last.removeprefix(_BASIS).strip() or None
    return text or None, None


def _text(hidden: str, gap: str = "") -> str:
    form = _FORMAT.match(hidden)
    if gap.strip():
        hidden = f"{hidden.rstrip()} {_GAP} {gap.strip()}"
    words = hidden[form.end() :] if form else hidden
    words = " ".join(words.split("\n")) if not form or form[1].lower() != "html" else _plain(words)
    return "".join(_SHOWN.get(each, each) for each in words).strip()


class _Words(HTMLParser):
    """Collects what a reader of the page would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []

    def handle_data(self, data: str) -> None:
        self.seen.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"p", "div", "li"}:
            self.seen.append("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "br":
            self.seen.append("\n")


def _plain(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    parser.close()
    return "".join(parser.seen)


def _answers(draft: Draft) -> str:
    lines = [_remark(draft)] if draft.explanation or draft.legal_basis else []
    if draft.kind is QuestionKind.TRUE_FALSE:
        return "\n".join(["T" if draft.options[0].right else "F", *lines, ""])
    right = sum(option.right for option in draft.options)
    # Rounded down: one known reader refuses a question whose shares come to more than 100.
    share = (Decimal(100) / right).quantize(Decimal("0.00001"), ROUND_DOWN).normalize()
    single = draft.kind is QuestionKind.SINGLE
    chosen = [_answer(option, single=single, share=share) for option in draft.options]
    return "\n".join([*chosen, *lines, ""])


def _answer(option: Option, *, single: bool, share: Decimal) -> str:
    if not single:
        sign = f"~%{share:f}%" if option.right else "~%-100%"
    elif option.text.startswith("%"):  # it would pass for a weight, so the weight is said
        sign = "=%100%" if option.right else "~%0%"
    else:
        sign = "=" if option.right else "~"
    return f"\t{sign}{_plainly(option.text)}"


def _remark(draft: Draft) -> str:
    basis = f"{_BASIS}{draft.legal_basis}" if draft.legal_basis else ""
    return "\t####" + _plainly("\n".join(part for part in (draft.explanation, basis) if part))


def _plainly(text: str) -> str:
    # At the beginning brackets would pass for the name of a format and an arrow for a pair, so the format is said.
    return f"[plain]{_escaped(text)}" if text.startswith(("[", "->")) else _escaped(text)


def _escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in _SPECIAL else each for each in text).replace("\n", "\\n")


def _line(text: str) -> str:
    return text.replace("/", "-")
