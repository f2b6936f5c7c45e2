"""Many at once at one drive: its row is the lock of its books, and constraints hold even without it."""

import asyncio
from collections import Counter

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.support.door import code_of
from tests.volunteering.giving import (
    DECLARED,
    a_hand_over,
    a_remainder,
    a_slip,
    cash,
    closed,
    coats,
    dropped,
    given,
    lots,
    opened,
    pledged,
    prepared,
)
from tests.volunteering.house import House, both

pytestmark = pytest.mark.timeout(240)


async def patiently(house: House, path: str, body: object, by: str, key: str) -> httpx2.Response:
    """Send again, as a client does, while the service is busy or a twin is running."""
    while True:
        answer = await house.post(path, body, by, key=key)
        if answer.status_code != 503 and answer.json().get("code") != "idempotency_in_flight":
            return answer
        await asyncio.sleep(0.05)


async def together(house: House, *asked: tuple[str, object, str]) -> list[str]:
    """What becomes of all of these, sent at once, each under a key of its own: `done` or the refusal."""
    answers = await asyncio.gather(
        *(patiently(house, *each, f"race-{number:04}") for number, each in enumerate(asked))
    )
    return ["done" if answer.status_code == 201 else code_of(answer) for answer in answers]


class TestStock:
    @both
    async def test_the_last_coat_is_handed_over_once(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path, **coats(1))
        asked: list[tuple[str, object, str]] = [
            (f"{path}/hand-overs", a_hand_over(coats(1)), "organiser") for _ in range(10)
        ]
        found = await together(house, *asked)
        assert sorted(found) == ["done"] + ["stock_too_small"] * 9
        assert (await lots(house, path))["棉衣"]["remaining"] == 0

    @both
    async def test_hand_overs_at_once_never_use_more_than_was_received(self, house: House) -> None:
        path = await opened(house)
        for _ in range(3):
            await dropped(house, path, **cash(100))
        asked: list[tuple[str, object, str]] = [
            (f"{path}/hand-overs", a_hand_over(cash(70)), "organiser") for _ in range(8)
        ]
        found = await together(house, *asked)
        assert found.count("done") == 4
        assert (await lots(house, path))["cash"]["remaining"] == 20

    @both
    async def test_a_gift_goes_back_or_is_handed_over_and_never_both(self, house: House) -> None:
        path = await opened(house)
        row = await given(house, path)
        back = (f"/v1/donations/{row['id']}/return", {"reason": "捐赠人要求"}, "organiser")
        over = (f"{path}/hand-overs", a_hand_over(), "organiser")
        found = await together(house, back, over, back, over)
        assert found.count("done") == 1
        assert (await lots(house, path))["cash"]["remaining"] == 0

    @both
    async def test_a_remainder_and_a_hand_over_share_nothing(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        await closed(house, path)
        found = await together(
            house,
            (f"{path}/remainders", a_remainder(), "secretary"),
            (f"{path}/hand-overs", a_hand_over(cash(4_000)), "organiser"),
            (f"{path}/remainders", a_remainder(), "organiser"),
        )
        assert found.count("done") == 1
        books = (await lots(house, path))["cash"]
        assert (books["settled"], books["reserved"]) in {(10_000, 0), (0, 4_000)}

    @both
    async def test_a_hand_over_is_confirmed_or_withdrawn_and_never_both(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        waiting = await prepared(house, path)
        found = await together(
            house,
            (f"{waiting}/confirmation", DECLARED, "secretary"),
            (f"{waiting}/withdrawal", None, "organiser"),
            (f"{waiting}/confirmation", DECLARED, "secretary"),
            (f"{waiting}/withdrawal", None, "secretary"),
        )
        assert sorted(found) == ["done"] + ["hand_over_not_in_state"] * 3
        books = (await lots(house, path))["cash"]
        assert books["handed_over"] + books["remaining"] == 10_000


class TestReceipts:
    @both
    async def test_a_gift_is_received_once(self, house: House) -> None:
        row = await pledged(house, await opened(house))
        path, body = f"/v1/donations/{row['id']}/receipt", {"counted": 10_000}
        found = await together(house, *[(path, body, key) for key in ("organiser", "secretary") * 4])
        assert Counter(found) == {"done": 1, "donation_not_in_state": 7}
        assert await house.count("receipt") == 1

    @both
    async def test_receipts_at_once_have_different_numbers_and_no_gap(self, house: House) -> None:
        path = await opened(house)
        keys = ("organiser", "secretary", "publicist")
        asked: list[tuple[str, object, str]] = [
            (f"{path}/donations", a_slip(), keys[number % 3]) for number in range(12)
        ]
        assert set(await together(house, *asked)) == {"done"}
        async with house.database.read() as view:
            numbers = (await view.execute(text("SELECT number FROM receipt ORDER BY number"))).scalars().all()
        assert list(numbers) == list(range(1, 13))

    @both
    async def test_one_slip_entered_by_two_handlers_is_one_gift(self, house: House) -> None:
        path, slip = await opened(house), a_slip()
        found = await together(
            house, *[(f"{path}/donations", slip, key) for key in ("organiser", "secretary") * 3]
        )
        assert sorted(found) == ["done"] + ["slip_taken"] * 5

    @both
    async def test_the_same_request_five_times_at_once_is_one_pledge(self, house: House) -> None:
        path = await opened(house)
        answers = await asyncio.gather(
            *[patiently(house, f"{path}/pledges", cash(), "wang", "a-shaky-line") for _ in range(5)]
        )
        assert len({answer.text for answer in answers}) == 1
        assert await house.count("donation") == 1
        keys = [patiently(house, f"{path}/pledges", coats(), "wang", f"device-{n:03}") for n in range(5)]
        assert sorted(each.status_code for each in await asyncio.gather(*keys)) == [201] + [409] * 4


class TestClosing:
    @both
    async def test_no_gift_arrives_after_the_closing(self, house: House) -> None:
        path = await opened(house)
        row = await pledged(house, path)
        found = await together(
            house,
            (f"{path}/donations", a_slip(), "secretary"),
            (f"/v1/donations/{row['id']}/receipt", {"counted": 10_000}, "organiser"),
            (f"{path}/closing", None, "publicist"),
            (f"{path}/pledges", cash(), "li"),
            (f"{path}/donations", a_slip(), "organiser"),
        )
        assert found[2] == "done"
        late = [each for each in found if each != "done"]
        assert set(late) <= {"drive_not_in_state", "donation_not_in_state"}
        async with house.database.read() as view:
            query = text("SELECT state, count(*) FROM donation GROUP BY state")
            states = {state for state, _ in await view.execute(query)}
        assert states <= {"received", "lapsed"}
        arrived = sum(found[each] == "done" for each in (0, 1, 4))
        assert (await lots(house, path) or {"cash": {"received": 0}})["cash"]["received"] == arrived * 10_000

    @both
    async def test_what_is_settled_had_nothing_left(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        waiting = await prepared(house, path)
        await closed(house, path)
        found = await together(
            house,
            (f"{path}/settlement", None, "organiser"),
            (f"{waiting}/withdrawal", None, "organiser"),
            (f"{path}/settlement", None, "publicist"),
            (f"{waiting}/confirmation", DECLARED, "secretary"),
            (f"{path}/settlement", None, "secretary"),
        )
        state = (await house.read(path, "organiser"))["state"]
        left = (await lots(house, path))["cash"]["remaining"]
        assert (state, left) in {("handed_over", 0), ("closed", 0), ("closed", 10_000)}
        assert (state == "handed_over") is any(found[each] == "done" for each in (0, 2, 4))


class TestConstraints:
    """What the database holds by itself."""

    @pytest.mark.parametrize(
        "change",
        [
            "used = amount + 1",
            "used = amount, returned = 1",
            "settled = -1",
            "amount = 0",
            "receipt_number = NULL",
            "state = 'pledged'",
            "person_id = handler_id",
            "donor = 'unit'",
            "donor = 'person'",
        ],
    )
    @both
    async def test_no_statement_upsets_the_books(self, house: House, change: str) -> None:
        await dropped(house, await opened(house))
        with pytest.raises(IntegrityError):
            async with house.database.write() as session:
                await session.execute(text(f"UPDATE donation SET {change}"))  # noqa: S608 - a literal above

    @pytest.mark.parametrize(
        "table",
        ["receipt", "donation_return", "hand_over_line", "remainder_line", "use_report", "drive_step"],
    )
    @both
    async def test_what_was_written_on_paper_never_changes(self, house: House, table: str) -> None:
        path = await opened(house)
        row = await given(house, path)
        await dropped(house, path, **coats(2))
        waiting = await prepared(house, path, coats(1))
        await house.made(f"{waiting}/confirmation", DECLARED, "secretary")
        await house.made(f"/v1/donations/{row['id']}/return", {"reason": "捐赠人要求"}, "organiser")
        await house.made(f"{path}/use-reports", {"text": "一件已送到。"}, "organiser")
        await closed(house, path)
        await house.made(f"{path}/remainders", a_remainder(), "secretary")
        assert await house.count(table)
        for act in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):  # noqa: S608 - a name of ours
            with pytest.raises(Exception, match="append-only"):
                async with house.database.write() as session:
                    await session.execute(text(act))

    @both
    async def test_one_person_is_never_both_handlers(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        await prepared(house, path)
        with pytest.raises(IntegrityError):
            async with house.database.write() as session:
                await session.execute(text("UPDATE hand_over SET second_handler_id = first_handler_id"))

    @both
    async def test_nobody_approves_the_own_drive_behind_our_back(self, house: House) -> None:
        await opened(house)
        with pytest.raises(IntegrityError):
            async with house.database.write() as session:
                await session.execute(text("UPDATE drive SET approved_by = drafted_by"))
