"""How somebody might come by hours that were not served: each way is refused, and leaves a row in the audit log.

Source: domain rules 29, 31 and 32; whoever looks later sees not only what was done but also what was tried.
"""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared import roster_facts
from shared.auth.policy import Role
from tests.points.world import ident
from tests.support.door import code_of
from tests.support.people import a_member, appointed
from tests.volunteering.house import House
from tests.volunteering.serving import (
    a_batch,
    a_shift_of,
    at,
    code,
    confirm,
    enter,
    final,
    listed,
    offline,
    refusals,
    scan,
    served,
    wall,
)


async def leave(house: House, who: str, until_on: str) -> None:
    """Directory tells that somebody has left the factory."""
    span = {
        "branch_id": str(ident("power")),
        "group_id": None,
        "status": "full",
        "from_on": "2020-01-01",
        "until_on": until_on,
    }
    gone = a_member(ident(who), branch=ident("power"), version=2, active=False, rights_version=1)
    async with house.database.write() as session:
        await roster_facts.hear_member(session, gone | {"memberships": [span]})
    house.app.state.standings.forget()


async def an_open_shift(house: House, *people: str) -> str:
    """A fortnight in which these people may serve whenever they like."""
    project = await house.a_recruiting_project(style="open", planned_minutes=600)
    shift = await house.a_shift(project, starts_at=at(8, day=16), ends_at=at(8, day=30), roles=_ROLES)
    for who in people:
        await house.signed_up(shift, who)
    return str(shift["id"])


_ROLES = [{"code": "helper", "title": "帮扶员", "slots": 9}]


def told(shift_id: str, starts_at: str, ends_at: str, minutes: int) -> dict[str, object]:
    """What a volunteer says of the own service."""
    return {"shift_id": shift_id, "starts_at": starts_at, "ends_at": ends_at, "minutes": minutes}


class TestHoursTypedForAFriend:
    async def test_who_never_signed_up_gets_no_hours(self, house: House) -> None:
        shift = await a_shift_of(house, "wang")
        house.watch.at = wall(15)
        answer = await enter(house, shift["id"], "chen", by="organiser")
        assert (answer.status_code, code_of(answer)) == (403, "hours_for_another")
        assert await refusals(house) == [("service_record.enter/hours_for_another", "refused")]
        assert await house.count("service_record") == 0

    @pytest.mark.parametrize("by", ["auditor", "hr", "zhao"])
    async def test_an_administrator_a_machine_and_a_member_type_none_at_all(
        self, house: House, by: str
    ) -> None:
        shift = await a_shift_of(house, "wang")
        house.watch.at = wall(15)
        answer = await enter(house, shift["id"], "wang", by=by)
        assert (answer.status_code, code_of(answer)) == (403, "forbidden")
        assert await refusals(house) == [("service_record.enter/forbidden", "refused")]

    async def test_nor_does_the_officer_who_types_them(self, house: House) -> None:
        shift = await a_shift_of(house, "organiser")
        house.watch.at = wall(15)
        answer = await enter(house, shift["id"], "organiser", by="organiser")
        assert (answer.status_code, code_of(answer)) == (403, "hours_for_oneself")
        assert await refusals(house) == [("service_record.enter/hours_for_oneself", "refused")]

    async def test_who_typed_them_does_not_confirm_them(self, house: House) -> None:
        shift = await a_shift_of(house, "wang")
        house.watch.at = wall(15)
        row = (await enter(house, shift["id"], "wang", by="organiser")).json()
        for second in (False, True):
            answer = await confirm(house, row["id"], "organiser", second=second)
            assert (answer.status_code, code_of(answer)) == (403, "confirms_what_entered")
        assert await refusals(house) == [("confirmation.make/confirms_what_entered", "refused")] * 2

    async def test_who_ticked_the_list_does_not_confirm_them(self, house: House) -> None:
        shift = await a_shift_of(house, "wang")
        house.watch.at = wall(12)
        assert await listed(house, shift["id"], {"wang": "in"}, at(9)) == ["recorded"]
        assert await listed(house, shift["id"], {"wang": "out"}) == ["recorded"]
        [row] = (await house.read("/v1/service-records", "officer"))["items"]
        assert code_of(await confirm(house, row["id"], "officer")) == "confirms_what_entered"
        assert await refusals(house) == [("confirmation.make/confirms_what_entered", "refused")]
        assert (await confirm(house, row["id"], "second officer")).status_code == 201

    async def test_nobody_confirms_the_own_hours(self, house: House) -> None:
        row = await served(house, "organiser")
        answer = await confirm(house, row["id"], "organiser")
        assert (answer.status_code, code_of(answer)) == (403, "own_confirmation")
        assert await refusals(house) == [("confirmation.make/own_confirmation", "refused")]


