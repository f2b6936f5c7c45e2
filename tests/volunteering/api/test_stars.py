"""`/v1/star-levels`: on application, by another's decision, as long as the hours last (rule 33)."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.volunteering.models import RecordState, ServiceRecord
from services.volunteering.queries import volunteers
from services.volunteering.usecases import stars
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.volunteering.house import House, both, nothing
from tests.volunteering.records import a_final_record, add_record

LEVELS = "/v1/star-levels"
FIRST = {"level": 1}
AWARDED = {"awarded": True, "reason": "累计满一百小时。"}
DECLINED = {"awarded": False, "reason": "记录有待核实。"}
DAYS = [f"2026-{month:02}-{day:02}" for month in (6, 7) for day in range(1, 29)]


async def served(house: House, key: str, hours: int) -> list[str]:
    """Records of ten hours each; their ids."""
    async with house.database.write() as session:
        rows = [await add_record(session, key, day, 600) for day in DAYS[: hours // 10]]
        return [str(row.id) for row in rows]


async def applied(house: House, key: str = "wang", hours: int = 100, **more: Any) -> str:
    """The path of an application."""
    await served(house, key, hours)
    return f"{LEVELS}/{(await house.made(LEVELS, FIRST | more, key))['id']}"


async def awarded(house: House, key: str = "wang", **more: Any) -> str:
    """The path of a level that was awarded."""
    path = await applied(house, key, **more)
    await house.made(f"{path}/decision", AWARDED, "organiser")
    return path


async def take_back(house: House, record_id: str, *, pause: float = 0) -> None:
    """Void a record as whoever voids it does: under the volunteer's lock, levels in the same transaction."""
    async with house.database.write() as session:
        row = await session.get_one(ServiceRecord, UUID(record_id))
        await volunteers.held(session, row.person_id)
        await asyncio.sleep(pause)
        row.state = RecordState.VOIDED
        await stars.review(session, [row.person_id], at=house.watch.at)


