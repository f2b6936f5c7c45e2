"""What people read: the record sheet on paper with its QR codes, and the page on which it is verified.

Nothing comes from elsewhere, and no script runs.
"""

import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.language import TAGS
from shared.typesetting import typeset

from ...models import Endorsement, RecordSheet, RecordSheetLine, SheetState
from ...rules.packed import packed
from ...rules.record_sheets import RecordSheetUnknown, heading, hours, shown_code
from .words import ON_PAPER, ON_SCREEN, PAPER_NOTICE, STATES

_HERE = Path(__file__).parent
_SHORT = 200
"""Characters of a code that may get dirty; longer ones would grow too fine."""
_templates = Environment(
    loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, auto_reload=False
)


def address_of(sheet: RecordSheet) -> str:
    """Where the sheet is verified, below the suite's public address."""
    return "/verify?" + urlencode({"number": sheet.number, "code": sheet.check_code})


def qr_code(text: str, kind: str) -> bytes:
    """A QR code as `svg` or `png`."""
    import segno  # noqa: PLC0415 - loaded with the first code: no start should wait for it

    found = segno.make_qr(text, error="M" if len(text) <= _SHORT else "L")
    drawn = io.BytesIO()
    if kind == "svg":
        found.save(drawn, kind="svg", xmldecl=False)
    else:
        found.save(drawn, kind="png", scale=6)
    return drawn.getvalue()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with all that is printed of it. `name` is the whole name, for the volunteer's own use."""

    row: RecordSheet
    lines: Sequence[RecordSheetLine]
    endorsement: Endorsement
    name: str
    branch: str
    community: str

    def code(self) -> str:
        """What the QR code for verifying without a network says."""
        return packed(self.row.credential, self.endorsement.credential)

    async def pdf(self, address: str, zone: ZoneInfo) -> bytes:
        """On A4, in Chinese. Raises Busy."""
        return await typeset(_HERE / "record_sheet.typ", self.data(address, zone), self.row.issued_at)

    def data(self, address: str, zone: ZoneInfo) -> dict[str, Any]:
        """What the template is given."""
        row = self.row
        title, title_en = heading(row.recording_body)
        confirmed_on = self.endorsement.confirmed_at.astimezone(zone).date()
        notice = PAPER_NOTICE[bool(row.recording_body)].format(body=row.recording_body)
        return {
            "words": ON_PAPER | STATES["zh"] | {"heading": title, "heading_en": title_en, "notice": notice},
            "state": row.state.value,
            "number": row.number,
            "issued_on": str(row.issued_on),
            "name": self.name,
            "volunteer_number": row.volunteer_number,
            "branch": self.branch,
            "community": self.community,
            "from_on": str(row.from_on),
            "until_on": str(row.until_on),
            "hours": hours(row.minutes),
            "confirmed_on": str(confirmed_on),
            "lines": [
                {"served_on": str(line.served_on), "title": line.title, "hours": hours(line.minutes)}
                for line in self.lines
            ],
            "check_code": shown_code(row.check_code),
            "address": f"{address}/verify",
            "credential_code": qr_code(self.code(), "svg").decode(),
            "address_code": qr_code(address + address_of(row), "svg").decode(),
        }


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """The page on which anybody verifies a paper. `sheet` is what was found; without it, `wrong` says why not."""

    language: str
    number: str = ""
    sheet: RecordSheet | None = None
    wrong: bool = False
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def response(self) -> HTMLResponse:
        """The page; it may run no script, load nothing, be framed by nobody and remembered by no cache."""
        other = "en" if self.language == "zh" else "zh"
        body = _templates.get_template("verify.html").render(
            words=ON_SCREEN[self.language],
            tag=TAGS[self.language],
            other=TAGS[other],
            nonce=self.nonce,
            number=self.number,
            found=self._found(),
            message=RecordSheetUnknown().title(self.language) if self.wrong else None,
        )
        return HTMLResponse(body, 404 if self.wrong else 200, self._headers())

    def _found(self) -> dict[str, Any] | None:
        if self.sheet is None:
            return None
        state = STATES[self.language]
        return {
            "holds": self.sheet.state is SheetState.ISSUED,
            "state": state[self.sheet.state.value],
            "name": self.sheet.masked_name,
            "hours": hours(self.sheet.minutes),
            "issued_on": str(self.sheet.issued_on),
        }

    def _headers(self) -> dict[str, str]:
        policy = (
            f"default-src 'none'; style-src 'nonce-{self.nonce}'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"
        )
        return {
            "Content-Security-Policy": policy,
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "Content-Language": TAGS[self.language],
        }
