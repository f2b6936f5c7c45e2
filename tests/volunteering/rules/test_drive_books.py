"""The books of a drive: whatever is done to them in whatever order, nothing is negative and nothing is lost."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)

from services.volunteering.models import Donation, DonationState, DonorKind, Drive, DriveState, GiftKind
from services.volunteering.rules import books, donations, drives, purpose_changes, remainders
from services.volunteering.rules.books import BooksUnbalanced, NothingLeft, StockTooSmall, Taken
from services.volunteering.rules.donations import DonationNotInState
from services.volunteering.rules.drives import DriveNotInState, HandedOverAlready, UnconfirmedGifts

NOW = datetime(2026, 9, 15, 4, tzinfo=UTC)
LOTS = [books.Lot(GiftKind.CASH, "cash", "fen"), books.Lot(GiftKind.GOODS, "棉衣", "件")]


def a_drive() -> Drive:
    """One that takes gifts."""
    return Drive(
        branch_id=uuid4(),
        circle_id=uuid4(),
        code="2026-A1",
        title="送冬衣",
        purpose="送冬衣",
        beneficiary_class="学生",
        opens_on=date(2026, 9, 15),
        closes_on=date(2026, 9, 29),
        responsible_id=uuid4(),
        state=DriveState.COLLECTING,
        drafted_by=uuid4(),
        drafted_at=NOW,
    )


def a_gift(amount: int = 100, lot: int = 0, number: int | None = 1, **more: object) -> Donation:
    """Received under a number, or only pledged without one."""
    return Donation(
        drive_id=uuid4(),
        branch_id=uuid4(),
        donor=DonorKind.ANONYMOUS,
        state=DonationState.PLEDGED if number is None else DonationState.RECEIVED,
        kind=LOTS[lot].kind,
        item=LOTS[lot].item,
        unit=LOTS[lot].unit,
        amount=amount,
        receipt_number=number,
        made_at=NOW,
        **more,  # type: ignore[arg-type] # whatever a test needs otherwise
    )


class TestDraw:
    def test_the_oldest_receipts_go_first(self) -> None:
        gifts = [a_gift(50, number=2), a_gift(30, number=1), a_gift(70, number=3)]
        assert [each.amount for each in books.draw(gifts, LOTS[0], 0, 90)] == [30, 50, 10]

    def test_exactly_what_is_there_may_go(self) -> None:
        assert [each.amount for each in books.draw([a_gift(100)], LOTS[0], 0, 100)] == [100]

    def test_one_fen_more_is_refused_and_takes_nothing(self) -> None:
        gift = a_gift(100)
        with pytest.raises(StockTooSmall):
            books.draw([gift], LOTS[0], 0, 101)
        assert books.in_hand(gift) == 100

    def test_nothing_is_drawn_from_another_lot_or_purpose_or_a_mere_pledge(self) -> None:
        others = [a_gift(100, lot=1), a_gift(100, purpose_number=1), a_gift(100, number=None)]
        with pytest.raises(StockTooSmall):
            books.draw(others, LOTS[0], 0, 1)


class TestBalance:
    def test_a_drive_without_gifts_balances(self) -> None:
        books.balance([a_gift(number=None)])

    def test_one_lot_never_makes_up_for_another(self) -> None:
        with pytest.raises(BooksUnbalanced) as refused:
            books.balance([a_gift(100, used=100), a_gift(3, lot=1, number=2, used=2)])
        assert refused.value.values == {"item": "棉衣", "unit": "件", "left": 1}


@dataclass
class Shadow:
    """What the machine knows of the whole, kept by itself."""

    received: int = 0
    left: int = 0


class Books(RuleBasedStateMachine):
    """Gifts, refusals, returns, hand-overs, changes of purpose and remainders, in any order."""

    prepared = Bundle("prepared")

    @initialize()
    def begin(self) -> None:
        self.drive, self.gifts = a_drive(), list[Donation]()
        self.shadow = {lot: Shadow() for lot in LOTS}
        self.purposes = 0

    def receive(self, gift: Donation) -> None:
        donations.move(gift, DonationState.RECEIVED)
        self.drive.last_receipt += 1
        gift.receipt_number = self.drive.last_receipt
        shadow = self.shadow[books.lot_of(gift)]
        shadow.received += gift.amount
        shadow.left += gift.amount

    @precondition(lambda self: self.drive.state is DriveState.COLLECTING)
    @rule(
        amount=st.integers(1, 10**12),
        lot=st.integers(0, 1),
        to=st.sampled_from([DonationState.RECEIVED, DonationState.RECEIVED, DonationState.RECORDED, None]),
    )
    def announce(self, amount: int, lot: int, to: DonationState | None) -> None:
        gift = a_gift(amount, lot, None)
        self.gifts.append(gift)
        if to is DonationState.RECEIVED:
            self.receive(gift)
        elif to is not None:
            donations.move(gift, to)

    @precondition(lambda self: self.drive.state is DriveState.COLLECTING and self.gifts)
    @rule(data=st.data(), to=st.sampled_from([DonationState.RECEIVED, DonationState.REFUSED]))
    def answer(self, data: st.DataObject, to: DonationState) -> None:
        gift = data.draw(st.sampled_from(self.gifts))
        if gift.state not in {DonationState.PLEDGED, DonationState.RECORDED}:
            with pytest.raises(DonationNotInState):
                donations.move(gift, to)
        elif to is DonationState.RECEIVED:
            self.receive(gift)
        else:
            donations.move(gift, to)

    @precondition(lambda self: self.gifts)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        gift = data.draw(st.sampled_from(self.gifts))
        left = books.in_hand(gift)
        if not left:
            with pytest.raises(NothingLeft):
                books.give_back(gift)
            return
        assert books.give_back(gift) == left
        self.shadow[books.lot_of(gift)].left -= left

    @precondition(lambda self: self.drive.state in drives.HANDING_OVER and self.gifts)
    @rule(target=prepared, share=st.sampled_from(["one", "half", "all", "more"]), data=st.data())
    def hand_over(self, share: str, data: st.DataObject) -> list[Taken]:
        gift = data.draw(st.sampled_from(self.gifts))
        lot, purpose = books.lot_of(gift), gift.purpose_number
        bound = [each for each in self.gifts if books.lot_of(each) == lot and each.purpose_number == purpose]
        there = sum(map(books.in_hand, bound))
        wanted = {"one": 1, "half": max(1, there // 2), "all": max(1, there), "more": there + 1}[share]
        if wanted > there:
            with pytest.raises(StockTooSmall):
                books.draw(self.gifts, lot, purpose, wanted)
            return []
        taken = books.draw(self.gifts, lot, purpose, wanted)
        books.use(taken)
        self.shadow[lot].left -= wanted
        return taken

    @precondition(lambda self: self.drive.state in drives.HANDING_OVER)
    @rule(taken=consumes(prepared))
    def not_handed_over_after_all(self, taken: list[Taken]) -> None:
        books.put_back(taken)
        for each in taken:
            self.shadow[books.lot_of(each.gift)].left += each.amount

    @precondition(lambda self: self.drive.state is DriveState.CLOSED and self.gifts)
    @rule(data=st.data())
    def change_the_purpose(self, data: st.DataObject) -> None:
        agreed = data.draw(st.sets(st.sampled_from([each.id for each in self.gifts])))
        before = {gift.id: (gift.purpose_number, books.in_hand(gift)) for gift in self.gifts}
        self.purposes += 1
        purpose_changes.rebind(self.gifts, agreed, self.purposes)
        for gift in self.gifts:
            number, left = before[gift.id]
            moved = gift.id in agreed and left > 0
            assert gift.purpose_number == (self.purposes if moved else number)

    @precondition(lambda self: self.drive.state in {DriveState.CLOSED, DriveState.CANCELLED})
    @rule()
    def decide_on_the_remainder(self) -> None:
        if not any(shadow.left for shadow in self.shadow.values()):
            with pytest.raises(NothingLeft):
                remainders.concerned(self.drive, self.gifts)
            return
        books.settle(remainders.concerned(self.drive, self.gifts))
        for shadow in self.shadow.values():
            shadow.left = 0

    @rule()
    def close(self) -> None:
        if self.drive.state is not DriveState.COLLECTING:
            with pytest.raises(DriveNotInState):
                drives.move(self.drive, DriveState.CLOSED)
        elif any(gift.state is DonationState.RECORDED for gift in self.gifts):
            with pytest.raises(UnconfirmedGifts):
                drives.all_confirmed(self.gifts)
            for gift in self.gifts:
                if gift.state is DonationState.RECORDED:
                    donations.move(gift, DonationState.REFUSED)
        else:
            drives.all_confirmed(self.gifts)
            drives.lapse(self.gifts)
            drives.move(self.drive, DriveState.CLOSED)

    @precondition(lambda self: self.drive.state is DriveState.CLOSED)
    @rule()
    def settle(self) -> None:
        if any(shadow.left for shadow in self.shadow.values()):
            with pytest.raises(BooksUnbalanced):
                books.balance(self.gifts)
            return
        books.balance(self.gifts)
        drives.move(self.drive, DriveState.HANDED_OVER)

    @precondition(lambda self: self.drive.state in drives.HANDING_OVER)
    @rule()
    def cancel(self) -> None:
        if any(gift.state is DonationState.RECORDED for gift in self.gifts):
            with pytest.raises(UnconfirmedGifts):
                drives.may_cancel(self.gifts)
        elif any(gift.used or gift.settled for gift in self.gifts):
            with pytest.raises(HandedOverAlready):
                drives.may_cancel(self.gifts)

    @invariant()
    def nothing_is_negative_and_nothing_lost(self) -> None:
        for gift in self.gifts:
            assert min(gift.used, gift.returned, gift.settled, books.in_hand(gift)) >= 0
            assert {type(each) for each in (gift.amount, gift.used, gift.returned, gift.settled)} == {int}
        told = {account.lot: (account.received, account.remaining) for account in books.accounts(self.gifts)}
        known = {lot: (each.received, each.left) for lot, each in self.shadow.items() if each.received}
        assert told == known


Books.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestBooks = Books.TestCase
