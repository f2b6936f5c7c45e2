"""Record sheets: what may be issued, how it is numbered and named, what a stranger is told, and when it ends.

Source: Volunteer Service Regulations (2017) art. 19–21; Record and Certificate Measures (2020); 民发〔2015〕149号
on what a certificate says and who answers for it.
"""

import hmac
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import RecordSheet, RecordSheetLine, SheetState

LONGEST_YEARS = 10
CODE_LENGTH = 12
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: none is taken for another. Twelve of them are 60 bits."""
_LIKELY = str.maketrans("OIL", "011", " -")


class RecordSheetMissing(Missing):
    """No such sheet, or not for you."""

    zh, en = "没有这份服务记录单", "No such record sheet"


class RecordSheetUnknown(Missing):
    """The number is unknown, or the check code is not that of this number: the two look the same."""

    zh, en = "编号或校验码不正确", "The number or the check code is wrong"


class SheetSpanWrong(Malformed):
    """The days of a sheet lie behind us, in order."""

    zh, en = "服务记录单的起止日期不正确", "The days of the record sheet are wrong"
    detail_zh = "起始日期不得晚于截止日期,截止日期不得晚于今天,跨度不超过 {years} 年"
    detail_en = (
        "The first day is not after the last, the last not after today, and there are at most {years} years"
    )


class NothingServed(Conflict):
    """In these days there are no final hours of this volunteer with this branch for this community."""

    zh, en = "该期间没有已生效的服务时长", "There are no final hours in these days"


class SheetStands(Conflict):
    """A sheet of the same days says the same already."""

    zh, en = "相同内容的服务记录单已经出具", "A record sheet that says the same is there already"
    detail_zh, detail_en = "编号 {number}", "Its number is {number}"


class SheetEnded(Conflict):
    """It has been withdrawn or superseded."""

    zh, en = "该服务记录单已失效", "The record sheet no longer holds"


class OwnSheet(Forbidden):
    """Nobody withdraws the sheet about themselves."""

    zh, en = "不能撤销本人的服务记录单", "Nobody withdraws their own record sheet"


def fits(from_on: date, until_on: date, today: date) -> None:
    """Raises SheetSpanWrong."""
    if not from_on <= until_on <= today or until_on.year - from_on.year >= LONGEST_YEARS:
        raise SheetSpanWrong(years=LONGEST_YEARS)


def may_issue(minutes: int) -> None:
    """Raises NothingServed."""
    if minutes <= 0:
        raise NothingServed


def says_more(
    standing: RecordSheet, lines: Sequence[RecordSheetLine], now: Collection[tuple[UUID, int]]
) -> None:
    """A new sheet of the same days says something else than the standing one. Raises SheetStands."""
    if {(line.record_id, line.minutes) for line in lines} == set(now):
        raise SheetStands(number=standing.number)


def may_withdraw(sheet: RecordSheet, by: UUID) -> None:
    """Raises OwnSheet, SheetEnded."""
    if sheet.person_id == by:
        raise OwnSheet
    if sheet.state is not SheetState.ISSUED:
        raise SheetEnded


def numbered(year: int, serial: int) -> str:
    """As it is printed: FW2026-000012."""
    return f"FW{year}-{serial:06}"


def masked(name: str) -> str:
    """王**: the first character, and as many stars for every name."""
    return f"{name[:1]}**"


def heading(recording_body: str | None) -> tuple[str, str]:
    """What the sheet calls itself, in both languages; a certificate only where the operator is a recording body."""
    if recording_body:
        return "志愿服务记录证明", "Certificate of volunteer service"
    return "内部服务记录单", "Internal service record"


def read_number(typed: str) -> str:
    """A number as a person may type it."""
    return typed.strip().upper()


def read_code(typed: str) -> str:
    """A check code as a person may type it: small letters, hyphens, an O for a zero."""
    return typed.upper().translate(_LIKELY)


def shown_code(code: str) -> str:
    """In groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def knows(sheet: RecordSheet | None, code: str) -> RecordSheet:
    """The sheet, if the code is its own; how long this takes tells nothing. Raises RecordSheetUnknown."""
    right = sheet.check_code if sheet else "-" * CODE_LENGTH
    if not hmac.compare_digest(right.encode(), code.encode()) or sheet is None:
        raise RecordSheetUnknown
    return sheet


def hours(minutes: int) -> str:
    """Hours as people write them, exactly: 630 minutes are 10.5, 20 minutes are 0:20."""
    whole, rest = divmod(minutes, 60)
    if rest % 6:
        return f"{whole}:{rest:02}"
    return f"{whole}.{rest // 6}" if rest else str(whole)
