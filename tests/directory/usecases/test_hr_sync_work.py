"""Sync runs worked on: by two at once, by one who dies, and on days to come."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from services.directory import queries, usecases
from services.directory.models import HrSyncItem, HrSyncRun, Person
from services.directory.rules.hr.hr_records import HrRecord, Source
from services.directory.rules.hr.hr_sync_runs import LEASE
from services.directory.rules.hr.reconciliation import SyncMode
from services.directory.usecases.hr_sync_runs import Delivery
from services.directory.usecases.hr_sync_work import LeaseLost, Works, work
from services.directory.usecases.hr_sync_worker import SyncWorker
from shared.db import Database, connect
from shared.errors import Busy
from shared.ids import new_id
from tests.directory.house import House, both
from tests.directory.world import ident

TODAY = date(2026, 9, 15)


async def staged(
    house: House, *records: dict[str, Any], mode: SyncMode = SyncMode.DELTA, dry_run: bool = False
) -> UUID:
    """A run of these records that nobody has been called to."""
    delivery = Delivery(
        Source.DELTA, mode, dry_run=dry_run, effective_on=TODAY, records=[*map(HrRecord, records)]
    )
    async with house.database.write() as tx:
        run = await usecases.hr_sync_runs.stage(
            tx, house.app.state.field_keys, delivery, by=ident("hr"), at=house.watch.at, today=TODAY
        )
    return run.id


def works_of(house: House, database: Database | None = None) -> Works:
    """What the house's own worker works with, over this database."""
    works: Works = house.app.state.sync_worker.works
    return replace(works, database=database or house.database)


async def leased(house: House, run_id: UUID) -> UUID:
    """A lease on a run, as somebody has it who has just taken it."""
    lease = new_id()
    async with house.database.write() as tx:
        run = await tx.get_one(HrSyncRun, run_id)
        run.lease, run.lease_until = lease, house.watch.at + LEASE
    return lease


async def run_of(house: House, run_id: UUID) -> HrSyncRun:
    async with house.database.read() as view:
        return await view.get_one(HrSyncRun, run_id)


async def person_of(house: House, key: str) -> Person:
    async with house.database.read() as view:
        return await view.get_one(Person, ident(key))


