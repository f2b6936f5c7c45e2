"""Duties, programmes, materials and outcomes of a meeting: who may, when, and how long it all takes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.activities.models import (
    Duty,
    MeetingState,
    Purpose,
    Sitting,
    SittingState,
    Undertaking,
    UndertakingState,
)
from services.activities.rules import duties, meeting_materials, meeting_outcomes, programmes, undertakings
from services.activities.rules.meetings import MeetingNotInState
from services.activities.rules.nominations import ReasonNeeded
from services.activities.rules.sittings import SittingCancelled
from tests.activities.rules.rows import NOON, a_meeting, who

STATES = [*MeetingState]
OPEN = {MeetingState.PLANNED, MeetingState.NOTICED, MeetingState.IN_SESSION}


def a_sitting(minutes: int = 120, **more: Any) -> Sitting:
    ends_at = NOON + timedelta(minutes=minutes)
    given: dict[str, Any] = {"starts_at": NOON, "ends_at": ends_at, "time_zone": "Asia/Shanghai"} | more
    return Sitting(meeting_id=who("meeting"), branch_id=who("branch"), place="会议室", **given)


def a_part(minutes: int, **more: UUID | None) -> dict[str, Any]:
    return {"title": f"{minutes} 分钟", "minutes": minutes, "duty_id": None, "speaker_id": None} | more


def an_undertaking(state: UndertakingState) -> Undertaking:
    act: dict[str, Any] = {"by_id": who("organiser"), "at": NOON}
    return Undertaking(
        duty_id=who("duty"), branch_id=who("branch"), person_id=who("wang"), state=state, **act
    )


class TestDuties:
    @pytest.mark.parametrize("state", STATES)
    def test_a_sitting_is_arranged_until_the_meeting_is_closed(self, state: MeetingState) -> None:
        meeting = a_meeting(state=state)
        if state in OPEN:
            duties.may_arrange(meeting, a_sitting())
        else:
            with pytest.raises(MeetingNotInState):
                duties.may_arrange(meeting, a_sitting())

    def test_nothing_is_arranged_at_a_cancelled_sitting(self) -> None:
        with pytest.raises(SittingCancelled):
            duties.may_arrange(a_meeting(), a_sitting(state=SittingState.CANCELLED))

    def test_as_many_are_needed_as_have_taken_it_and_not_one_fewer(self) -> None:
        duty = Duty(sitting_id=who("sitting"), title="摄影", needed=3, taken=2, by_id=who("a"), at=NOON)
        duties.may_need(duty, 2)
        with pytest.raises(duties.DutyHeld):
            duties.may_need(duty, 1)

    def test_the_last_place_is_a_place_and_the_next_is_none(self) -> None:
        duty = Duty(sitting_id=who("sitting"), title="摄影", needed=2, taken=1, by_id=who("a"), at=NOON)
        duties.has_room(duty)
        duty.taken = 2
        with pytest.raises(duties.DutyFull):
            duties.has_room(duty)


class TestUndertakings:
    def test_who_declines_says_why(self) -> None:
        row = an_undertaking(UndertakingState.ASKED)
        undertakings.answer(row, UndertakingState.TAKEN, None)
        undertakings.answer(row, UndertakingState.DECLINED, "当班")
        with pytest.raises(ReasonNeeded):
            undertakings.answer(row, UndertakingState.DECLINED, None)

    @pytest.mark.parametrize(
        "state", [each for each in UndertakingState if each is not UndertakingState.ASKED]
    )
    def test_only_a_request_is_answered(self, state: UndertakingState) -> None:
        with pytest.raises(undertakings.UndertakingSettled):
            undertakings.answer(an_undertaking(state), UndertakingState.TAKEN, None)

    def test_who_has_a_duty_gives_it_back_without_a_word(self) -> None:
        undertakings.may_withdraw(an_undertaking(UndertakingState.TAKEN), None, who("wang"))

    def test_who_was_asked_answers_and_does_not_withdraw(self) -> None:
        with pytest.raises(undertakings.UndertakingSettled):
            undertakings.may_withdraw(an_undertaking(UndertakingState.ASKED), "不去", who("wang"))

    @pytest.mark.parametrize("state", [UndertakingState.ASKED, UndertakingState.TAKEN])
    def test_an_officer_takes_back_with_a_reason(self, state: UndertakingState) -> None:
        undertakings.may_withdraw(an_undertaking(state), "换人", who("organiser"))
        with pytest.raises(ReasonNeeded):
            undertakings.may_withdraw(an_undertaking(state), None, who("organiser"))

    @pytest.mark.parametrize("state", [UndertakingState.DECLINED, UndertakingState.WITHDRAWN])
    def test_what_has_ended_is_not_withdrawn(self, state: UndertakingState) -> None:
        with pytest.raises(undertakings.UndertakingSettled):
            undertakings.may_withdraw(an_undertaking(state), "换人", who("organiser"))


class TestProgrammes:
    def test_parts_fill_the_sitting_and_not_a_minute_more(self) -> None:
        sitting = a_sitting(90)
        programmes.fits([a_part(30), a_part(60)], sitting.starts_at, sitting.ends_at)
        with pytest.raises(programmes.ProgrammeTooLong):
            programmes.fits([a_part(31), a_part(60)], sitting.starts_at, sitting.ends_at)

    def test_half_a_minute_holds_no_part(self) -> None:
        with pytest.raises(programmes.ProgrammeTooLong):
            programmes.fits([a_part(2)], NOON, NOON + timedelta(seconds=119))

    def test_each_part_begins_when_that_before_it_ends(self) -> None:
        found = [(each.starts_at, each.ends_at) for each in programmes.timed(NOON, [a_part(30), a_part(45)])]
        half_past, quarter_past = (
            datetime(2026, 9, 15, 4, 30, tzinfo=UTC),
            datetime(2026, 9, 15, 5, 15, tzinfo=UTC),
        )
        assert found == [(NOON, half_past), (half_past, quarter_past)]

    def test_calendars_show_the_clock_of_the_sitting(self) -> None:
        parts = [a_part(30), a_part(45)]
        assert list(programmes.lines(a_sitting(), parts)) == ["12:00 30 分钟", "12:30 45 分钟"]
        far_away = a_sitting(time_zone="America/New_York")
        assert list(programmes.lines(far_away, parts)) == ["00:00 30 分钟", "00:30 45 分钟"]

    def test_a_part_names_a_duty_of_the_sitting_and_a_person_whom_the_roster_knows(self) -> None:
        part = a_part(5, duty_id=who("duty"), speaker_id=who("wang"))
        programmes.of_the_sitting([part], {who("duty")}, {who("wang")})
        with pytest.raises(duties.DutyMissing):
            programmes.of_the_sitting([part], set(), {who("wang")})
        with pytest.raises(programmes.SpeakerUnknown):
            programmes.of_the_sitting([part], {who("duty")}, set())


class TestMaterials:
    @pytest.mark.parametrize(
        ("purpose", "first", "last"),
        [
            (Purpose.PRE_STUDY, "planned", "noticed"),
            (Purpose.HANDOUT, "planned", "in_session"),
            (Purpose.RESULT, "in_session", "minutes_signed"),
        ],
    )
    def test_a_purpose_has_its_time(self, purpose: Purpose, first: str, last: str) -> None:
        order = ["planned", "noticed", "in_session", "minutes_draft", "minutes_signed", "archived"]
        allowed = order[order.index(first) : order.index(last) + 1]
        found = []
        for state in STATES:
            try:
                meeting_materials.may_arrange(a_meeting(state=state), purpose)
            except MeetingNotInState:
                continue
            found.append(state.value)
        assert found == allowed


class TestOutcomes:
    @pytest.mark.parametrize("state", STATES)
    def test_nothing_comes_of_a_meeting_before_it_is_opened(self, state: MeetingState) -> None:
        meeting = a_meeting(state=state)
        if state in {"planned", "noticed", "cancelled"}:
            with pytest.raises(MeetingNotInState):
                meeting_outcomes.may_name(meeting)
        else:
            meeting_outcomes.may_name(meeting)

    def test_a_noun_is_one_of_the_suite(self) -> None:
        meeting_outcomes.known("entries", {"entries": "points"})
        with pytest.raises(meeting_outcomes.NounUnknown):
            meeting_outcomes.known("Entries", {"entries": "points"})
