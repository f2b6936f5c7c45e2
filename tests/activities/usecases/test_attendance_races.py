"""What happens at once, on both databases: behind each test stand a lock and a constraint."""

import asyncio
from collections import Counter
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from services.activities.models import Attendance, Leave, MakeUp, MakeUpEnd, Scan, Settlement
from services.activities.usecases import make_ups
from shared.audit import AUDIT
from shared.ids import new_id
from tests.activities.attending import (
    EVERYBODY,
    a_batch,
    a_theme_day,
    at,
    close,
    code,
    listed,
    offline,
    one,
    states,
    told,
    wall,
)
from tests.activities.house import House, both
from tests.points.world import ident
from tests.support.door import code_of

NOTE = {"note": "已学习。"}


@both
class TestScans:
    async def test_two_devices_in_the_same_instant_leave_one_attendance(self, house: House) -> None:
        """Edge case 9: the loser hears that the person is there already, with the first time."""
        meeting = await a_theme_day(house)
        sitting = meeting["sittings"][0]["id"]
        house.watch.at = wall(13, 50)
        body = {"sitting_id": sitting, "code": await code(house, sitting)}
        answers = await asyncio.gather(*(house.post("/v1/scans", body, "wang") for _ in range(12)))
        assert [answer.status_code for answer in answers] == [201] * 12
        assert Counter(answer.json()["already_present"] for answer in answers) == {False: 1, True: 11}
        assert {answer.json()["attendance"]["came_at"] for answer in answers} == {"2026-09-22T05:50:00Z"}
        assert (await house.count("attendance"), await house.count("scan")) == (1, 12)

    async def test_in_a_full_doorway_everybody_gets_an_answer_of_their_own(self, house: House) -> None:
        """Written in one commit or alone: a wrong code or a stranger holds up nobody."""
        sitting = (await a_theme_day(house))["sittings"][0]["id"]
        house.watch.at = wall(13, 50)
        right = {"sitting_id": sitting, "code": await code(house, sitting)}
        wrong = right | {"code": "A" * 16}
        visits = [(who, right) for who in EVERYBODY] + [("wang", wrong), ("zhao", right), ("chen", wrong)]
        answers = await asyncio.gather(*(house.post("/v1/scans", body, who) for who, body in visits))
        assert [answer.status_code for answer in answers[:9]] == [201] * 9
        assert [code_of(answer) for answer in answers[9:]] == [
            "room_code_invalid",
            "sitting_missing",
            "room_code_invalid",
        ]
        assert {answer.json()["attendance"]["person_id"] for answer in answers[:9]} == {
            str(ident(who)) for who in EVERYBODY
        }
        assert (await house.count("scan"), await house.count("attendance")) == (9, 9)
        async with house.database.read() as view:
            acts = (await view.execute(select(AUDIT.c.actor_id).where(AUDIT.c.act == "scan.make"))).scalars()
            assert sorted(acts) == sorted(ident(who) for who in EVERYBODY)

    async def test_one_key_sent_five_times_at_once_gives_one_row_and_one_body(self, house: House) -> None:
        """Edge case 10. A twin that meets the first still running is told so, and then hears the same."""
        sitting = (await a_theme_day(house))["sittings"][0]["id"]
        house.watch.at = wall(13, 50)
        body = {"sitting_id": sitting, "code": await code(house, sitting)}

        async def send() -> dict[str, Any]:
            while True:
                answer = await house.post("/v1/scans", body, "wang", key="the-same-key")
                if answer.status_code == 201:
                    return dict(answer.json())
                assert code_of(answer) == "idempotency_in_flight"
                await asyncio.sleep(0.01)

        bodies = await asyncio.gather(*(send() for _ in range(5)))
        assert [each == bodies[0] for each in bodies] == [True] * 5
        assert await house.count("scan") == 1
        other = await house.post("/v1/scans", body | {"mark": "out"}, "wang", key="the-same-key")
        assert (other.status_code, code_of(other)) == (422, "idempotency_key_reused")

    async def test_one_nonce_sent_five_times_at_once_gives_one_scan(self, house: House) -> None:
        sitting = (await a_theme_day(house))["sittings"][0]["id"]
        house.watch.at = wall(15)
        scans = [offline(sitting, who, "in", at(14), f"nonce-{who[:5]}-{who[-2:]}") for who in EVERYBODY]
        bodies = [a_batch(house, *scans), a_batch(house, *reversed(scans))] * 3
        made = await asyncio.gather(*(house.made("/v1/scans/batch", body, "organiser") for body in bodies))
        outcomes = Counter(result["outcome"] for answer in made for result in answer["results"])
        assert outcomes == {"recorded": 9, "replayed": 45}
        assert (await house.count("scan"), await house.count("attendance")) == (9, 9)

    async def test_the_earliest_time_wins_however_many_devices_upload_at_once(self, house: House) -> None:
        """Edge case 11: none of the uploads forgets another's scan."""
        for turn in range(4):
            meeting = await a_theme_day(house)
            sitting = meeting["sittings"][0]["id"]
            house.watch.at = wall(16)
            await listed(house, sitting, {"wang": "in"}, at(14, 40))
            bodies = [
                a_batch(house, offline(sitting, "wang", "in", at(14, minute), f"nonce-{turn}-{minute:02}"))
                for minute in (30, 10, 20, 5, 25, 15)
            ]
            await asyncio.gather(*(house.made("/v1/scans/batch", body, "organiser") for body in bodies))
            assert (await one(house, meeting, "wang"))["came_at"] == "2026-09-22T06:05:00Z"
            house.watch.at = wall(12, day=15)


