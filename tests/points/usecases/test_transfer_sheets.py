"""A transfer is one sheet, made once the roster knows of it; what is not decided in time goes back, once."""

import asyncio
from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from services.points.models import Claim, ClaimState, TransferClosing, TransferSheet
from services.points.usecases import transfer_sheets
from shared.facts import Fact, fact
from shared.outbox import OUTBOX
from tests.points.house import both
from tests.points.world import ident

from .books import TELLER, Books, again, attended
from .moving import the_roster_knows

sweep = partial(transfer_sheets.sweep, teller=TELLER, zone=ZoneInfo("Asia/Shanghai"), days=10)


def moved(to: str | None = "packing", *, came_from: str | None = "power") -> Fact:
    ends = {"from_branch_id": came_from and ident(came_from), "to_branch_id": to and ident(to)}
    data = {"person_id": ident("alone"), "on": "2026-09-15", "letter_no": "动组介〔2026〕3号"} | ends
    return fact("transfer.completed", source="directory", subject=ident("alone"), at=NOON, **data)


NOON = attended("alone").time


async def every(books: Books, table: Any) -> list[Any]:
    async with books.database.read() as view:
        return list((await view.execute(select(table))).scalars())


@both
async def test_a_letter_is_one_sheet_however_often_and_early_it_is_told(books: Books) -> None:
    await books.hear(attended("alone", "2026-09-01"))
    reversed_ = await books.approved(on="2026-09-02")
    await books.reverse(reversed_)
    claim = await books.claim(on="2026-09-03")
    assert await books.hear(moved()) == ["parked member_missing"]
    await the_roster_knows(books)
    told_at_once = [again(moved()) for _ in range(4)]
    await asyncio.gather(*(books.hear(each) for each in told_at_once), return_exceptions=True)
    assert {outcome for each in told_at_once for outcome in await books.hear(each)} == {"duplicate"}
    [sheet] = await every(books, TransferSheet)
    [period], [waiting] = sheet.periods, sheet.open_claims
    assert (period["code"], period["state"], period["months"]) == ("2026-Q3", "open", 3)
    assert (period["entries"], float(period["earned"]), float(period["lost"])) == (1, 4, 0)
    assert (waiting["claim_id"], float(waiting["asked"])) == (str(claim.id), 2)


async def test_who_came_from_outside_brings_no_sheet_and_who_goes_outside_leaves_one(books: Books) -> None:
    assert await books.hear(moved(came_from=None)) == ["ignored"]
    assert await books.hear(moved(None)) == ["parked member_missing"]
    await the_roster_knows(books, None)
    assert await books.hear(again(moved(None))) == ["applied"]


@both
async def test_what_is_open_after_ten_days_goes_back_once_and_says_why(books: Books) -> None:
    decided, left = await books.claim(on="2026-09-02"), await books.claim(on="2026-09-03")
    await the_roster_knows(books)
    await books.hear(moved())
    await books.decide(decided)
    books.today = date(2026, 9, 25)
    assert await sweep(books.database, books.now) == 0
    books.today = date(2026, 9, 26)
    await asyncio.gather(*(sweep(books.database, books.now) for _ in range(4)))
    assert await sweep(books.database, books.now) == 0
    states = {claim.id: claim.state for claim in await every(books, Claim)}
    assert states == {decided.id: ClaimState.APPROVED, left.id: ClaimState.RETURNED}
    assert [row.returned for row in await every(books, TransferClosing)] == [1]
    async with books.database.read() as view:
        payloads = (await view.execute(select(OUTBOX.c.payload))).scalars()
        assert [each["data"]["topic"] for each in payloads] == ["claim_returned"]
