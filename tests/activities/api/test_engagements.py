"""`engagement.changed`: whoever is bound by a registration or a roll, told when it begins, moves and ends."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from shared import roster_facts
from tests.activities.attending import EVERYBODY, at
from tests.activities.engaging import FREE, SPAN, kept, rises, spans, tellings
from tests.activities.house import House, a_sitting, both
from tests.activities.registering import act, an_open_sitting, registered, resized, swept
from tests.activities.test_facts import schema
from tests.points.world import ident
from tests.support.people import a_member

LATER = {"starts_at": at(18), "ends_at": at(20)}
EVENING = ("2026-09-22T10:00:00Z", "2026-09-22T12:00:00Z")


async def asked(house: House, meeting: dict[str, Any], who: str = "chen") -> dict[str, Any]:
    """Somebody's request for leave."""
    return await house.made(
        f"/v1/meetings/{meeting['id']}/leaves", {"kind": "on_shift", "reason": "夜班"}, who
    )


async def decided(house: House, leave: dict[str, Any], *, granted: bool) -> None:
    await house.made(f"/v1/leaves/{leave['id']}/decision", {"granted": granted}, "secretary")


async def marked(house: House, meeting: dict[str, Any], who: str, **more: Any) -> None:
    """Somebody's line of the roll changed."""
    path = f"/v1/meetings/{meeting['id']}/roll/{ident(who)}"
    etag = (await house.get(path, "organiser")).headers["etag"]
    body = {"excluded_reason": None, "excluded_approval": None, "exempt_reason": None} | more
    assert (await house.put(path, body, "organiser", etag=etag)).status_code == 200


async def moved(house: House, meeting: dict[str, Any], **more: Any) -> None:
    assert (await resized(house, meeting["sittings"][0]["id"], **more)).status_code == 200


class TestRegistrations:
    @both
    async def test_a_place_that_is_sure_binds_and_a_cancelled_one_no_more(self, house: House) -> None:
        sitting = await an_open_sitting(house)
        row = await registered(house, sitting, "wang", guests=0)
        [first] = await tellings(house, "wang")
        assert (first["source_id"], first["person_id"], first["firm"]) == (
            row["id"],
            str(ident("wang")),
            True,
        )
        await act(house, row, "cancellation", "wang")
        assert await spans(house, "wang") == [SPAN, FREE]
        assert rises(await tellings(house))

    async def test_who_waits_or_was_offered_a_place_is_not_bound_before_accepting(self, house: House) -> None:
        sitting = await an_open_sitting(house, capacity=1)
        wang, chen = [await registered(house, sitting, who) for who in ("wang", "chen")]
        await act(house, wang, "cancellation", "wang")
        assert await spans(house, "chen") == []
        await act(house, chen, "acceptance", "chen")
        assert await spans(house, "chen") == [SPAN]

    async def test_who_waits_and_gives_up_was_never_bound(self, house: House) -> None:
        sitting = await an_open_sitting(house, capacity=1)
        await registered(house, sitting, "wang")
        chen = await registered(house, sitting, "chen")
        await act(house, chen, "cancellation", "chen")
        assert await spans(house, "chen") == []

    async def test_an_approval_binds_and_a_removal_frees(self, house: House) -> None:
        sitting = await an_open_sitting(house, needs_approval=True)
        row = await registered(house, sitting, "wang")
        assert await spans(house, "wang") == []
        await act(house, row, "approval", "organiser")
        await act(house, row, "removal", "organiser", {"reason": "调整"})
        assert await spans(house, "wang") == [SPAN, FREE]

    async def test_who_leaves_the_factory_is_bound_no_more(self, house: House) -> None:
        sitting = await an_open_sitting(house)
        await registered(house, sitting, "wang")
        async with house.database.write() as tx:
            gone = a_member(ident("wang"), branch=ident("power"), active=False, version=9)
            await roster_facts.hear_member(tx, gone)
        await swept(house)
        assert await spans(house, "wang") == [SPAN, FREE]

    @both
    async def test_a_sitting_that_moves_is_told_of_everybody_who_is_sure(self, house: House) -> None:
        sitting = await an_open_sitting(house, capacity=2)
        for who in ("wang", "chen", "li"):
            await registered(house, sitting, who)
        await resized(house, sitting, capacity=2, **LATER)
        assert [await spans(house, who) for who in ("wang", "chen", "li")] == [[SPAN, EVENING]] * 2 + [[]]
        assert rises(await tellings(house))

    async def test_another_place_or_capacity_binds_nobody_otherwise(self, house: House) -> None:
        sitting = await an_open_sitting(house, capacity=2)
        await registered(house, sitting, "wang")
        await resized(house, sitting, capacity=3, place="三楼")
        assert await spans(house, "wang") == [SPAN]

    async def test_a_cancelled_sitting_frees_everybody(self, house: House) -> None:
        sitting = await an_open_sitting(house, capacity=1)
        for who in ("wang", "chen"):
            await registered(house, sitting, who)
        await house.made(f"/v1/sittings/{sitting}/cancellation", None, "organiser")
        assert await spans(house, "wang") == [SPAN, FREE]
        assert await spans(house, "chen") == []


