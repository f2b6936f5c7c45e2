"""Registrations: who gets a place and how the queue moves."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.models import Queue, Registration, RegistrationState, Sitting, SittingState
from services.activities.rules import registrations as rules

START = datetime(2026, 9, 22, 6, tzinfo=UTC)
NOON = datetime(2026, 9, 15, 4, tzinfo=UTC)
SOMEONE = UUID(int=1)


def a_sitting(**more: Any) -> Sitting:
    given: dict[str, Any] = {
        "meeting_id": UUID(int=2),
        "branch_id": UUID(int=3),
        "offer_hours": 24,
        "starts_at": START,
        "ends_at": START + timedelta(hours=2),
        "time_zone": "Asia/Shanghai",
        "place": "会议室",
        "capacity": 10,
        "guests_most": 4,
    }
    return Sitting(**(given | more))


def waiting(*parties: int) -> list[Registration]:
    return [
        Registration(
            sitting_id=UUID(int=4),
            branch_id=UUID(int=3),
            person_id=SOMEONE,
            guests=places - 1,
            turn=turn,
            state=RegistrationState.WAITLISTED,
            registered_at=NOON,
        )
        for turn, places in enumerate(parties, 1)
    ]


def turns(rows: list[Registration]) -> list[int]:
    return [row.turn for row in rows]


class TestQueue:
    def test_under_strict_a_party_that_does_not_fit_holds_up_the_queue(self) -> None:
        assert rules.next_offers(a_sitting(taken=9), waiting(2, 1)) == []

    def test_under_fill_the_first_that_fits_is_offered_the_place(self) -> None:
        sitting = a_sitting(taken=9, queue=Queue.FILL)
        assert turns(rules.next_offers(sitting, waiting(2, 1, 1))) == [2]

    def test_as_many_are_offered_places_as_there_are(self) -> None:
        assert turns(rules.next_offers(a_sitting(taken=6), waiting(1, 2, 1, 1))) == [1, 2, 3]

    def test_without_a_limit_everyone_is_offered_a_place(self) -> None:
        assert turns(rules.next_offers(a_sitting(capacity=None), waiting(5, 5))) == [1, 2]

    def test_who_comes_now_passes_nobody_under_strict(self) -> None:
        assert rules.admitted(a_sitting(taken=9), 1, others_wait=True) == "waitlisted"

    def test_who_comes_now_may_fill_a_gap_under_fill(self) -> None:
        assert rules.admitted(a_sitting(taken=9, queue=Queue.FILL), 1, others_wait=True) == "confirmed"

    def test_the_last_place_is_a_place(self) -> None:
        assert rules.admitted(a_sitting(taken=9), 1, others_wait=False) == "confirmed"
        assert rules.admitted(a_sitting(taken=9), 2, others_wait=False) == "waitlisted"


PARTIES = st.lists(st.integers(1, 5), max_size=30)


class TestOffers:
    @given(PARTIES, st.integers(0, 20), st.sampled_from(Queue))
    def test_never_more_places_than_are_free(self, parties: list[int], free: int, queue: Queue) -> None:
        offered = rules.next_offers(a_sitting(capacity=20, taken=20 - free, queue=queue), waiting(*parties))
        assert sum(row.places for row in offered) <= free

    @given(PARTIES, st.integers(0, 20))
    def test_strict_offers_go_to_the_head_of_the_queue_as_far_as_it_fits(
        self, parties: list[int], free: int
    ) -> None:
        offered = rules.next_offers(a_sitting(capacity=20, taken=20 - free), waiting(*parties))
        assert turns(offered) == list(range(1, len(offered) + 1))
        assert len(offered) == len(parties) or sum(parties[: len(offered) + 1]) > free

    @given(PARTIES, st.integers(0, 20))
    def test_fill_leaves_nobody_waiting_who_would_fit(self, parties: list[int], free: int) -> None:
        sitting = a_sitting(capacity=20, taken=20 - free, queue=Queue.FILL)
        offered = rules.next_offers(sitting, waiting(*parties))
        left = free - sum(row.places for row in offered)
        passed = set(range(1, len(parties) + 1)) - set(turns(offered))
        assert all(parties[turn - 1] > left for turn in passed)


class TestTime:
    def test_registration_ends_at_the_deadline_itself(self) -> None:
        sitting = a_sitting(registers_until=NOON)
        assert not rules.takes_offers(sitting, NOON)
        assert rules.takes_offers(sitting, NOON - timedelta(microseconds=1))

    def test_a_deadline_after_the_beginning_means_the_beginning(self) -> None:
        assert rules.closes_at(a_sitting(registers_until=START + timedelta(hours=1))) == START

    def test_no_offer_outlives_the_beginning(self) -> None:
        assert rules.offer_ends(a_sitting(), NOON) == NOON + timedelta(hours=24)
        assert rules.offer_ends(a_sitting(), START - timedelta(hours=3)) == START

    def test_a_cancelled_sitting_offers_nothing(self) -> None:
        assert not rules.takes_offers(a_sitting(state=SittingState.CANCELLED), NOON)

    def test_an_offer_is_over_at_its_instant_although_nobody_has_noticed(self) -> None:
        [row] = waiting(1)
        row.state, row.offered_until = RegistrationState.OFFERED, NOON
        assert rules.shown(row, NOON) == "expired"
        assert rules.shown(row, NOON - timedelta(microseconds=1)) == "offered"


class TestParty:
    def test_five_people_cannot_enter_a_sitting_of_four(self) -> None:
        with pytest.raises(rules.PartyTooLarge):
            rules.may_bring(a_sitting(capacity=4), 4)
        rules.may_bring(a_sitting(capacity=5), 4)

    def test_more_guests_than_the_sitting_allows_are_refused(self) -> None:
        with pytest.raises(rules.PartyTooLarge):
            rules.may_bring(a_sitting(capacity=None), 5)

    def test_nobody_approves_the_own_registration(self) -> None:
        with pytest.raises(rules.OwnRegistration):
            rules.may_approve(waiting(1)[0], SOMEONE)