class TestOnePersonForBothSides:
    async def test_two_hats_confirm_once(self, house: House) -> None:
        """Directory keeps community officers outside; this is what stands if it ever fails."""
        row = await served(house)
        hats = ((Role.ORGANISATION, ident("power")), (Role.COMMUNITY_OFFICER, ident("baiguo")))
        async with house.database.write() as session:
            await roster_facts.hear_appointments(
                session, appointed(ident("organiser"), *hats, version=2, rights_version=1)
            )
        house.app.state.standings.forget()
        first = await confirm(house, row["id"], "organiser")
        assert first.json()["confirmations"][0]["side"] == "community"
        answer = await confirm(house, row["id"], "organiser")
        assert (answer.status_code, code_of(answer)) == (403, "both_sides")
        assert await refusals(house) == [("confirmation.make/both_sides", "refused")]

    async def test_who_confirms_a_late_entry_does_not_approve_it_beside(self, house: House) -> None:
        shift = await a_shift_of(house, "wang")
        house.watch.at = wall(15)
        row = (await enter(house, shift["id"], "wang", by="organiser")).json()
        assert (await confirm(house, row["id"], "secretary")).status_code == 201
        answer = await confirm(house, row["id"], "secretary", second=True)
        assert (answer.status_code, code_of(answer)) == (403, "both_sides")
        assert await refusals(house) == [("confirmation.make/both_sides", "refused")]


class TestBackdating:
    async def test_after_seven_days_nothing_is_entered(self, house: House) -> None:
        shift = await a_shift_of(house, "wang")
        house.watch.at = wall(12, 0, 1, day=26)
        answer = await enter(house, shift["id"], "wang")
        assert (answer.status_code, code_of(answer)) == (409, "backdated")
        assert await refusals(house) == [("service_record.enter/backdated", "refused")]
        house.watch.at = wall(12, day=26)
        assert (await enter(house, shift["id"], "wang")).status_code == 201

    async def test_nor_told(self, house: House) -> None:
        shift_id = await an_open_shift(house, "wang")
        house.watch.at = wall(11, 0, 1, day=24)
        body = told(shift_id, at(9, day=17), at(11, day=17), 120)
        assert code_of(await house.post("/v1/service-records", body, "wang")) == "backdated"
        assert await refusals(house) == [("service_record.tell/backdated", "refused")]


class TestTwiceAtOneTime:
    async def test_records_that_overlap_are_refused(self, house: House) -> None:
        shift_id = await an_open_shift(house, "wang")
        await served(house)
        house.watch.at = wall(14)
        body = told(shift_id, at(11), at(13), 120)
        answer = await house.post("/v1/service-records", body, "wang")
        assert (answer.status_code, code_of(answer)) == (409, "records_overlap")
        assert await refusals(house) == [("service_record.tell/records_overlap", "refused")]
        next_to_it = told(shift_id, at(12), at(14), 120)
        assert (await house.post("/v1/service-records", next_to_it, "wang")).status_code == 201


class TestNineHoursInADay:
    async def test_one_record_is_not_that_long(self, house: House) -> None:
        shift_id = await an_open_shift(house, "wang")
        house.watch.at = wall(20, day=17)
        body = told(shift_id, at(9, day=17), at(18, day=17), 540)
        assert code_of(await house.post("/v1/service-records", body, "wang")) == "daily_most"
        assert await refusals(house) == [("service_record.tell/daily_most", "refused")]

    async def test_nor_are_two_together(self, house: House) -> None:
        shift_id = await an_open_shift(house, "wang")
        house.watch.at = wall(20, day=17)
        first = told(shift_id, at(9, day=17), at(14, day=17), 300)
        await house.made("/v1/service-records", first, "wang")
        second = told(shift_id, at(14, day=17), at(18, day=17), 240)
        assert code_of(await house.post("/v1/service-records", second, "wang")) == "daily_most"
        assert await refusals(house) == [("service_record.tell/daily_most", "refused")]

    async def test_nor_do_both_sides_confirm_so_much(self, house: House) -> None:
        """Two shifts of five hours on one day may both be served; no more than eight hours of them count."""
        first = await house.a_shift(
            await house.a_recruiting_project(planned_minutes=300), starts_at=at(8), ends_at=at(13)
        )
        second = await house.a_shift(
            await house.a_recruiting_project(planned_minutes=300), starts_at=at(13), ends_at=at(18)
        )
        for shift in (first, second):
            await house.signed_up(shift, "wang")
        for hour, shift, mark in (
            (8, first, "in"),
            (13, first, "out"),
            (13, second, "in"),
            (18, second, "out"),
        ):
            house.watch.at = wall(hour)
            assert (await scan(house, shift["id"], "wang", mark)).status_code == 201
        later, earlier = (await house.read("/v1/service-records", "wang"))["items"]
        for who in ("officer", "organiser"):
            assert (await confirm(house, earlier["id"], who, 300)).status_code == 201
        assert code_of(await confirm(house, later["id"], "officer", 300)) == "daily_most"
        assert await refusals(house) == [("confirmation.make/daily_most", "refused")]
        assert (await confirm(house, later["id"], "officer")).status_code == 201


