"""`/v1/registrations`: places, guests, the queue and its offers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from shared import roster_facts
from tests.activities.house import House, both, nothing
from tests.activities.registering import (
    START,
    act,
    an_open_sitting,
    registered,
    resized,
    seen,
    states,
    swept,
    taken,
    tried,
)
from tests.points.world import ident
from tests.support.door import code_of, plain
from tests.support.people import a_member


class TestRegister:
    async def test_nobody_registers_without_signing_in(self, house: House) -> None:
        sitting = await an_open_sitting(house)
        assert (await house.post(f"/v1/sittings/{sitting}/registrations", {}, None)).status_code == 401

    async def test_an_officer_who_is_no_member_does_not_register(self, house: House) -> None:
        sitting = await an_open_sitting(house)
        assert code_of(await tried(house, sitting, "safety")) == "forbidden"

    async def test_a_sitting_of_another_branch_is_not_there(self, house: House) -> None:
        sitting = await an_open_sitting(house)
        hidden = await tried(house, sitting, "zhao")
        assert plain(hidden) == plain(await tried(house, str(nothing()), "zhao"))

    async def test_before_the_notice_registration_is_closed(self, house: House) -> None:
        planned = await house.a_meeting()
        answer = await tried(house, planned["sittings"][0]["id"], "wang")
        assert code_of(answer) == "registration_closed"

    async def test_capacity_zero_admits_nobody_and_null_everybody(self, house: House) -> None:
        """Edge case 3."""
        closed, boundless = await an_open_sitting(house, capacity=0), await an_open_sitting(house)
        assert code_of(await tried(house, closed, "wang")) == "registration_closed"
        for key in ("wang", "chen", "li"):
            assert (await registered(house, boundless, key))["state"] == "confirmed"

    async def test_nobody_registers_twice(self, house: House) -> None:
        sitting = await an_open_sitting(house)
        await registered(house, sitting, "wang")
        assert code_of(await tried(house, sitting, "wang")) == "already_registered"
        assert await taken(house, sitting) == 1

    async def test_an_answer_after_the_deadline_is_refused(self, house: House) -> None:
        sitting = await an_open_sitting(house, registers_until="2026-09-15T12:00:00+08:00")
        assert code_of(await tried(house, sitting, "wang")) == "registration_closed"

    async def test_more_guests_than_allowed_are_refused(self, house: House) -> None:
        sitting = await an_open_sitting(house, guests_most=1)
        assert code_of(await tried(house, sitting, "wang", 2)) == "party_too_large"

    @both
    async def test_guests_take_places_all_or_none(self, house: House) -> None:
        """Edge case 2: k guests take k + 1 places."""
        sitting = await an_open_sitting(house, capacity=4, guests_most=4)
        assert code_of(await tried(house, sitting, "wang", 4)) == "party_too_large"
        first = await registered(house, sitting, "wang", 2)
        assert (first["state"], first["places"], await taken(house, sitting)) == ("confirmed", 3, 3)
        second = await registered(house, sitting, "chen", 1)
        assert (second["state"], second["position"], await taken(house, sitting)) == ("waitlisted", 1, 3)

    async def test_the_answer_tells_position_and_policy(self, house: House) -> None:
        sitting = await an_open_sitting(house, capacity=1)
        rows = [await registered(house, sitting, key) for key in ("wang", "chen", "li")]
        assert [(row["state"], row["position"]) for row in rows] == [
            ("confirmed", None),
            ("waitlisted", 1),
            ("waitlisted", 2),
        ]
        assert rows[2]["queue"] == "strict"

    async def test_the_same_key_registers_once(self, house: House) -> None:
        """Edge case 10: five times the same request give one row and five equal bodies."""
        sitting = await an_open_sitting(house, guests_most=1)
        path = f"/v1/sittings/{sitting}/registrations"
        answers = [await house.post(path, {"guests": 1}, "wang", key="one-and-the-same") for _ in range(5)]
        assert len({answer.text for answer in answers}) == 1
        other = await house.post(path, {"guests": 0}, "wang", key="one-and-the-same")
        assert code_of(other) == "idempotency_key_reused"
        assert await taken(house, sitting) == 2


class TestSight:
    async def test_members_see_their_own_registration_only(self, house: House) -> None:
        sitting = await an_open_sitting(house)
        row = await registered(house, sitting, "wang")
        hidden = await house.get(f"/v1/registrations/{row['id']}", "chen")
        assert plain(hidden) == plain(await house.get(f"/v1/registrations/{nothing()}", "chen"))
        assert (await house.read("/v1/registrations", "chen"))["items"] == []
        assert [one["name"] for one in (await house.read("/v1/registrations", "organiser"))["items"]] == [
            "wang"
        ]

    async def test_nobody_acts_on_anothers_registration_in_that_name(self, house: House) -> None:
        row = await registered(house, await an_open_sitting(house), "wang")
        assert code_of(await act(house, row, "cancellation", "chen")) == "registration_missing"
        assert code_of(await act(house, row, "removal", "chen", {"reason": "不"})) == "forbidden"

    async def test_a_list_asked_for_a_state_has_that_state_only(self, house: House) -> None:
        sitting = await an_open_sitting(house, capacity=1)
        for key in ("wang", "chen"):
            await registered(house, sitting, key)
        found = await house.read("/v1/registrations?state=waitlisted", "organiser")
        assert [row["name"] for row in found["items"]] == ["chen"]


class TestQueue:
    """One place, held by wang; those of `waiting` want it in this order."""

    async def full(self, house: House, *waiting: tuple[str, int], **more: Any) -> list[dict[str, Any]]:
        self.sitting = await an_open_sitting(house, **({"capacity": 1, "guests_most": 3} | more))
        return [await registered(house, self.sitting, key, guests) for key, guests in (("wang", 0), *waiting)]

    @both
    async def test_a_cancellation_offers_the_place_to_the_first_who_waits(self, house: House) -> None:
        wang, chen, li = await self.full(house, ("chen", 0), ("li", 0))
        await house.made(f"/v1/registrations/{wang['id']}/cancellation", None, "wang")
        assert (await seen(house, chen), await seen(house, li)) == (("offered", None), ("waitlisted", 1))
        assert await taken(house, self.sitting) == 1

    async def test_a_removal_offers_the_place_and_tells_why(self, house: House) -> None:
        wang, chen = await self.full(house, ("chen", 0))
        assert (await act(house, wang, "removal", "organiser", {"reason": "当班"})).status_code == 201
        assert await seen(house, chen) == ("offered", None)
        steps = (await house.read(f"/v1/registrations/{wang['id']}/steps", "wang"))["items"]
        assert [(step["state"], step["reason"]) for step in steps] == [
            ("confirmed", None),
            ("removed", "当班"),
        ]

    async def test_more_places_are_offered_to_those_who_wait(self, house: House) -> None:
        _, chen, li, other = await self.full(house, ("chen", 0), ("li", 0), ("alone", 0))
        assert (await resized(house, self.sitting, capacity=3, guests_most=3)).status_code == 200
        assert [await seen(house, row) for row in (chen, li, other)] == [
            ("offered", None),
            ("offered", None),
            ("waitlisted", 1),
        ]

    async def test_a_limit_taken_away_admits_everyone_who_waits(self, house: House) -> None:
        _, chen, li = await self.full(house, ("chen", 2), ("li", 0), capacity=3)
        assert (await resized(house, self.sitting, capacity=None)).status_code == 200
        assert [(await seen(house, row))[0] for row in (chen, li)] == ["offered", "offered"]

    async def test_capacity_never_goes_below_the_places_held(self, house: House) -> None:
        """Edge case 3: 409, and nothing changes."""
        sitting = await an_open_sitting(house, capacity=3)
        for key in ("wang", "chen"):
            await registered(house, sitting, key)
        assert code_of(await resized(house, sitting, capacity=1)) == "places_held"
        assert (await house.read(f"/v1/sittings/{sitting}", "organiser"))["capacity"] == 3
        assert (await resized(house, sitting, capacity=2)).status_code == 200

    async def test_a_declined_offer_goes_to_the_next(self, house: House) -> None:
        wang, chen, li = await self.full(house, ("chen", 0), ("li", 0))
        await act(house, wang, "cancellation", "wang")
        assert (await act(house, chen, "refusal", "chen")).json()["state"] == "declined"
        assert await seen(house, li) == ("offered", None)

    @both
    async def test_an_expired_offer_goes_to_the_next_by_the_sweep(self, house: House) -> None:
        wang, chen, li = await self.full(house, ("chen", 0), ("li", 0))
        await act(house, wang, "cancellation", "wang")
        house.watch.pass_by(hours=24)
        assert await seen(house, chen) == ("expired", None)
        assert await seen(house, li) == ("waitlisted", 1)
        for state, count in (("offered", 0), ("expired", 1)):
            found = await house.read(f"/v1/registrations?state={state}", "organiser")
            assert len(found["items"]) == count
        await swept(house)
        assert (await seen(house, li), await taken(house, self.sitting)) == (("offered", None), 1)
        assert await seen(house, chen) == ("waitlisted", 1)
        assert code_of(await act(house, chen, "acceptance", "chen")) == "registration_not_in_state"

    async def test_an_expired_offer_goes_to_the_next_when_anyone_touches_the_sitting(
        self, house: House
    ) -> None:
        wang, chen, li = await self.full(house, ("chen", 0), ("li", 0))
        await act(house, wang, "cancellation", "wang")
        house.watch.pass_by(hours=24)
        late = await registered(house, self.sitting, "alone")
        assert (await seen(house, li), late["position"]) == (("offered", None), 2)
        assert await seen(house, chen) == ("waitlisted", 1)

    async def test_a_closed_account_frees_its_place_for_the_next(self, house: House) -> None:
        wang, chen = await self.full(house, ("chen", 0))
        gone = a_member(ident("wang"), branch=ident("power"), version=2, active=False)
        async with house.database.write() as session:
            await roster_facts.hear_member(session, gone)
        await swept(house)
        assert ((await seen(house, wang))[0], (await seen(house, chen))[0]) == ("departed", "offered")

    async def test_under_strict_nobody_passes_a_party_that_does_not_fit(self, house: House) -> None:
        """Edge case 6: the first needs two places, one is free."""
        wang, _, chen, li = await self.full(house, ("alone", 0), ("chen", 1), ("li", 0), capacity=2)
        await act(house, wang, "cancellation", "wang")
        assert (await seen(house, chen), await seen(house, li)) == (("waitlisted", 1), ("waitlisted", 2))
        assert (await registered(house, self.sitting, "leader"))["position"] == 3
        await act(house, chen, "cancellation", "chen")
        assert await seen(house, li) == ("offered", None)

    async def test_under_fill_the_second_is_offered_what_the_first_cannot_use(self, house: House) -> None:
        """Edge case 6."""
        wang, _, chen, li = await self.full(
            house, ("alone", 0), ("chen", 1), ("li", 0), capacity=2, queue="fill"
        )
        await act(house, wang, "cancellation", "wang")
        assert (await seen(house, chen), await seen(house, li)) == (("waitlisted", 1), ("offered", None))
        assert li["queue"] == "fill"

    async def test_who_took_an_offer_and_cancels_is_not_offered_again(self, house: House) -> None:
        """Edge case 7: the place goes on, the old offer is worth nothing."""
        wang, chen, li = await self.full(house, ("chen", 0), ("li", 0))
        await act(house, wang, "cancellation", "wang")
        assert (await act(house, chen, "acceptance", "chen")).json()["state"] == "confirmed"
        assert code_of(await act(house, chen, "acceptance", "chen")) == "registration_not_in_state"
        await act(house, chen, "cancellation", "chen")
        assert (await seen(house, chen), await seen(house, li)) == (("cancelled", None), ("offered", None))
        assert code_of(await act(house, chen, "acceptance", "chen")) == "registration_not_in_state"
        await act(house, li, "refusal", "li")
        assert await states(house, self.sitting) == {"cancelled": 2, "declined": 1}

    async def test_no_offer_is_made_after_registration_closes(self, house: House) -> None:
        """Edge case 8."""
        wang, chen = await self.full(house, ("chen", 0), registers_until="2026-09-20T12:00:00+08:00")
        house.watch.at = datetime(2026, 9, 20, 4, tzinfo=UTC)
        await act(house, wang, "cancellation", "wang")
        assert (await seen(house, chen), await taken(house, self.sitting)) == (("waitlisted", 1), 0)

    async def test_no_offer_outlives_the_beginning_of_the_sitting(self, house: House) -> None:
        """Edge case 8."""
        wang, chen = await self.full(house, ("chen", 0))
        house.watch.at = START - timedelta(hours=2)
        await act(house, wang, "cancellation", "wang")
        offer = await house.read(f"/v1/registrations/{chen['id']}", "chen")
        assert offer["offered_until"] == "2026-09-22T06:00:00Z"
        house.watch.at = START
        assert code_of(await act(house, chen, "acceptance", "chen")) == "registration_not_in_state"

    async def test_a_sitting_moved_forward_takes_its_offers_with_it(self, house: House) -> None:
        wang, chen = await self.full(house, ("chen", 0))
        await act(house, wang, "cancellation", "wang")
        moved = {"starts_at": "2026-09-15T14:00:00+08:00", "ends_at": "2026-09-15T16:00:00+08:00"}
        assert (await resized(house, self.sitting, capacity=1, **moved)).status_code == 200
        house.watch.at = datetime(2026, 9, 15, 6, tzinfo=UTC)
        assert code_of(await act(house, chen, "acceptance", "chen")) == "registration_not_in_state"

    async def test_a_cancelled_sitting_offers_nothing_and_takes_nobody(self, house: House) -> None:
        wang, chen = await self.full(house, ("chen", 0))
        await house.made(f"/v1/sittings/{self.sitting}/cancellation", None, "organiser")
        assert code_of(await act(house, wang, "cancellation", "wang")) == "registration_not_in_state"
        assert await seen(house, chen) == ("sitting_cancelled", None)
        assert code_of(await tried(house, self.sitting, "li")) == "sitting_cancelled"

    async def test_nobody_leaves_a_sitting_that_has_begun(self, house: House) -> None:
        row = await registered(house, await an_open_sitting(house), "wang")
        house.watch.at = START
        assert code_of(await act(house, row, "cancellation", "wang")) == "registration_closed"


class TestApproval:
    async def test_an_approved_request_gets_a_place_or_a_turn(self, house: House) -> None:
        sitting = await an_open_sitting(house, capacity=1, needs_approval=True)
        wang, chen = [await registered(house, sitting, key) for key in ("wang", "chen")]
        assert (wang["state"], await taken(house, sitting)) == ("requested", 0)
        assert (await act(house, chen, "approval", "organiser")).json()["state"] == "confirmed"
        assert (await act(house, wang, "approval", "organiser")).json()["position"] == 1

    async def test_nobody_approves_the_own_request(self, house: House) -> None:
        sitting = await an_open_sitting(house, needs_approval=True)
        row = await registered(house, sitting, "organiser")
        assert code_of(await act(house, row, "approval", "organiser")) == "own_registration"
        assert (await act(house, row, "approval", "secretary")).status_code == 201

    async def test_a_member_approves_nobody(self, house: House) -> None:
        row = await registered(house, await an_open_sitting(house, needs_approval=True), "wang")
        assert code_of(await act(house, row, "approval", "chen")) == "forbidden"

    async def test_what_was_confirmed_needs_no_approval(self, house: House) -> None:
        row = await registered(house, await an_open_sitting(house), "wang")
        assert code_of(await act(house, row, "approval", "organiser")) == "registration_not_in_state"