async def persistent(works: Works, run_id: UUID, lease: UUID) -> None:
    """Work until it is done, however often another is in the way."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await work(works, run_id, lease)
            except Busy:
                await asyncio.sleep(0.02)


class TestTwoAtOnce:
    @both
    async def test_two_runs_at_once_end_as_one_after_the_other(self, house: House, world_url: str) -> None:
        await house.app.state.sync_worker.stop()
        words = ("甲", "乙")
        runs = [
            await staged(
                house, *({"employee_no": f"T{number:03}", "post": word, "shift": word} for number in range(6))
            )
            for word in words
        ]
        leases = [await leased(house, run_id) for run_id in runs]
        others = [connect(world_url), connect(world_url)]
        try:
            hands = zip(others, runs, leases, strict=True)
            await asyncio.gather(*(persistent(works_of(house, one), run, lease) for one, run, lease in hands))
        finally:
            for each in others:
                await each.close()
        async with house.database.read() as view:
            people = (await view.exec(select(Person).where(col(Person.employee_no) <= "T005"))).all()
            items = (await view.exec(select(HrSyncItem).order_by(col(HrSyncItem.at)))).all()
        last = people[0].post
        assert {(each.post, each.shift) for each in people} == {(last, last)}
        first = next(word for word in words if word != last)
        assert sorted({item.changes["post"]["before"] for item in items}, key=str) == sorted(
            [first, None], key=str
        )
        assert {(await run_of(house, run_id)).state for run_id in runs} == {"applied"}

    @both
    async def test_the_same_delivered_twice_at_once_is_one_run(self, house: House) -> None:
        await house.app.state.sync_worker.stop()
        found = await asyncio.gather(*(staged(house, {"employee_no": "T000", "post": "x"}) for _ in range(4)))
        assert len(set(found)) == 1


class TestWhoDies:
    @both
    async def test_another_goes_on_when_the_lease_has_run_out_and_the_dead_does_nothing_more(
        self, house: House
    ) -> None:
        await house.app.state.sync_worker.stop()
        run_id = await staged(house, {"external_id": "E1", "name": "陈思"})
        dead = await leased(house, run_id)
        other = SyncWorker(works_of(house))
        await other.once()
        assert (await run_of(house, run_id)).state == "staged"
        house.watch.at += LEASE + timedelta(seconds=1)
        await other.once()
        run = await run_of(house, run_id)
        assert (run.state, run.counts, run.tries) == ("applied", {"create": 1}, 1)
        with_lease = work(works_of(house), run_id, dead)
        [answer] = await asyncio.gather(with_lease, return_exceptions=True)
        assert isinstance(answer, LeaseLost)

    async def test_what_is_called_off_half_way_leaves_one_effect(self, house: House) -> None:
        await house.app.state.sync_worker.stop()
        run_id = await staged(
            house, *({"external_id": f"E{number}", "name": f"人{number}"} for number in range(400))
        )
        for pause in (0.0, 0.005, 0.01, 0.02, 0.04, 0.08):
            task = asyncio.create_task(work(works_of(house), run_id, await leased(house, run_id)))
            await asyncio.sleep(pause)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        house.watch.at += LEASE + timedelta(seconds=1)
        await SyncWorker(works_of(house)).once()
        assert (await run_of(house, run_id)).state == "applied"
        async with house.database.read() as view:
            counted = text(
                "SELECT count(*), count(DISTINCT person_id) FROM hr_sync_item WHERE kind = 'create'"
            )
            assert tuple((await view.execute(counted)).one()) == (400, 400)
            people = text("SELECT count(*) FROM person WHERE external_id IS NOT NULL")
            assert (await view.execute(people)).scalar_one() == 400

    async def test_content_is_sealed_while_it_waits_and_gone_when_it_is_applied(self, house: House) -> None:
        await house.app.state.sync_worker.stop()
        await staged(house, {"external_id": "E1", "name": "陈思", "phone": "13812345678"})
        kept = text("SELECT sealed FROM hr_sync_content")
        async with house.database.read() as view:
            [sealed] = (await view.execute(kept)).scalars()
        await SyncWorker(works_of(house)).once()
        async with house.database.read() as view:
            assert (("138" in sealed), (await view.execute(kept)).all()) == (False, [])


class TestForgetting:
    @both
    async def test_a_month_later_plans_are_called_off_and_only_what_was_changed_is_told(
        self, house: House
    ) -> None:
        await house.app.state.sync_worker.stop()
        chen, liu = ({"external_id": f"E{number}", "name": name} for number, name in enumerate("陈刘"))
        applied, again = await staged(house, chen), await staged(house, chen, liu)
        tried = await staged(house, liu, {"external_id": "E3", "name": "马"}, dry_run=True)
        await SyncWorker(works_of(house)).once()
        kept = text("SELECT run_id, kind FROM hr_sync_item ORDER BY number, run_id")
        for days, left in ((29, 5), (31, 2)):
            await usecases.hr_sync_runs.forget_old(house.database, house.watch.at + timedelta(days=days))
            async with house.database.read() as view:
                rows = (await view.execute(kept)).all()
            assert len(rows) == left
        assert {(UUID(str(row.run_id)), row.kind) for row in rows} == {(applied, "create"), (again, "create")}
        assert [(await run_of(house, each)).state for each in (applied, tried)] == ["applied", "cancelled"]


class TestDaysToCome:
    @both
    async def test_who_joins_or_leaves_later_does_so_on_the_day(self, house: House) -> None:
        await house.app.state.sync_worker.stop()
        worker = SyncWorker(works_of(house))
        tomorrow = TODAY + timedelta(days=1)
        await staged(
            house,
            {"external_id": "E1", "name": "陈思", "hired_on": tomorrow.isoformat(), "active": True},
            {"employee_no": "T000", "left_on": tomorrow, "departure": "retired", "post": "顾问"},
        )
        await worker.once()
        await worker.apply_waiting(house.database, house.watch.at)
        async with house.database.read() as view:
            new = (await view.exec(select(Person).where(Person.external_id == "E1"))).one()
        wang = await person_of(house, "wang")
        assert (new.active, wang.active, wang.post, wang.left_on) == (False, True, "顾问", None)
        house.watch.at += timedelta(days=1)
        assert await worker.apply_waiting(house.database, house.watch.at) == 2
        async with house.database.read() as view:
            new, wang = await view.get_one(Person, new.id), await view.get_one(Person, ident("wang"))
        assert (new.active, wang.active, wang.left_on, wang.departure) == (True, False, tomorrow, "retired")
        assert await worker.apply_waiting(house.database, house.watch.at) == 0

    async def test_who_is_not_in_the_next_full_list_does_not_join_after_all(self, house: House) -> None:
        await house.app.state.sync_worker.stop()
        worker = SyncWorker(works_of(house))
        everybody = [{"employee_no": f"T{number:03}"} for number in range(15)]
        new = {"external_id": "E1", "name": "陈思", "hired_on": "2026-10", "active": True}
        await staged(house, *everybody, new, mode=SyncMode.FULL)
        await worker.once()
        last = await staged(house, *everybody, mode=SyncMode.FULL)
        await worker.once()
        assert (await run_of(house, last)).counts == {"unchanged": 15, "update": 1}
        house.watch.at += timedelta(days=40)
        assert await worker.apply_waiting(house.database, house.watch.at) == 0


class TestWhatLeavingEnds:
    @both
    async def test_a_leaver_s_session_account_and_offices_end_with_the_run(self, house: House) -> None:
        await house.app.state.sync_worker.stop()
        leaving = {"active": False, "left_on": TODAY, "departure": "resigned"}
        run_id = await staged(house, {"employee_no": "T000", **leaving}, {"employee_no": "T002", **leaving})
        await SyncWorker(works_of(house)).once()
        assert (await run_of(house, run_id)).counts == {"deactivate": 2}
        async with house.database.read() as view:
            account = await queries.accounts.one(view, ident("wang"))
            office = await queries.appointments.present(view, ident("leader"), TODAY)
            person = await view.get_one(Person, ident("wang"))
        assert account is not None
        assert (account.disabled_at, office) == (house.watch.at, [])
        assert (person.active, person.left_on, person.departure) == (False, TODAY, "resigned")
        told = (await house.told("member.changed", ident("wang")))[-1]
        assert (told["active"], told["departure"]) == (False, {"on": TODAY.isoformat(), "reason": "resigned"})

    @both
    async def test_whom_hr_moves_by_its_own_right_has_two_memberships_without_a_gap(
        self, house: House
    ) -> None:
        await house.app.state.sync_worker.stop()
        async with house.database.write() as tx:
            owners = await queries.hr_known.owners(tx)
            hr = next(owner for owner in owners.values() if owner.value == "hr")
            await usecases.hr_field_owners.set_all(tx, dict.fromkeys(owners, hr))
        await staged(house, {"employee_no": "T000", "branch": "packing", "group": "third"})
        await SyncWorker(works_of(house)).once()
        async with house.database.read() as view:
            spans = await queries.memberships.of_person(view, ident("wang"))
        assert [(span.branch_id, span.group_id, span.until_on) for span in spans] == [
            (ident("power"), ident("first"), TODAY - timedelta(days=1)),
            (ident("packing"), ident("third"), None),
        ]