@both
class TestClosing:
    async def test_closed_by_several_at_once_it_is_settled_and_told_once(self, house: House) -> None:
        meeting = await a_theme_day(house)
        house.watch.at = wall(16)
        await listed(house, meeting["sittings"][0]["id"], {"wang": "in"}, at(14))
        await house.made(f"/v1/meetings/{meeting['id']}/opening", None, "secretary")
        path = f"/v1/meetings/{meeting['id']}/closing"
        closers = ("secretary", "organiser", "publicist") * 2
        answers = await asyncio.gather(*(house.post(path, None, who) for who in closers))
        assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 5}
        counts = Counter(fact["type"] for fact in await told(house))
        told_once = {"meeting.held": 1, "attendance.confirmed": 1, "absence.recorded": 8}
        assert {kind: counts[kind] for kind in counts if kind != "message.due"} == told_once
        assert await house.count("make_up") == 8

    async def test_who_was_let_in_while_it_was_closed_was_present_and_no_other(self, house: House) -> None:
        meeting = await a_theme_day(house)
        sitting = meeting["sittings"][0]["id"]
        house.watch.at = wall(15)
        await house.made(f"/v1/meetings/{meeting['id']}/opening", None, "secretary")
        body = {"sitting_id": sitting, "code": await code(house, sitting)}
        closing = house.post(f"/v1/meetings/{meeting['id']}/closing", None, "secretary")
        first, last = EVERYBODY[:4], EVERYBODY[4:]
        answers = await asyncio.gather(
            *(house.post("/v1/scans", body, who) for who in first),
            closing,
            *(house.post("/v1/scans", body, who) for who in last),
        )
        assert answers[4].status_code == 201
        scans = answers[:4] + answers[5:]
        let_in = {who for who, answer in zip(EVERYBODY, scans, strict=True) if answer.status_code == 201}
        found = await states(house, meeting)
        assert {who for who, state in found.items() if state == "late"} == let_in
        assert {fact["subject"] for fact in await told(house, "absence.recorded")} == {
            str(ident(who)) for who in EVERYBODY if who not in let_in
        }


@both
class TestLeaves:
    async def test_asked_several_times_at_once_there_is_one(self, house: House) -> None:
        path = f"/v1/meetings/{(await a_theme_day(house))['id']}/leaves"
        body = {"kind": "private", "reason": "家事"}
        answers = await asyncio.gather(*(house.post(path, body, "wang") for _ in range(6)))
        assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 5}
        assert await house.count("leave_request") == 1

    async def test_decided_by_two_at_once_the_first_decision_stands(self, house: House) -> None:
        path = f"/v1/meetings/{(await a_theme_day(house))['id']}/leaves"
        leave = await house.made(path, {"kind": "private", "reason": "家事"}, "wang")
        answers = await asyncio.gather(
            *(
                house.post(f"/v1/leaves/{leave['id']}/decision", {"granted": granted}, who)
                for who, granted in (("leader", True), ("secretary", False)) * 3
            )
        )
        [first] = [answer.json() for answer in answers if answer.status_code == 201]
        assert (await house.read(f"/v1/leaves/{leave['id']}", "wang"))["state"] == first["state"]


