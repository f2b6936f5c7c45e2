"""One cell of HR's list: what it says in a record, or what is wrong with it. Nothing that is wrong is repeated.

Source of the traps: lists of real factories, where a number has lost its zeros and a month its last one.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shared.sheets import Cell
from shared.types import text_fault

from ..privacy.id_numbers import holds_id_number
from ..privacy.sealing import normal_phone
from . import hr_words as words

_LENGTHS = {"external_id": 100, "employee_no": 40, "shift": 40, "employment_type": 40}
_LINE = 200
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_1904_DAYS = 1462
_SERIAL = re.compile(r"[1-7][0-9]{4}(\.[0-9]+)?")
"""Days since 1900 as Excel counts them: 1927 to 2119."""
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年?")
_RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_CUT_MONTH = re.compile(r"\d{4}\.1")
_WHOLE = re.compile(r"(\d+)\.0+")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_HAN = re.compile(r"[\u3400-\u9fff·\s]+")
_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>.]+")
_EXACT_DIGITS = 15
"""A number in a workbook keeps so many digits; the rest are zeros."""
_ID_DIGITS = 18
_ODD_KINDS = {"formula": "formula", "error": "cell_error", "formatted": "cell_formatted"}


class Wrong(Exception):
    """What is wrong with a cell: a code of `hr_faults`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Taken:
    """What a cell says: one or more fields. `notes` are codes of `hr_faults`."""

    values: Mapping[str, Any]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a list is to be read.

    `width`: digits of an employee number, zeros in front included; None if numbers differ. `retyped`: it is text that a
    program made of numbers, as in CSV. `from_1904`: days count from there.
    """

    width: int | None = None
    retyped: bool = False
    from_1904: bool = False


def take(field: str, cell: Cell, manner: Manner) -> Taken:
    """What the filled cell says of this field. Raises Wrong."""
    if cell.kind in _ODD_KINDS:
        raise Wrong(_ODD_KINDS[cell.kind])
    if cell.kind == "boolean" and field != "active":
        raise Wrong("cell_formatted")
    if cell.kind == "day" and field not in _DAYS:
        raise Wrong("day_here")
    return _TAKING[field](field, cell, manner)


def is_empty(cell: Cell) -> bool:
    """Whether it says that there is nothing."""
    return cell.kind == "text" and words.is_empty(cell.text)


def forbidden(cell: Cell) -> bool:
    """Whether it holds the number of an identity card, also one that became a number and lost its last digits."""
    if len(cell.text) < _ID_DIGITS:
        return False
    if cell.kind == "number" and len(cell.text) == _ID_DIGITS:
        return _day(*(int(cell.text[at : at + wide]) for at, wide in ((6, 4), (10, 2), (12, 2)))) is not None
    return holds_id_number(cell.text)


def _line(field: str, cell: Cell, _: Manner) -> Taken:
    text = " ".join(cell.text.split())
    if cell.kind == "number":
        text = _WHOLE.sub(r"\1", text)
    return Taken({field: _checked(field, text)})


def _checked(field: str, text: str) -> str:
    if text_fault(text, breaks=False):
        raise Wrong("text_unclean")
    if len(text) > _LENGTHS.get(field, _LINE):
        raise Wrong("too_long")
    return text


def _name(field: str, cell: Cell, manner: Manner) -> Taken:
    text = str(_line(field, cell, manner).values[field])
    if cell.kind != "text":
        raise Wrong("name_wrong")
    # Two characters are set apart to stand as wide as three: 张　三.
    return Taken({field: re.sub(r"\s+", "", text) if _HAN.fullmatch(text) else text})


def _key(field: str, cell: Cell, manner: Manner) -> Taken:
    text = unicodedata.normalize("NFKC", cell.text).strip().lstrip("'")
    if whole := _WHOLE.fullmatch(text):
        text = whole[1]
    if _SCIENTIFIC.fullmatch(text) or (cell.kind == "number" and len(text.strip("0.")) >= _EXACT_DIGITS):
        raise Wrong("digits_lost")
    if not text or re.search(r"\s", text) or (cell.kind == "number" and not text.isdigit()):
        raise Wrong("key_wrong")
    text = _checked(field, text)
    if field == "employee_no" and manner.width and text.isdigit() and len(text) < manner.width:
        return Taken({field: text.zfill(manner.width)}, ("zeros_restored",))
    return Taken({field: text})


def _phone(field: str, cell: Cell, _: Manner) -> Taken:
    number = normal_phone(_WHOLE.sub(r"\1", cell.text.strip().lstrip("'")))
    if number is None:
        raise Wrong("phone_wrong")
    return Taken({field: number})


def _email(field: str, cell: Cell, _: Manner) -> Taken:
    text = unicodedata.normalize("NFKC", cell.text).strip()
    if not _EMAIL.fullmatch(text):
        raise Wrong("email_wrong")
    return Taken({field: _checked(field, text)})


def _hired(field: str, cell: Cell, manner: Manner) -> Taken:
    return Taken({field: spoken_day(cell, manner)})


def _whole_day(field: str, cell: Cell, manner: Manner) -> Taken:
    text = spoken_day(cell, manner)
    try:
        return Taken({field: date.fromisoformat(text)})
    except ValueError:
        raise Wrong("day_needed") from None


def spoken_day(cell: Cell, manner: Manner) -> str:
    """A day, month or year as ISO 8601 has it, as exact as the cell says. Raises Wrong."""
    text = unicodedata.normalize("NFKC", cell.text).strip()
    if cell.kind == "text":
        text = re.sub(r"\s*([-/.年月日])\s*", r"\1", _TIME.sub("", text)).strip()
    if _CUT_MONTH.fullmatch(text) and (cell.kind == "number" or manner.retyped):
        raise Wrong("month_cut")
    if _SERIAL.fullmatch(text):
        days = int(float(text)) + (_1904_DAYS if manner.from_1904 else 0)
        return (date(1899, 12, 30) + timedelta(days=days)).isoformat()
    found = next(
        (match for form in (_DAY, _MONTH, _YEAR, _RUN_TOGETHER) if (match := form.fullmatch(text))), None
    )
    parts = [int(part) for part in found.groups() if part] if found else []
    if not parts or _day(*parts) is None:
        raise Wrong("day_wrong")
    return "-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])])


def _day(year: int, month: int = 1, day: int = 1) -> date | None:
    try:
        return date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except ValueError:
        return None


def _of(table: Mapping[str, Any], code: str) -> Callable[[str, Cell, Manner], Taken]:
    def taken(field: str, cell: Cell, _: Manner) -> Taken:
        meaning = table.get(_word(cell))
        if meaning is None:
            raise Wrong(code)
        return Taken({field: meaning.value})

    return taken


def _word(cell: Cell) -> str:
    return words.plain(_WHOLE.sub(r"\1", cell.text.strip()))


def _state(field: str, cell: Cell, _: Manner) -> Taken:
    word = _word(cell)
    if word in words.HERE:
        return Taken({field: True})
    if word in words.AWAY:
        return Taken({field: True}, ("absence_not_taken",))
    if word in words.GONE:
        return Taken({field: False})
    if word in words.GONE_AND_WHY:
        return Taken({field: False, "departure": words.GONE_AND_WHY[word].value})
    raise Wrong("state_unknown")


def _political(field: str, cell: Cell, _: Manner) -> Taken:
    word = _word(cell)
    if word in words.STAGES:
        return Taken({"development_stage": words.STAGES[word].value}, ("stage_as_status",))
    status = words.POLITICAL.get(word)
    if status is None:
        raise Wrong("political_unknown")
    return Taken({field: status.value})


def _stage(field: str, cell: Cell, _: Manner) -> Taken:
    word = _word(cell)
    if words.POLITICAL.get(word) in words.STAGES_PAST:
        return Taken({field: None})
    stage = words.STAGES.get(word)
    if stage is None:
        raise Wrong("stage_unknown")
    return Taken({field: stage.value})


def _post(field: str, cell: Cell, _: Manner) -> Taken:
    post = words.POSTS.get(_word(cell))
    return Taken({field: post.value}) if post else Taken({}, ("party_post_unknown",))


_DAYS = {"birth_on", "hired_on", "left_on", "joined_party_on", "regularised_on"}
_TAKING: Mapping[str, Callable[[str, Cell, Manner], Taken]] = {
    **dict.fromkeys(("workplace", "team", "post", "shift", "employment_type", "branch", "group"), _line),
    **dict.fromkeys(_DAYS, _whole_day),
    "external_id": _key,
    "employee_no": _key,
    "name": _name,
    "sex": _of(words.SEXES, "sex_unknown"),
    "phone": _phone,
    "email": _email,
    "hired_on": _hired,
    "active": _state,
    "departure": _of(words.DEPARTURES, "departure_unknown"),
    "political_status": _political,
    "development_stage": _stage,
    "party_post": _post,
}
