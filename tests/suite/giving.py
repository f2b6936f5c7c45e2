"""A donation drive in each place of the factory, with a gift, where it went, and what else it is asked for."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.volunteering.models import (
    Beneficiary,
    BrandWord,
    Donation,
    DonationState,
    DonorKind,
    Drive,
    DriveState,
    GiftKind,
    HandOver,
    HandOverState,
    PurposeChange,
    Receipt,
)
from services.volunteering.rules.donations import hashed
from tests.points.world import ident

from .description import gift_secret
from .rows import add
from .targets import STAFF, Target
from .who import Who

_AT = datetime(2026, 9, 8, 4, tzinfo=UTC)
_DAY = date(2026, 9, 8)


async def furnish(session: AsyncSession, who: Who) -> dict[str, Target]:
    """A drive that collects, within the branch; in one place also among those who belong to none."""
    drive = _drive(who)
    drive_id = await add(session, drive)
    beside = (STAFF,) if drive.with_staff else ()
    where: dict[str, Any] = {"drive_id": drive_id, "branch_id": drive.branch_id}
    found = {"drive_id": Target(drive_id, None, None, who.serving, who.community, beside)}
    found["donation_id"] = Target(await _gift(session, who, where), who.person_id, None, who.serving)
    hand_over_id = await _handed_over(session, where)
    found["hand_over_id"] = Target(hand_over_id, None, None, who.serving, who.community, beside)
    act: dict[str, Any] = {"proposed_by": ident("organiser"), "proposed_at": _AT}
    change = PurposeChange(number=1, purpose="冬衣", reason="书包已够", **act, **where)
    child = Beneficiary(
        pseudonym="小禾",
        guardian_consent_ref="同意书 1",
        relatives=[],
        added_by=ident("organiser"),
        added_at=_AT,
        **where,
    )
    word = BrandWord(
        organisation_id=drive.branch_id,
        word=f"川叶{drive_id}",
        plain=f"川叶{drive_id}",
        by_id=ident("organiser"),
        at=_AT,
    )
    rows = {"change_id": change, "beneficiary_id": child, "word_id": word}
    return found | {
        name: Target(await add(session, row), None, None, who.serving) for name, row in rows.items()
    }


def _drive(who: Who) -> Drive:
    return Drive(
        circle_id=ident(who.serving),
        with_staff=who.branch is None,
        code=f"2026-{who.person_id.hex[:8]}",
        title="特校爱心捐助",
        purpose="为特殊教育学校学生购置学习用品",
        beneficiary_class="特殊教育学校学生",
        opens_on=_DAY,
        closes_on=date(2026, 9, 30),
        responsible_id=ident("organiser"),
        state=DriveState.COLLECTING,
        drafted_by=ident("organiser"),
        drafted_at=_AT,
        approved_by=ident("secretary"),
        opened_at=_AT,
        last_receipt=2,
        **who.where,
    )


async def _gift(session: AsyncSession, who: Who, where: dict[str, Any]) -> Any:
    """Something given by name, and something by nobody who can be told but by the words on the slip."""
    what: dict[str, Any] = {"kind": GiftKind.GOODS, "item": "书包", "unit": "个", "amount": 10}
    received: dict[str, Any] = {"state": DonationState.RECEIVED, "handler_id": ident("organiser")}
    received |= {"made_at": _AT, "received_at": _AT} | what | where
    anonymous = Donation(
        donor=DonorKind.ANONYMOUS,
        secret_hash=hashed(gift_secret(where["drive_id"])),
        receipt_number=2,
        **received,
    )
    await add(session, anonymous)
    gift = Donation(donor=DonorKind.PERSON, person_id=who.person_id, receipt_number=1, used=1, **received)
    gift_id = await add(session, gift)
    receipt = Receipt(
        drive_id=where["drive_id"],
        donation_id=gift_id,
        number=1,
        receiver_id=where["branch_id"],
        handler_id=ident("organiser"),
        received_on=_DAY,
        **what,
    )
    await add(session, receipt)
    return gift_id


async def _handed_over(session: AsyncSession, where: dict[str, Any]) -> Any:
    hand_over = HandOver(
        handed_on=_DAY,
        receiver="特殊教育学校",
        signature_ref="签收单 1",
        state=HandOverState.DONE,
        first_handler_id=ident("organiser"),
        second_handler_id=ident("secretary"),
        prepared_at=_AT,
        confirmed_at=_AT,
        **where,
    )
    return await add(session, hand_over)
