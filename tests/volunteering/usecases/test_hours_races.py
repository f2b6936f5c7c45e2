"""What happens at once, on both databases: behind each test stand a lock and a constraint."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from services.volunteering.models import ServiceRecord
from shared.audit import AUDIT
from shared.ids import new_id
from tests.points.world import ident
from tests.support.door import code_of
from tests.volunteering.house import House, both, keeping_house
from tests.volunteering.serving import (
    LATER,
    a_batch,
    a_shift_of,
    at,
    both_confirm,
    code,
    confirm,
    final,
    listed,
    offline,
    only,
    record,
    scan,
    served,
    told,
    wall,
)

EVERYBODY = ("wang", "chen", "li", "leader", "organiser", "secretary", "zhao", "worker")
_ROLES = [{"code": "helper", "title": "检修员", "slots": 20}]


def outcome(answer: Any) -> str:
    """What became of a request, in a word."""
    return "made" if answer.status_code == 201 else code_of(answer)


async def an_open_shift(house: House, who: str = "wang") -> str:
    """A fortnight in which somebody may serve whenever they like."""
    project = await house.a_recruiting_project(style="open", planned_minutes=480)
    shift = await house.a_shift(project, starts_at=at(8, day=16), ends_at=at(8, day=30))
    await house.signed_up(shift, who)
    return str(shift["id"])


@pytest.fixture
async def doors(house: House, world_url: str) -> AsyncIterator[list[House]]:
    """The house, and a second process beside it: what one of them groups, the other does not know of."""
    async with keeping_house(world_url) as other:
        other.issuer, other.app.state.token_gate = house.issuer, house.app.state.token_gate
        other.watch = other.app.state.clock = house.watch
        yield [house, other]


@both
class TestScans:
    async def test_through_two_doors_in_the_same_instant_one_record_is_left(
        self, house: House, doors: list[House]
    ) -> None:
        """Edge case 9, in two processes."""
        shift = await a_shift_of(house, *EVERYBODY, roles=_ROLES)
        house.watch.at = wall(9)
        body = {"shift_id": shift["id"], "code": await code(house, shift["id"])}
        answers = await asyncio.gather(
            *(door.post("/v1/service-scans", body, who) for who in EVERYBODY for door in doors * 2)
        )
        assert Counter(map(outcome, answers)) == {"made": 32}
        assert Counter(answer.json()["already_present"] for answer in answers) == {False: 8, True: 24}
        assert (await house.count("service_record"), await house.count("service_scan")) == (8, 32)

    async def test_two_devices_in_the_same_instant_leave_one_record(self, house: House) -> None:
        """Edge case 9: the loser hears that the person is there already, with the first time."""
        shift = await a_shift_of(house)
        house.watch.at = wall(9)
        body = {"shift_id": shift["id"], "code": await code(house, shift["id"])}
        answers = await asyncio.gather(*(house.post("/v1/service-scans", body, "wang") for _ in range(12)))
        assert [answer.status_code for answer in answers] == [201] * 12
        assert Counter(answer.json()["already_present"] for answer in answers) == {False: 1, True: 11}
        assert len({answer.json()["presence"]["record_id"] for answer in answers}) == 1
        assert (await house.count("service_record"), await house.count("service_scan")) == (1, 12)

    async def test_when_a_whole_shift_comes_at_once_everybody_has_an_answer_of_their_own(
        self, house: House
    ) -> None:
        """Written in one commit or alone: a wrong code, or nobody's name, holds up nobody."""
        shift = await a_shift_of(house, *EVERYBODY, roles=_ROLES)
        house.watch.at = wall(9)
        right = {"shift_id": shift["id"], "code": await code(house, shift["id"])}
        wrong = right | {"code": "A" * 16}
        visits = [(who, right) for who in EVERYBODY] + [
            ("wang", wrong),
            ("publicist", right),
            ("chen", wrong),
        ]
        answers = await asyncio.gather(*(house.post("/v1/service-scans", body, who) for who, body in visits))
        assert [outcome(answer) for answer in answers] == ["made"] * 8 + [
            "service_code_invalid",
            "not_signed_up",
            "service_code_invalid",
        ]
        assert (await house.count("service_record"), await house.count("service_scan")) == (8, 8)
        async with house.database.read() as view:
            query = select(AUDIT.c.actor_id).where(AUDIT.c.act == "service_scan.make")
            assert sorted((await view.execute(query)).scalars()) == sorted(map(ident, EVERYBODY))

    async def test_one_key_sent_five_times_at_once_gives_one_scan_and_one_body(self, house: House) -> None:
        """Edge case 10. A twin that meets the first still running is told so, and then hears the same."""
        shift = await a_shift_of(house)
        house.watch.at = wall(9)
        body = {"shift_id": shift["id"], "code": await code(house, shift["id"])}

        async def send() -> dict[str, Any]:
            while True:
                answer = await house.post("/v1/service-scans", body, "wang", key="the-same-key")
                if answer.status_code == 201:
                    return dict(answer.json())
                assert code_of(answer) == "idempotency_in_flight"
                await asyncio.sleep(0.01)

        bodies = await asyncio.gather(*(send() for _ in range(5)))
        assert [each == bodies[0] for each in bodies] == [True] * 5
        assert await house.count("service_scan") == 1
        other = await house.post("/v1/service-scans", body | {"mark": "out"}, "wang", key="the-same-key")
        assert (other.status_code, code_of(other)) == (422, "idempotency_key_reused")

    async def test_one_batch_in_either_order_however_often_gives_the_same_records(self, house: House) -> None:
        """Edge cases 10 and 11."""
        shift = await a_shift_of(house, *EVERYBODY, roles=_ROLES)
        house.watch.at = wall(12, 30)
        marks = [
            offline(shift["id"], who, mark, at(hour), f"nonce-{who}-{mark}")
            for who, (mark, hour) in product(EVERYBODY, (("in", 9), ("out", 12)))
        ]
        bodies = [a_batch(house, *marks), a_batch(house, *reversed(marks))] * 3
        made = await asyncio.gather(
            *(house.made("/v1/service-scans/batch", body, "officer") for body in bodies)
        )
        outcomes = Counter(result["outcome"] for answer in made for result in answer["results"])
        assert outcomes == {"recorded": 16, "replayed": 80}
        rows = (await house.read("/v1/service-records", "secretary"))["items"]
        assert Counter((row["state"], row["measured_minutes"]) for row in rows) == {("submitted", 180): 8}

    async def test_several_devices_at_once_forget_none_of_each_others_scans(self, house: House) -> None:
        for turn in range(3):
            house.watch.at = wall(12, day=15)
            shift = await a_shift_of(house, starts_at=at(9, day=19 + turn), ends_at=at(12, day=19 + turn))
            house.watch.at = wall(12, 30, day=19 + turn)
            marks = [("in", 9, 30), ("in", 9, 5), ("out", 10, 0), ("in", 10, 30), ("out", 11, 45)]
            bodies = [
                a_batch(
                    house,
                    offline(
                        shift["id"],
                        "wang",
                        mark,
                        at(hour, minute, day=19 + turn),
                        f"nonce-{turn}-{number:02}",
                    ),
                )
                for number, (mark, hour, minute) in enumerate(marks)
            ]
            await asyncio.gather(*(house.made("/v1/service-scans/batch", body, "officer") for body in bodies))
            assert (await only(house, shift))["measured_minutes"] == 55 + 75

    async def test_a_code_and_a_device_at_once_come_to_one_record_with_both(self, house: House) -> None:
        for turn in range(4):
            house.watch.at = wall(12, day=15)
            shift = await a_shift_of(house, starts_at=at(9, day=19 + turn), ends_at=at(12, day=19 + turn))
            house.watch.at = wall(10, day=19 + turn)
            body = {"shift_id": shift["id"], "code": await code(house, shift["id"])}
            device = a_batch(
                house, offline(shift["id"], "wang", "in", at(9, 10, day=19 + turn), f"nonce-{turn:04}")
            )
            await asyncio.gather(
                house.made("/v1/service-scans", body, "wang"),
                house.made("/v1/service-scans/batch", device, "officer"),
            )
            house.watch.at = wall(12, day=19 + turn)
            assert (await scan(house, shift["id"], "wang", "out")).status_code == 201
            assert (await only(house, shift))["measured_minutes"] == 170

    async def test_a_late_check_out_and_the_sweep_at_once_come_to_what_was_measured(
        self, house: House
    ) -> None:
        """Edge case 16: in whichever order, the device that saw the going is believed."""
        for turn in range(4):
            house.watch.at = wall(12, day=15)
            shift = await a_shift_of(house, starts_at=at(9, day=19 + turn), ends_at=at(12, day=19 + turn))
            house.watch.at = wall(9, day=19 + turn)
            await scan(house, shift["id"], "wang")
            house.watch.at = wall(14, day=19 + turn)
            out = a_batch(
                house, offline(shift["id"], "wang", "out", at(11, day=19 + turn), f"nonce-{turn:04}")
            )
            await asyncio.gather(
                house.app.state.sweeper.once(),
                house.made("/v1/service-scans/batch", out, "officer"),
                house.app.state.sweeper.once(),
            )
            row = await only(house, shift)
            assert (row["state"], row["basis"], row["measured_minutes"]) == ("submitted", "scanned", 120)


