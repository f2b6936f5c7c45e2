"""Where a demand goes, and that nobody who is helped can be told from it."""

from datetime import date
from uuid import UUID

import pytest

from services.volunteering.models import DemandState, ProjectState, TakingState, WishTaking
from services.volunteering.rules import demands as rules
from services.volunteering.rules import wish_takings as taking_rules
from tests.volunteering.rules.test_matches import NINE, demand

TODAY, TOMORROW = date(2026, 9, 17), date(2026, 9, 18)
S, T = DemandState, TakingState
WANG = UUID(int=1)


class TestNames:
    @pytest.mark.parametrize(
        "text",
        [
            "510682199003074512",
            "51068219900307451x",
            "510682 19900307 4512",
            "510682900307451",
            "13800138000",
            "138-0013-8000",
            "138 0013 8000",
            "１３８００１３８０００",
            "电话13800138000。",
            "0838-8200000",
        ],
    )
    def test_numbers_of_people_are_found_however_they_are_written(self, text: str) -> None:
        with pytest.raises(rules.PersonNamed):
            rules.names_nobody(None, text)

    @pytest.mark.parametrize(
        "text", ["12 个单元", "2026-09-19 9:00–12:00", "3 号楼 1204 室", "预算 20000000 元"]
    )
    def test_other_numbers_are_let_through(self, text: str) -> None:
        rules.names_nobody("3 号楼 12 单元", text)

    def test_a_pseudonym_has_few_digits(self) -> None:
        rules.names_nobody("受助人 123456")
        with pytest.raises(rules.PersonNamed):
            rules.names_nobody("受助人 1234567")


class TestStates:
    def test_every_way_from_the_first_word_to_the_end(self) -> None:
        row = demand(state=S.COLLECTED)
        for to in (S.VERIFIED, S.PUBLISHED, S.CLAIMED, S.RUNNING, S.DELIVERED, S.CONFIRMED, S.CLOSED):
            rules.move(row, to, TODAY)
        assert row.state is S.CLOSED

    @pytest.mark.parametrize("state", [S.CLOSED, S.CANCELLED, S.EXPIRED])
    @pytest.mark.parametrize("to", [each for each in S if each is not S.EXPIRED])
    def test_what_has_ended_goes_nowhere(self, state: DemandState, to: DemandState) -> None:
        with pytest.raises(rules.DemandNotInState):
            rules.move(demand(state=state), to, TODAY)

    def test_what_is_delivered_is_cancelled_no_more(self) -> None:
        with pytest.raises(rules.DemandNotInState):
            rules.move(demand(state=S.DELIVERED), S.CANCELLED, TODAY)

    @pytest.mark.parametrize("state", [S.COLLECTED, S.VERIFIED, S.PUBLISHED])
    def test_the_day_after_its_last_it_has_expired(self, state: DemandState) -> None:
        assert rules.shown(demand(state=state), TODAY) is state
        assert rules.shown(demand(state=state), TOMORROW) is S.EXPIRED
        with pytest.raises(rules.DemandNotInState):
            rules.move(demand(state=S.PUBLISHED), S.CLAIMED, TOMORROW)

    @pytest.mark.parametrize(("state", "taken"), [(S.CLAIMED, 0), (S.PUBLISHED, 1)])
    def test_what_somebody_has_begun_to_help_does_not_expire(self, state: DemandState, taken: int) -> None:
        assert not rules.due(demand(state=state, taken=taken), TOMORROW)

    @pytest.mark.parametrize(
        ("state", "project", "to"),
        [
            (S.CLAIMED, ProjectState.AGREED, None),
            (S.CLAIMED, ProjectState.RECRUITING, S.RUNNING),
            (S.RUNNING, ProjectState.DELIVERED, S.DELIVERED),
            (S.DELIVERED, ProjectState.ACCEPTED, S.CONFIRMED),
            (S.RUNNING, ProjectState.CANCELLED, S.PUBLISHED),
            (S.CANCELLED, ProjectState.RECRUITING, None),
            (S.CONFIRMED, ProjectState.CLOSED, None),
        ],
    )
    def test_it_goes_along_with_its_project(
        self, state: DemandState, project: ProjectState, to: DemandState | None
    ) -> None:
        assert rules.following(demand(state=state), project) is to


class TestWishes:
    @pytest.mark.parametrize(
        ("state", "held", "to"),
        [
            (S.PUBLISHED, [T.TAKEN], None),
            (S.PUBLISHED, [T.TAKEN, T.TAKEN], S.CLAIMED),
            (S.PUBLISHED, [T.FULFILLED, T.TAKEN], S.CLAIMED),
            (S.CLAIMED, [T.TAKEN], S.PUBLISHED),
            (S.CLAIMED, [T.FULFILLED, T.TAKEN], None),
            (S.CLAIMED, [T.FULFILLED, T.CONFIRMED], S.DELIVERED),
            (S.DELIVERED, [T.FULFILLED, T.CONFIRMED], None),
            (S.DELIVERED, [T.CONFIRMED, T.CONFIRMED], S.CONFIRMED),
        ],
    )
    def test_a_wish_of_two_goes_where_both_have_got(
        self, state: DemandState, held: list[TakingState], to: DemandState | None
    ) -> None:
        assert taking_rules.leads_to(demand(state=state, quantity=2), held) is to

    def test_nobody_confirms_the_own_one(self) -> None:
        mine = WishTaking(demand_id=WANG, community_id=WANG, person_id=WANG, state=T.FULFILLED, taken_at=NINE)
        with pytest.raises(taking_rules.OwnTaking):
            taking_rules.may_confirm(mine, WANG)
        taking_rules.may_confirm(mine, UUID(int=2))
