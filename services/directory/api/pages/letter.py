"""An introduction letter on paper: stub, letter and return slip on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.typesetting import typeset

from ...models import MembershipStatus, Organisation, Person, Transfer, TransferState

_TEMPLATE = Path(__file__).with_name("letter.typ")
_STATUS = {MembershipStatus.FULL: "中共正式党员", MembershipStatus.PROBATIONARY: "中共预备党员"}
_NOTICES = {
    TransferState.EXPIRED: "已过有效期,作废",
    TransferState.WITHDRAWN: "已收回,作废",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a branch of ours, with the names of all it names."""

    row: Transfer
    person: Person
    status: MembershipStatus
    organisations: Mapping[UUID, Organisation]

    async def pdf(self) -> bytes:
        """On A4, in Chinese. Raises Busy."""
        return await typeset(_TEMPLATE, self.data(), self.row.issued_at)

    def data(self) -> dict[str, Any]:
        """What the template is given."""
        row = self.row
        return {
            "letter_no": row.letter_no,
            "name": self.person.name,
            "status": _STATUS[self.status],
            "from": self._place(row.from_branch_id, row.from_outside),
            "to": self._place(row.to_branch_id, row.to_outside),
            "dues": _month(row.dues_paid_until),
            "issued_on": _day(row.issued_on),
            "valid_until": _day(row.valid_until),
            "received_on": _day(row.received_on) if row.received_on else None,
            "notice": _NOTICES.get(TransferState(row.state)),
        }

    def _place(self, branch_id: UUID | None, outside: str | None) -> str:
        return self.organisations[branch_id].title_zh if branch_id else outside or ""


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _month(words: str | None) -> str:
    if words is None:
        return "      年   月"
    year, month = words.split("-")
    return f"{year} 年 {int(month)} 月"
