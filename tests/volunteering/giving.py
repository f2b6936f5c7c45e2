"""A drive brought as far as a test needs it, and gifts for it.

The organiser drafts, the secretary approves and answers for nothing, the publicist answers for the drive; the
organiser and the secretary hand over.
"""

import hashlib
from itertools import count
from typing import Any

import httpx2

from tests.points.world import ident
from tests.volunteering.house import House

_slips = count(1)
DECLARED = {"no_interest": True}
SECRET = "seven-swans-on-the-shifang-river"


def a_drive(**more: Any) -> dict[str, Any]:
    """Coats for a school, asked of the power branch's members for a fortnight from today."""
    given: dict[str, Any] = {
        "circle_id": str(ident("power")),
        "code": "2026-A1",
        "title": "为特殊教育学校的孩子送冬衣",
        "purpose": "购置冬衣和文具,送到学校。",
        "beneficiary_class": "特殊教育学校低年级学生",
        "goods_standard": "九成新以上,已清洗。",
        "opens_on": "2026-09-15",
        "closes_on": "2026-09-29",
        "responsible_id": str(ident("publicist")),
    }
    return given | more


def cash(fen: int = 10_000) -> dict[str, Any]:
    """So much money."""
    return {"kind": "cash", "amount": fen}


def coats(number: int = 2, **more: Any) -> dict[str, Any]:
    """So many coats."""
    return {"kind": "goods", "amount": number, "item": "棉衣", "unit": "件"} | more


def a_slip(donor: str = "anonymous", **more: Any) -> dict[str, Any]:
    """A line of the paper register; of nobody, unless it names a person of the made-up branches."""
    given: dict[str, Any] = {"slip_no": f"slip-{next(_slips):05}", "donor": donor}
    return given | cash() | more


def by_person(key: str, **more: Any) -> dict[str, Any]:
    """The same with a person."""
    return a_slip("person", person_id=str(ident(key)), **more)


def hidden(secret: str = SECRET) -> dict[str, str]:
    """What the outside of an anonymous slip shows."""
    return {"secret_hash": hashlib.sha256(secret.encode()).hexdigest()}


async def drafted(house: House, **more: Any) -> str:
    """The path of a draft."""
    return f"/v1/drives/{(await house.made('/v1/drives', a_drive(**more), 'organiser'))['id']}"


async def approved(house: House, **more: Any) -> str:
    """The path of one that may begin."""
    path = await drafted(house, **more)
    beyond = more.get("with_staff") or more.get("circle_id", str(ident("power"))) != str(ident("power"))
    await house.made(f"{path}/approval", DECLARED, "higher" if beyond else "secretary")
    return path


async def opened(house: House, **more: Any) -> str:
    """The path of one that takes gifts."""
    path = await approved(house, **more)
    await house.made(f"{path}/opening", None, "organiser")
    return path


async def closed(house: House, path: str) -> str:
    """No more gifts."""
    await house.made(f"{path}/closing", None, "organiser")
    return path


async def pledged(house: House, path: str, by: str = "wang", **gift: Any) -> dict[str, Any]:
    """Somebody's own word."""
    return await house.made(f"{path}/pledges", gift or cash(), by)


async def given(house: House, path: str, by: str = "wang", **gift: Any) -> dict[str, Any]:
    """A gift pledged and brought; with its receipt."""
    row = await pledged(house, path, by, **gift)
    return await house.made(f"/v1/donations/{row['id']}/receipt", {"counted": row["amount"]}, _another(by))


async def dropped(house: House, path: str, by: str = "organiser", **more: Any) -> dict[str, Any]:
    """An anonymous gift, received at the table."""
    return await house.made(f"{path}/donations", a_slip(**more), by)


def a_hand_over(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """To the class teacher, today, by the organiser before the secretary."""
    given: dict[str, Any] = {
        "handed_on": "2026-09-15",
        "receiver": "学校班主任",
        "signature_ref": f"签收单 {next(_slips)}",
        "second_handler_id": str(ident("secretary")),
        "lines": list(lines) or [cash()],
    }
    return given | DECLARED | more


async def prepared(house: House, path: str, *lines: dict[str, Any], **more: Any) -> str:
    """The path of a hand-over that waits for the second handler."""
    made = await house.made(f"{path}/hand-overs", a_hand_over(*lines, **more), "organiser")
    return f"/v1/hand-overs/{made['id']}"


async def handed_over(house: House, path: str, *lines: dict[str, Any], **more: Any) -> str:
    """The path of one that is done."""
    made = await prepared(house, path, *lines, **more)
    await house.made(f"{made}/confirmation", DECLARED, "secretary")
    return made


async def lots(house: House, path: str, by: str = "organiser") -> dict[str, dict[str, int]]:
    """The books by item, without what does not change."""
    found = (await house.read(f"{path}/accounts", by))["lots"]
    words = {"kind", "item", "unit"}
    return {lot["item"]: {key: each for key, each in lot.items() if key not in words} for lot in found}


async def settled(house: House, path: str) -> httpx2.Response:
    """What comes of trying."""
    return await house.post(f"{path}/settlement", None, "organiser")


def a_remainder(**more: Any) -> dict[str, Any]:
    """To the same school's library, by resolution."""
    given: dict[str, Any] = {
        "purpose": "购买学校图书",
        "receiver": "学校图书室",
        "resolution_no": f"动支〔2026〕{next(_slips)}号",
    }
    return given | more


def a_beneficiary(**more: Any) -> dict[str, Any]:
    """A child under a pseudonym."""
    given: dict[str, Any] = {
        "pseudonym": "小禾",
        "class_title": "二年级",
        "guardian_consent_ref": "同意书 03",
    }
    return given | more


def _another(key: str) -> str:
    return "secretary" if key == "organiser" else "organiser"