@both
class TestConfirmations:
    async def test_both_sides_at_once_publish_once(self, house: House) -> None:
        row = await served(house)
        people = ("officer", "second officer", "organiser", "secretary", "publicist")
        answers = await asyncio.gather(*(confirm(house, row["id"], who) for who in people))
        assert Counter(map(outcome, answers))["made"] == 2
        found = await record(house, row["id"])
        assert (found["state"], found["confirmed_minutes"]) == ("in_publicity", 180)
        assert {each["side"] for each in found["confirmations"]} == {"community", "branch"}
        assert await house.count("confirmation") == 2

    async def test_a_confirmation_and_the_second_word_for_voiding_never_both_hold(self, house: House) -> None:
        row = await served(house)
        await confirm(house, row["id"], "officer")
        path, why = f"/v1/service-records/{row['id']}/voiding", {"reason": "代签"}
        await house.made(path, why, "second officer")
        confirmed, voided = await asyncio.gather(
            confirm(house, row["id"], "organiser"), house.post(path, why, "secretary")
        )
        assert outcome(voided) == "made"
        assert outcome(confirmed) in {"made", "confirmed_after_void"}
        assert (await record(house, row["id"]))["state"] == "voided"
        house.watch.at = LATER
        await house.app.state.sweeper.once()
        assert await told(house, "hours.confirmed") == []

    async def test_several_sweeps_at_once_tell_once(self, house: House) -> None:
        """Edge case 20."""
        row = await served(house)
        await both_confirm(house, row["id"])
        house.watch.at = wall(9, day=24)
        await asyncio.gather(*(house.app.state.sweeper.once() for _ in range(4)))
        assert [fact["data"]["revision"] for fact in await told(house, "hours.confirmed")] == [1]

    async def test_two_words_for_voiding_at_once_are_told_once(self, house: House) -> None:
        row = await final(house)
        path = f"/v1/service-records/{row['id']}/voiding"
        people = ("officer", "second officer", "organiser", "secretary")
        answers = await asyncio.gather(*(house.post(path, {"reason": "代签"}, who) for who in people))
        assert Counter(map(outcome, answers))["made"] == 2
        assert [fact["data"]["revision"] for fact in await told(house, "hours.voided")] == [2]

    async def test_a_dispute_and_the_end_of_the_publicity_at_once_leave_no_open_dispute_on_final_hours(
        self, house: House
    ) -> None:
        row = await served(house)
        await both_confirm(house, row["id"])
        house.watch.at = wall(9, day=24)
        disputed, _ = await asyncio.gather(
            house.post(f"/v1/service-records/{row['id']}/disputes", {"reason": "当天在值班"}, "chen"),
            house.app.state.sweeper.once(),
        )
        state = (await record(house, row["id"]))["state"]
        assert (outcome(disputed), state) in {("made", "disputed"), ("dispute_closed", "final")}