@both
class TestMakeUps:
    async def test_four_processes_tell_of_each_missed_make_up_once(self, house: House) -> None:
        """Edge case 20."""
        meeting = await a_theme_day(house)
        house.watch.at = wall(16)
        await close(house, meeting)
        await asyncio.gather(*(sweep(house) for _ in range(4)))
        assert len(await told(house, "makeup.missed")) == 9
        assert await house.count("make_up_end") == 9

    async def test_confirmed_by_several_at_once_it_is_told_once(self, house: House) -> None:
        meeting = await a_theme_day(house)
        house.watch.at = wall(16)
        await close(house, meeting)
        [own] = (await house.read(f"/v1/make-ups?person_id={ident('wang')}", "wang"))["items"]
        path = f"/v1/make-ups/{own['id']}"
        await house.made(f"{path}/note", NOTE, "wang")
        confirmers = ("leader", "secretary", "organiser") * 2
        confirmations = (house.post(f"{path}/confirmation", None, who) for who in confirmers)
        answers, *_ = await asyncio.gather(asyncio.gather(*confirmations), sweep(house))
        assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 5}
        assert [fact["subject"] for fact in await told(house, "makeup.done")] == [str(ident("wang"))]
        assert str(ident("wang")) not in {fact["subject"] for fact in await told(house, "makeup.missed")}

    async def test_confirmed_and_returned_at_once_only_one_of_the_two_happens(self, house: House) -> None:
        meeting = await a_theme_day(house)
        house.watch.at = wall(16)
        await close(house, meeting)
        [own] = (await house.read(f"/v1/make-ups?person_id={ident('wang')}", "wang"))["items"]
        path = f"/v1/make-ups/{own['id']}"
        await house.made(f"{path}/note", NOTE, "wang")
        answers = await asyncio.gather(
            *(
                house.post(f"{path}/{act}", body, who)
                for act, body, who in (
                    ("return", {"reason": "太短"}, "leader"),
                    ("confirmation", None, "secretary"),
                    ("return", {"reason": "太短"}, "organiser"),
                    ("confirmation", None, "publicist"),
                )
            )
        )
        assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 3}
        [first] = [answer.json()["state"] for answer in answers if answer.status_code == 201]
        assert (await house.read(path, "wang"))["state"] == first
        assert len(await told(house, "makeup.done")) == (1 if first == "done" else 0)


@both
class TestConstraints:
    async def test_the_database_itself_refuses_every_twin(self, house: House) -> None:
        """What stands behind the locks: each row again, under a new id where it has one."""
        meeting = await a_theme_day(house)
        await house.made(f"/v1/meetings/{meeting['id']}/leaves", {"kind": "travel", "reason": "出差"}, "wang")
        [leave] = (await house.read("/v1/leaves", "wang"))["items"]
        await house.made(f"/v1/leaves/{leave['id']}/decision", {"granted": True}, "leader")
        house.watch.at = wall(16)
        await listed(house, meeting["sittings"][0]["id"], {"li": "in"})
        await close(house, meeting)
        await sweep(house)
        for model in (Scan, Attendance, Settlement, Leave, MakeUp, MakeUpEnd):
            assert await refused_twin(house, model), model


async def refused_twin(house: House, model: Any) -> bool:
    """Whether the first row of a table cannot be written again."""
    table = model.__table__
    async with house.database.read() as view:
        row = dict((await view.execute(select(table).limit(1))).mappings().one())
    twin = row | ({"id": new_id()} if "id" in row else {})
    try:
        async with house.database.write() as session:
            await session.execute(insert(table).values(twin))
    except IntegrityError:
        return True
    return False


async def sweep(house: House) -> int:
    """What each process does when everything has become overdue."""
    state = house.app.state
    return await make_ups.sweep(house.database, wall(12, day=30), teller=state.teller, zone=state.zone)