class TestApply:
    async def test_nobody_applies_without_signing_in(self, house: House) -> None:
        assert (await house.post(LEVELS, FIRST, None)).status_code == 401

    async def test_a_communitys_officer_and_a_machine_apply_for_none(self, house: House) -> None:
        for key in ("officer", "hr"):
            assert code_of(await house.post(LEVELS, FIRST, key)) == "forbidden"

    async def test_whoever_has_not_registered_or_has_no_branch_gets_none(self, house: House) -> None:
        assert code_of(await house.post(LEVELS, FIRST, "publicist")) == "not_volunteer"
        await served(house, "worker", 100)
        assert code_of(await house.post(LEVELS, FIRST, "worker")) == "home_branch_missing"

    async def test_too_few_final_hours_are_not_enough(self, house: House) -> None:
        await served(house, "wang", 90)
        await a_final_record(house, "wang", "2026-08-01", 599)
        await a_final_record(house, "wang", "2026-08-02", 600, state=RecordState.IN_PUBLICITY)
        answer = await house.post(LEVELS, FIRST, "wang")
        assert code_of(answer) == "star_hours_missing"
        assert answer.json()["detail"] == "该星级需 6000 分钟,现有 5999 分钟"
        await a_final_record(house, "wang", "2026-08-03", 1)
        assert (await house.post(LEVELS, FIRST, "wang")).status_code == 201

    @both
    async def test_one_level_stands_once_however_often_it_is_applied_for_at_once(self, house: House) -> None:
        await served(house, "wang", 100)
        answers = await asyncio.gather(*(house.post(LEVELS, FIRST, "wang") for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        assert {code_of(answer) for answer in answers if answer.status_code == 409} == {"star_level_stands"}

    async def test_a_level_that_the_branch_does_not_have_is_malformed(self, house: House) -> None:
        assert faults_of(await house.post(LEVELS, {"level": 0}, "wang")).keys() == {"/level"}
        assert code_of(await house.post(LEVELS, {"level": 6}, "wang")) == "star_level_unknown"

    async def test_an_application_says_on_what_it_rests(self, house: House) -> None:
        found = await house.read(await applied(house), "wang")
        assert (found["state"], found["level"], found["needed_minutes"]) == ("applied", 1, 6000)
        assert (found["branch_id"], found["shown"]) == (str(ident("power")), False)
        assert [(step["state"], step["total_minutes"], step["by_id"]) for step in found["steps"]] == [
            ("applied", 6000, str(ident("wang")))
        ]


class TestDecide:
    async def test_nobody_decides_without_signing_in(self, house: House) -> None:
        assert (await house.post(f"{LEVELS}/{nothing()}/decision", AWARDED, None)).status_code == 401

    async def test_a_member_and_a_communitys_officer_decide_nothing(self, house: House) -> None:
        path = await applied(house)
        for key in ("wang", "officer", "leader"):
            assert code_of(await house.post(f"{path}/decision", AWARDED, key)) == "forbidden"

    async def test_another_branchs_application_looks_like_none(self, house: House) -> None:
        path = await applied(house)
        theirs = await house.post(f"{path}/decision", AWARDED, "other organiser")
        none = await house.post(f"{LEVELS}/{nothing()}/decision", AWARDED, "other organiser")
        assert plain(theirs) == plain(none)
        assert code_of(none) == "star_level_missing"

    async def test_nobody_decides_about_their_own(self, house: House) -> None:
        path = await applied(house, "organiser")
        assert code_of(await house.post(f"{path}/decision", AWARDED, "organiser")) == "own_star_level"
        assert (await house.made(f"{path}/decision", AWARDED, "secretary"))["state"] == "awarded"

    @both
    async def test_it_is_decided_once(self, house: House) -> None:
        path = await applied(house)
        asked = [house.post(f"{path}/decision", body, "organiser") for body in (AWARDED, DECLINED, AWARDED)]
        answers = await asyncio.gather(*asked)
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
        assert len((await house.read(path, "wang"))["steps"]) == 2

    async def test_hours_taken_back_since_the_application_are_missing_at_the_decision(
        self, house: House
    ) -> None:
        records = await served(house, "wang", 100)
        path = f"{LEVELS}/{(await house.made(LEVELS, FIRST, 'wang'))['id']}"
        await take_back(house, records[0])
        assert code_of(await house.post(f"{path}/decision", AWARDED, "organiser")) == "star_hours_missing"
        assert (await house.made(f"{path}/decision", DECLINED, "organiser"))["state"] == "declined"

    async def test_a_decision_without_a_reason_is_malformed(self, house: House) -> None:
        path = await applied(house)
        answer = await house.post(f"{path}/decision", {"awarded": True}, "organiser")
        assert faults_of(answer).keys() == {"/reason"}

    async def test_a_declined_level_can_be_applied_for_again(self, house: House) -> None:
        path = await applied(house)
        assert (await house.made(f"{path}/decision", DECLINED, "organiser"))["steps"][1][
            "reason"
        ] == "记录有待核实。"
        await house.made(LEVELS, FIRST, "wang")


class TestWithdrawn:
    @both
    async def test_a_level_falls_with_the_hours_it_rested_on_and_says_so(self, house: House) -> None:
        records = await served(house, "wang", 110)
        path = f"{LEVELS}/{(await house.made(LEVELS, FIRST, 'wang'))['id']}"
        await house.made(f"{path}/decision", AWARDED, "organiser")
        await take_back(house, records[0])
        assert (await house.read(path, "wang"))["state"] == "awarded"
        await take_back(house, records[1])
        found = await house.read(path, "wang")
        assert (found["state"], [step["state"] for step in found["steps"]]) == (
            "withdrawn",
            ["applied", "awarded", "withdrawn"],
        )
        last = found["steps"][-1]
        assert (last["total_minutes"], last["by_id"], found["needed_minutes"]) == (5400, None, 6000)

    async def test_only_the_level_that_is_too_high_falls_and_only_that_persons(self, house: House) -> None:
        records = await served(house, "wang", 300)
        one = f"{LEVELS}/{(await house.made(LEVELS, FIRST, 'wang'))['id']}"
        two = f"{LEVELS}/{(await house.made(LEVELS, {'level': 2}, 'wang'))['id']}"
        chens = await awarded(house, "chen")
        for path in (one, two):
            await house.made(f"{path}/decision", AWARDED, "organiser")
        await take_back(house, records[0])
        states = [(await house.read(path, "organiser"))["state"] for path in (one, two, chens)]
        assert states == ["awarded", "withdrawn", "awarded"]

    async def test_it_does_not_come_back_by_itself_but_can_be_applied_for(self, house: House) -> None:
        records = await served(house, "wang", 100)
        path = f"{LEVELS}/{(await house.made(LEVELS, FIRST, 'wang'))['id']}"
        await house.made(f"{path}/decision", AWARDED, "organiser")
        await take_back(house, records[0])
        await a_final_record(house, "wang", "2026-08-01", 600)
        assert (await house.read(path, "wang"))["state"] == "withdrawn"
        await house.made(LEVELS, FIRST, "wang")

    async def test_the_withdrawal_is_audited(self, house: House) -> None:
        records = await served(house, "wang", 100)
        path = f"{LEVELS}/{(await house.made(LEVELS, FIRST, 'wang'))['id']}"
        await house.made(f"{path}/decision", AWARDED, "organiser")
        await take_back(house, records[0])
        async with house.database.read() as view:
            acts = text("SELECT object_id FROM audit WHERE act = 'star_level.withdraw'")
            assert (await view.execute(acts)).scalars().all() == [path.rsplit("/", 1)[1]]

    @both
    async def test_an_award_while_hours_are_taken_back_never_stands_on_less(self, house: House) -> None:
        """Whoever comes first: the award is refused, or withdrawn; the volunteer's row makes one of them wait."""
        records = await served(house, "wang", 100)
        for pause in (0.1, 0):
            path = f"{LEVELS}/{(await house.made(LEVELS, FIRST, 'wang'))['id']}"
            award = house.post(f"{path}/decision", AWARDED, "organiser")
            answer, _ = await asyncio.gather(award, take_back(house, records.pop(), pause=pause))
            state = (await house.read(path, "wang"))["state"]
            assert (answer.status_code, state) in {(409, "applied"), (201, "withdrawn")}
            await house.post(f"{path}/decision", DECLINED, "organiser")
            day = "2026-08-01" if pause else "2026-08-02"
            await a_final_record(house, "wang", day, 600)

    async def test_the_history_is_only_added_to(self, house: House) -> None:
        await applied(house)
        for words in ("UPDATE star_step SET total_minutes = 9999", "DELETE FROM star_step"):
            with pytest.raises(DBAPIError, match="append-only"):
                async with house.database.write() as session:
                    await session.execute(text(words))


class TestRead:
    async def test_nobody_reads_one_without_signing_in(self, house: House) -> None:
        assert (await house.get(LEVELS, None)).status_code == 401

    async def test_a_communitys_officer_reads_none(self, house: House) -> None:
        assert code_of(await house.get(LEVELS, "officer")) == "forbidden"

    async def test_what_somebody_does_not_show_looks_to_fellow_members_like_none(self, house: House) -> None:
        path = await awarded(house)
        none = await house.get(f"{LEVELS}/{nothing()}", "chen")
        assert plain(await house.get(path, "chen")) == plain(none)
        assert (await house.read(LEVELS, "chen"))["items"] == []
        assert len((await house.read(LEVELS, "organiser"))["items"]) == 1
        assert len((await house.read(LEVELS, "higher"))["items"]) == 1
        assert (await house.read(LEVELS, "other organiser"))["items"] == []

    async def test_what_somebody_shows_is_seen_in_the_branch_once_awarded_without_the_figures(
        self, house: House
    ) -> None:
        path = await applied(house, shown=True)
        assert code_of(await house.get(path, "chen")) == "star_level_missing"
        await house.made(f"{path}/decision", AWARDED, "organiser")
        found = await house.read(path, "chen")
        assert (found["level"], found["state"], found["steps"]) == (1, "awarded", [])
        assert code_of(await house.get(path, "zhao")) == "star_level_missing"

    async def test_it_narrows_to_a_person_and_a_state(self, house: House) -> None:
        await awarded(house)
        await applied(house, "chen")
        for query, count in (("state=applied", 1), (f"person_id={ident('wang')}", 1), ("state=withdrawn", 0)):
            assert len((await house.read(f"{LEVELS}?{query}", "organiser"))["items"]) == count


class TestShow:
    async def shown(self, house: House, path: str, by: str, etag: str | None, *, shown: bool = True) -> Any:
        headers = house.by(by) | ({"If-Match": etag} if etag else {})
        return await house.client.patch(path, json={"shown": shown}, headers=headers)

    async def test_only_whoever_holds_it_shows_it_and_from_what_was_read(self, house: House) -> None:
        path = await awarded(house)
        answer = await self.shown(house, path, "organiser", "*")
        assert code_of(answer) == "star_level_missing"
        assert (await self.shown(house, path, "wang", None)).status_code == 428
        assert (await self.shown(house, path, "wang", '"old"')).status_code == 412
        etag = (await house.get(path, "wang")).headers["etag"]
        answer = await self.shown(house, path, "wang", etag)
        assert (answer.status_code, answer.json()["shown"]) == (200, True)
        assert answer.headers["etag"] == (await house.get(path, "wang")).headers["etag"] != etag
        assert len((await house.read(LEVELS, "chen"))["items"]) == 1
        await self.shown(house, path, "wang", "*", shown=False)
        assert (await house.read(LEVELS, "chen"))["items"] == []