@both
class TestOneDay:
    async def test_records_told_at_once_never_overlap(self, house: House) -> None:
        """Edge case 13."""
        shift_id = await an_open_shift(house)
        house.watch.at = wall(20, day=17)
        bodies = [
            {
                "shift_id": shift_id,
                "starts_at": at(9, minute, day=17),
                "ends_at": at(10, minute, day=17),
                "minutes": 60,
            }
            for minute in range(0, 60, 10)
        ]
        answers = await asyncio.gather(*(house.post("/v1/service-records", body, "wang") for body in bodies))
        assert Counter(map(outcome, answers)) == {"made": 1, "records_overlap": 5}

    async def test_records_told_at_once_never_exceed_eight_hours(self, house: House) -> None:
        shift_id = await an_open_shift(house)
        house.watch.at = wall(23, day=17)
        bodies = [
            {
                "shift_id": shift_id,
                "starts_at": at(hour, day=17),
                "ends_at": at(hour + 3, day=17),
                "minutes": 180,
            }
            for hour in (8, 11, 14, 17)
        ]
        answers = await asyncio.gather(*(house.post("/v1/service-records", body, "wang") for body in bodies))
        assert Counter(map(outcome, answers)) == {"made": 2, "daily_most": 2}

    async def test_two_records_confirmed_at_once_never_exceed_eight_hours(self, house: House) -> None:
        rows = []
        for first, last in ((8, 13), (13, 18)):
            house.watch.at = wall(12, day=15)
            project = await house.a_recruiting_project(planned_minutes=300)
            shift = await house.a_shift(project, starts_at=at(first), ends_at=at(last))
            await house.signed_up(shift)
            house.watch.at = wall(18)
            await listed(house, shift["id"], {"wang": "in"}, at(first), by="second officer")
            await listed(house, shift["id"], {"wang": "out"}, at(last), by="second officer")
            rows.append(await only(house, shift))
        for row in rows:
            assert outcome(await confirm(house, row["id"], "officer", 300)) == "made"
        answers = await asyncio.gather(*(confirm(house, row["id"], "organiser", 300) for row in rows))
        assert Counter(map(outcome, answers)) == {"made": 1, "daily_most": 1}

    async def test_behind_the_lock_the_database_refuses_what_overlaps(self, house: House) -> None:
        row = await served(house)
        table = ServiceRecord.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
        async with house.database.read() as view:
            found = (await view.execute(select(table).where(table.c.id == UUID(row["id"])))).one()._mapping  # noqa: SLF001 - SQLAlchemy's own name for it
        until = found["busy_until"]
        again = dict(found) | {"id": new_id(), "sign_up_id": None}

        async def write(busy_from: int) -> None:
            async with house.database.write() as session:
                values = again | {"busy_from": busy_from, "busy_until": until + 60}
                await session.execute(insert(table).values(values))

        with pytest.raises(DBAPIError, match="overlapping"):
            await write(until - 1)
        await write(until)