class TestRolls:
    @both
    async def test_a_notice_binds_everybody_who_is_expected(self, house: House) -> None:
        await house.a_meeting()
        assert await tellings(house) == []
        await house.a_noticed_meeting()
        told = await tellings(house)
        assert {each["person_id"] for each in told} == {str(ident(who)) for who in EVERYBODY}
        assert {(each["starts_at"], each["ends_at"], each["firm"]) for each in told} == {(*SPAN, True)}

    async def test_with_two_sittings_nobody_is_bound_before_choosing(self, house: House) -> None:
        await house.a_noticed_meeting(sittings=[a_sitting(), a_sitting(**LATER)])
        assert await tellings(house) == []

    @both
    async def test_a_second_sitting_frees_and_the_last_one_left_binds(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        await house.made(f"/v1/meetings/{meeting['id']}/sittings", a_sitting(**LATER), "organiser")
        assert await spans(house, "wang") == [SPAN, FREE]
        await house.made(f"/v1/sittings/{meeting['sittings'][0]['id']}/cancellation", None, "organiser")
        assert await spans(house, "wang") == [SPAN, FREE, EVENING]
        assert rises(await tellings(house))

    async def test_a_moved_sitting_moves_everybody(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        await moved(house, meeting, **LATER)
        assert await spans(house, "wang") == [SPAN, EVENING]

    async def test_the_exempt_are_free_until_that_is_taken_back(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        await marked(house, meeting, "wang", exempt_reason="长期病休")
        await marked(house, meeting, "wang", exempt_reason="长期病休,已核实")
        await marked(house, meeting, "wang")
        assert await spans(house, "wang") == [SPAN, FREE, SPAN]
        assert await spans(house, "chen") == [SPAN]

    async def test_leave_frees_when_it_is_granted_and_not_before(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        leave = await asked(house, meeting)
        assert await spans(house, "chen") == [SPAN]
        await decided(house, leave, granted=True)
        assert await spans(house, "chen") == [SPAN, FREE]

    async def test_leave_that_is_refused_frees_nobody(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        await decided(house, await asked(house, meeting), granted=False)
        assert await spans(house, "chen") == [SPAN]

    async def test_who_has_leave_stays_free_when_the_sitting_moves(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        await decided(house, await asked(house, meeting), granted=True)
        await moved(house, meeting, **LATER)
        assert (await spans(house, "chen"))[-1] == FREE
        assert rises(await tellings(house))

    async def test_a_guest_is_invited_and_not_expected(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        await house.made(f"/v1/meetings/{meeting['id']}/roll", {"person_id": str(ident("zhao"))}, "organiser")
        [told] = await tellings(house, "zhao")
        assert (told["starts_at"], told["firm"]) == (SPAN[0], False)

    async def test_a_cancelled_meeting_frees_everybody(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        await house.made(f"/v1/meetings/{meeting['id']}/cancellation", {"reason": "台风"}, "organiser")
        assert {await _last(house, who) for who in EVERYBODY} == {FREE}

    async def test_of_a_plan_nobody_hears_whatever_becomes_of_it(self, house: House) -> None:
        meeting = await house.a_meeting()
        await house.made(f"/v1/meetings/{meeting['id']}/roll", {"person_id": str(ident("zhao"))}, "organiser")
        await moved(house, meeting, **LATER)
        await house.made(f"/v1/meetings/{meeting['id']}/cancellation", {"reason": "台风"}, "organiser")
        assert await tellings(house) == []


async def _last(house: House, who: str) -> tuple[str | None, str | None]:
    return (await spans(house, who))[-1]


class TestTelling:
    async def test_who_stands_on_the_roll_and_registers_is_bound_by_both(self, house: House) -> None:
        meeting = await house.a_noticed_meeting(kind="theme_day", theme="安全生产在我身边")
        row = await registered(house, meeting["sittings"][0]["id"], "wang")
        await act(house, row, "cancellation", "wang")
        assert kept(await tellings(house, "wang")) == [(str(ident("wang")), *SPAN)]

    async def test_what_is_told_keeps_to_its_schema(self, house: House) -> None:
        meeting = await house.a_noticed_meeting(sittings=[a_sitting(capacity=1)])
        row = await registered(house, meeting["sittings"][0]["id"], "wang")
        await act(house, row, "cancellation", "wang")
        validator = Draft202012Validator(schema("engagement.changed"), format_checker=FormatChecker())
        told = await tellings(house)
        assert len(told) == len(EVERYBODY) + 2
        for each in told:
            validator.validate(each)

    @pytest.mark.parametrize("refused", ["wang", None])
    async def test_an_act_that_is_refused_tells_nothing(self, house: House, refused: str | None) -> None:
        meeting = await house.a_noticed_meeting()
        before = len(await tellings(house))
        path = f"/v1/meetings/{meeting['id']}/cancellation"
        assert (await house.post(path, {"reason": "台风"}, refused)).status_code in {401, 403}
        assert len(await tellings(house)) == before
