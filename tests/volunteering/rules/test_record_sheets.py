"""What a record sheet may rest on, how it is named and numbered, and what a stranger's typing means."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.volunteering.api.pages.words import ON_PAPER, ON_SCREEN, PAPER_NOTICE, STATES
from services.volunteering.models import RecordSheet, RecordSheetLine, SheetState
from services.volunteering.rules import record_sheets as rules
from services.volunteering.rules.record_sheets import (
    NothingServed,
    OwnSheet,
    RecordSheetUnknown,
    SheetEnded,
    SheetSpanWrong,
    SheetStands,
)
from shared.ids import named_id

TODAY = date(2026, 9, 15)
WANG, ORGANISER = named_id("wang"), named_id("organiser")


def a_sheet(state: SheetState = SheetState.ISSUED) -> RecordSheet:
    return RecordSheet(
        number="FW2026-000012",
        check_code="0123456789AB",
        person_id=WANG,
        branch_id=named_id("power"),
        community_id=named_id("baiguo"),
        volunteer_number="V0000001",
        masked_name="王**",
        from_on=date(2026, 1, 1),
        until_on=date(2026, 6, 30),
        minutes=630,
        state=state,
        key_id=named_id("key"),
        status_index=0,
        credential="",
        issued_on=TODAY,
        issued_at=datetime(2026, 9, 15, 4, tzinfo=UTC),
    )


def a_line(record_id: UUID, minutes: int) -> RecordSheetLine:
    return RecordSheetLine(
        sheet_id=named_id("sheet"),
        record_id=record_id,
        served_on=TODAY,
        title="楼道照明检修",
        minutes=minutes,
    )


def test_a_sheet_may_end_today() -> None:
    rules.fits(date(2026, 9, 15), TODAY, TODAY)


@pytest.mark.parametrize(
    ("from_on", "until_on"),
    [
        (date(2026, 9, 1), date(2026, 9, 16)),
        (date(2026, 9, 2), date(2026, 9, 1)),
        (date(2016, 12, 31), date(2026, 9, 1)),
    ],
    ids=["until tomorrow", "backwards", "over ten years"],
)
def test_days_to_come_or_out_of_order_are_refused(from_on: date, until_on: date) -> None:
    with pytest.raises(SheetSpanWrong):
        rules.fits(from_on, until_on, TODAY)


def test_nothing_is_certified_of_who_has_no_final_hours() -> None:
    with pytest.raises(NothingServed):
        rules.may_issue(0)


class TestSayingMore:
    ONE, TWO = named_id("one"), named_id("two")

    def test_the_same_records_and_minutes_say_nothing_new(self) -> None:
        with pytest.raises(SheetStands) as refused:
            rules.says_more(a_sheet(), [a_line(self.ONE, 60)], [(self.ONE, 60)])
        assert refused.value.detail("en") == "Its number is FW2026-000012"

    def test_other_minutes_do(self) -> None:
        rules.says_more(a_sheet(), [a_line(self.ONE, 60)], [(self.ONE, 90)])

    def test_one_more_record_does(self) -> None:
        rules.says_more(a_sheet(), [a_line(self.ONE, 60)], [(self.ONE, 60), (self.TWO, 30)])


class TestWithdrawing:
    def test_another_may(self) -> None:
        rules.may_withdraw(a_sheet(), ORGANISER)

    def test_nobody_withdraws_their_own(self) -> None:
        with pytest.raises(OwnSheet):
            rules.may_withdraw(a_sheet(), WANG)

    @pytest.mark.parametrize("state", [SheetState.WITHDRAWN, SheetState.SUPERSEDED])
    def test_what_has_ended_ends_once(self, state: SheetState) -> None:
        with pytest.raises(SheetEnded):
            rules.may_withdraw(a_sheet(state), ORGANISER)


@pytest.mark.parametrize(
    ("name", "shown"), [("王建国", "王**"), ("王一", "王**"), ("欧阳明月", "欧**"), ("", "**")]
)
def test_a_masked_name_tells_one_character_and_not_its_length(name: str, shown: str) -> None:
    assert rules.masked(name) == shown


def test_a_number_has_its_year_and_is_padded() -> None:
    assert rules.numbered(2026, 12) == "FW2026-000012"
    assert rules.numbered(2027, 1_000_000) == "FW2027-1000000"


@pytest.mark.parametrize("typed", ["0123-4567-89AB", "o123 4567 89ab", " OI2345678 9AB", "0l23456789ab"])
def test_a_check_code_is_read_as_people_type_it(typed: str) -> None:
    assert rules.knows(a_sheet(), rules.read_code(typed)).number == "FW2026-000012"


@pytest.mark.parametrize(
    "typed", ["0123-4567-89AC", "", "0123456789A", "0123456789AB0", "０123456789AB", "-" * 12]
)
def test_any_other_code_opens_nothing(typed: str) -> None:
    with pytest.raises(RecordSheetUnknown):
        rules.knows(a_sheet(), rules.read_code(typed))


def test_no_code_opens_a_number_that_was_never_given() -> None:
    """Not even the one that stands in for the missing code in the comparison."""
    for code in ("", "-" * 12, "0123456789AB"):
        with pytest.raises(RecordSheetUnknown):
            rules.knows(None, code)


def test_a_code_is_shown_in_groups() -> None:
    assert rules.shown_code("0123456789AB") == "0123-4567-89AB"


@pytest.mark.parametrize(
    ("minutes", "shown"), [(630, "10.5"), (60, "1"), (30, "0.5"), (20, "0:20"), (66, "1.1"), (61, "1:01")]
)
def test_hours_are_exact(minutes: int, shown: str) -> None:
    assert rules.hours(minutes) == shown


class TestWording:
    """Only who records in the national system certifies (Record and Certificate Measures 2020)."""

    def test_without_a_recording_body_it_is_an_internal_record(self) -> None:
        assert rules.heading(None) == ("内部服务记录单", "Internal service record")

    def test_a_declared_recording_body_certifies(self) -> None:
        assert rules.heading("什邡市志愿者协会") == ("志愿服务记录证明", "Certificate of volunteer service")

    def test_no_other_word_on_paper_or_page_speaks_of_a_certificate(self) -> None:
        words = [*ON_PAPER.values(), PAPER_NOTICE[False]]
        words += [word for table in (ON_SCREEN, STATES) for each in table.values() for word in each.values()]
        told = "\n".join(words).replace("不属于《志愿服务记录与证明出具办法(试行)》所称的证明", "")
        assert [word for word in ("证明", "证书", "ertificate", "ertified") if word in told] == []
