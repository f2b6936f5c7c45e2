"""Record sheets of hours that both sides have confirmed, and what foreign programs make of them."""

import base64
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import base45  # type: ignore[import-untyped] # has no types
import png  # type: ignore[import-untyped] # has no types
import pytest
import zxingcpp

from services.volunteering.models import Confirmation, Side
from services.volunteering.usecases.record_sheets import withdraw_with
from tests.points.world import ident
from tests.volunteering.house import House
from tests.volunteering.records import add_record

SHEETS = "/v1/record-sheets"
VERIFICATION = f"{SHEETS}/verification"


def asked(**more: Any) -> dict[str, Any]:
    """Baiguo and the power branch, from the beginning of the year until yesterday."""
    given: dict[str, Any] = {
        "community_id": str(ident("baiguo")),
        "branch_id": str(ident("power")),
        "from_on": "2026-01-01",
        "until_on": "2026-09-14",
    }
    return given | more


async def a_confirmed_record(house: House, key: str, on: str, minutes: int = 120, **more: Any) -> UUID:
    """Final hours with the word of each side."""
    async with house.database.write() as session:
        record = await add_record(session, key, on, minutes, **more)
        for side, by in ((Side.COMMUNITY, "officer"), (Side.BRANCH, "organiser")):
            session.add(
                Confirmation(
                    record_id=record.id,
                    round=record.round,
                    side=side,
                    minutes=minutes,
                    by_id=ident(by),
                    at=record.entered_at,
                )
            )
        return record.id


async def a_sheet(house: House, key: str = "wang", **more: Any) -> dict[str, Any]:
    """Somebody's sheet over one morning."""
    await a_confirmed_record(house, key, "2026-09-05", 210)
    return await house.made(SHEETS, asked(**more), key)


async def the_credential(house: House, sheet: dict[str, Any], by: str = "wang") -> str:
    """The JWT as it is downloaded."""
    answer = await house.get(f"{SHEETS}/{sheet['id']}/credential", by)
    assert answer.headers["content-type"] == "application/jwt"
    return answer.text


def verification(sheet: dict[str, Any], **other: str) -> str:
    """The address that a program asks for a sheet."""
    given = {"number": sheet["number"], "code": sheet["check_code"]} | other
    return f"{VERIFICATION}?number={given['number']}&code={given['code']}"


async def void(house: House, *records: UUID | str, reason: str = "签到有误") -> None:
    """What happens to sheets when hours are voided."""
    async with house.database.write() as session:
        await withdraw_with(session, [UUID(str(each)) for each in records], reason, house.watch.at)


def read_codes(picture: bytes) -> list[str]:
    """What a foreign decoder reads in a PNG, longest first."""
    width, height, rows, _ = png.Reader(bytes=picture).asRGBA8()
    reds = memoryview(b"".join(bytes(row)[::4] for row in rows)).cast("B", (height, width))
    found = zxingcpp.read_barcodes(reds, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return sorted((each.text for each in found), key=len, reverse=True)


def restored(code: str) -> tuple[str, str]:
    """The credential and its endorsement from what a QR code says, by the description of it alone."""
    assert code.startswith("SY1:")
    lines = zlib.decompress(base45.b45decode(code[4:])).decode().split("\n")
    endorsement = f"{_folded(lines[3])}.{_folded(lines[4])}.{lines[5]}"
    payload = lines[1].replace('["@"]', f'["{endorsement}"]')
    return f"{_folded(lines[0])}.{_folded(payload)}.{lines[2]}", endorsement


def _folded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@contextmanager
def no_network() -> Iterator[None]:
    """Whoever opens a socket fails."""

    def refuse(*_words: Any, **_more: Any) -> Any:
        message = "the network is off"
        raise OSError(message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", refuse)
        patch.setattr(socket, "create_connection", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        yield
