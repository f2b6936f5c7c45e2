"""A donation drive for the pupils of a special school: pledged, brought, given without a name, partly handed over."""

from datetime import date
from typing import Any

from shared.auth.policy import Reach, Role
from shared.auth.principal import Grant

from ..models import DonorKind, Drive, GiftKind
from ..rules.books import Lot
from ..rules.donations import Donor, Gift
from ..usecases import donations, drives, hand_overs
from .scene import DAY, Scene
from .story import DRIVE, GIFTS


async def collect(scene: Scene, day: date) -> None:
    """It goes on: the last of those who pledged has not brought anything yet."""
    drive = await _opened(scene, day)
    by: dict[str, Any] = {"by": scene.organiser}
    for place, (item, unit, amount) in enumerate(GIFTS):
        gift = Gift(GiftKind.GOODS, amount, item, unit)
        donor, today = scene.cast.volunteers[place], day + 2 * DAY
        row = await donations.pledge(scene.session, drive, gift, by=donor, at=scene.at(today), today=today)
        brought: dict[str, Any] = {"at": scene.at(today + DAY), "today": today + DAY}
        if place + 1 < len(GIFTS):
            await donations.receive(scene.session, drive, row, amount, **by, **brought)
    money, nobody = Gift(GiftKind.CASH, 20_000), Donor(DonorKind.ANONYMOUS)
    last = day + 4 * DAY
    await donations.record(scene.session, drive, money, nobody, "001", **by, at=scene.at(last), today=last)
    await _hand_over(scene, drive, day + 5 * DAY)


async def _opened(scene: Scene, day: date) -> Drive:
    secretary, branch = scene.cast.one(Role.SECRETARY), scene.cast.branch_id
    appeal = drives.Appeal(
        circle_id=branch,
        with_staff=False,
        community_id=scene.cast.community_id,
        code=f"{day.year}-01",
        **DRIVE,
        opens_on=day,
        closes_on=day + 30 * DAY,
        responsible_id=scene.organiser,
    )
    before = day - 2 * DAY
    drafted: dict[str, Any] = {"by": scene.cast.one(Role.PUBLICITY), "at": scene.at(before), "today": before}
    drive = await drives.draft(scene.session, branch, appeal, **drafted)
    grants = (Grant(Reach.BRANCH, branch, role=Role.SECRETARY),)
    await drives.approve(scene.session, drive, grants, by=secretary, at=scene.at(day - DAY))
    return await drives.open_(scene.session, drive, by=scene.organiser, at=scene.at(day), today=day)


async def _hand_over(scene: Scene, drive: Drive, day: date) -> None:
    """The first things, before two of the committee."""
    item, unit, amount = GIFTS[0]
    second = scene.cast.one(Role.DISCIPLINE)
    handing = hand_overs.Handing(
        handed_on=day,
        receiver="特殊教育学校德育处",
        signature_ref="签收单 001",
        second_handler_id=second,
        purpose_number=0,
        beneficiary_ids=(),
        lines=[(Lot(GiftKind.GOODS, item, unit), amount)],
    )
    at = scene.at(day)
    row = await hand_overs.prepare(scene.session, drive, handing, by=scene.organiser, at=at, today=day)
    await hand_overs.confirm(scene.session, drive, row, by=second, at=at)