class TestACopiedCode:
    async def test_a_code_that_is_no_longer_shown_is_refused(self, house: House) -> None:
        """Edge case 17: photographed and sent to a friend who comes later."""
        shift = await a_shift_of(house, "wang")
        house.watch.at = wall(9)
        copied = {"shift_id": shift["id"], "code": await code(house, shift["id"])}
        house.watch.pass_by(minutes=1)
        answer = await house.post("/v1/service-scans", copied, "wang")
        assert (answer.status_code, code_of(answer)) == (409, "service_code_invalid")
        assert await refusals(house) == [("service_scan.make/service_code_invalid", "refused")]
        assert await house.count("service_scan") == 0

    async def test_so_is_the_code_of_another_shift(self, house: House) -> None:
        shift, other = await a_shift_of(house, "wang"), await a_shift_of(house, "chen")
        house.watch.at = wall(9)
        copied = {"shift_id": shift["id"], "code": await code(house, other["id"])}
        assert code_of(await house.post("/v1/service-scans", copied, "wang")) == "service_code_invalid"
        assert await refusals(house) == [("service_scan.make/service_code_invalid", "refused")]


class TestALeaver:
    async def test_who_had_left_by_that_day_gets_no_hours(self, house: House) -> None:
        shift = await a_shift_of(house, "wang")
        await leave(house, "wang", "2026-09-18")
        house.watch.at = wall(15)
        answer = await enter(house, shift["id"], "wang")
        assert (answer.status_code, code_of(answer)) == (409, "leaver_hours")
        assert await refusals(house) == [("service_record.enter/leaver_hours", "refused")]

    async def test_nor_is_ticked_on_a_list_or_a_device(self, house: House) -> None:
        shift = await a_shift_of(house, "wang")
        await leave(house, "wang", "2026-09-18")
        house.watch.at = wall(9)
        assert await listed(house, shift["id"], {"wang": "in"}) == ["leaver_hours"]
        batch = a_batch(house, offline(shift["id"], "wang", "in", at(9), "nonce-0001"))
        [result] = (await house.made("/v1/service-scans/batch", batch, "officer"))["results"]
        assert result["code"] == "leaver_hours"
        assert await refusals(house) == [("service_scan.record/leaver_hours", "refused")] * 2

    async def test_who_left_afterwards_has_served(self, house: House) -> None:
        row = await served(house)
        await leave(house, "wang", "2026-09-19")
        assert (await confirm(house, row["id"], "officer")).status_code == 201


class TestConfirmingWhatIsVoid:
    async def test_a_void_record_is_not_confirmed(self, house: House) -> None:
        row = await served(house)
        await confirm(house, row["id"], "officer")
        for who in ("officer", "organiser"):
            await house.made(f"/v1/service-records/{row['id']}/voiding", {"reason": "代签"}, who)
        answer = await confirm(house, row["id"], "secretary")
        assert (answer.status_code, code_of(answer)) == (409, "confirmed_after_void")
        assert await refusals(house) == [("confirmation.make/confirmed_after_void", "refused")]

    async def test_one_side_alone_voids_nothing(self, house: House) -> None:
        row = await final(house)
        path = f"/v1/service-records/{row['id']}/voiding"
        asked = await house.made(path, {"reason": "代签"}, "organiser")
        assert asked["state"] == "final"
        assert code_of(await house.post(path, {"reason": "代签"}, "secretary")) == "side_spoke"
        assert code_of(await house.post(path, {"reason": "代签"}, "organiser")) == "both_sides"


class TestTheLog:
    async def test_what_was_tried_cannot_be_taken_out(self, house: House) -> None:
        shift = await a_shift_of(house, "wang")
        house.watch.at = wall(15)
        await enter(house, shift["id"], "chen", by="organiser")
        with pytest.raises(DBAPIError, match="append-only"):
            async with house.database.write() as session:
                await session.execute(text("DELETE FROM audit WHERE outcome = 'refused'"))
        assert len(await refusals(house)) == 1
