"""`/v1/hr-sync-runs`."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.directory.delivering import RUNS, at_rest, deliver
from tests.directory.house import House, both, code_of
from tests.directory.world import ident

NEW = {"external_id": "E900", "employee_no": "N900", "name": "陈思", "phone": "13812345678"}
ONE = {"mode": "delta", "records": [NEW]}


async def items(house: House, run: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    answer = await house.get(f"{RUNS}/{run['id']}/items?kind={kind}", "hr")
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def dump(house: House) -> dict[str, list[Any]]:
    """Every table but those of runs, audit and answered requests, and the feed, which follows in its own time."""
    own = {"hr_sync_run", "hr_sync_content", "hr_sync_item", "audit", "idempotency", "alembic_version"}
    own |= {"feed_event", "feed_head"}
    async with house.database.read() as view:
        connection = await view.connection()
        names = await connection.run_sync(lambda sync: sync.dialect.get_table_names(sync))
        return {
            name: sorted(map(repr, await view.execute(text(f"SELECT * FROM {name}"))))  # noqa: S608 - our own
            for name in sorted(set(names) - own)
        }


def differing(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> dict[str, Any]:
    """What is there afterwards and was not, by table."""
    return {
        name: [row for row in after[name] if row not in before[name]]
        for name in after
        if after[name] != before[name]
    }


class TestDeliver:
    async def test_without_a_token_nothing_is_taken(self, house: House) -> None:
        assert (await house.post(RUNS, ONE, None)).status_code == 401

    async def test_a_secretary_delivers_nothing(self, house: House) -> None:
        assert (await house.post(RUNS, ONE, "secretary")).status_code == 403

    @pytest.mark.parametrize(
        "body",
        [
            {"mode": "delta"},
            {**ONE, "file_id": str(ident("a file"))},
            {"mode": "delta", "records": []},
            {"mode": "some", "records": [NEW]},
            {"mode": "delta", "records": [{**NEW, "id_card": "1"}]},
            {"mode": "delta", "records": [{**NEW, "post": "11010519491231002X"}]},
        ],
    )
    async def test_what_has_another_shape_is_malformed(self, house: House, body: dict[str, Any]) -> None:
        assert (await house.post(RUNS, body, "hr")).status_code == 422

    async def test_a_day_in_years_is_refused(self, house: House) -> None:
        answer = await house.post(RUNS, {**ONE, "effective_on": "2031-01-01"}, "hr")
        assert (answer.status_code, code_of(answer)) == (409, "sync_day_too_far")

    @both
    async def test_a_delivery_is_planned_applied_and_told(self, house: House) -> None:
        moved = {"employee_no": "T000", "workplace": "packing team", "post": "班长"}
        run = await deliver(house, {"mode": "delta", "records": [NEW, moved, {"employee_no": "T001"}]})
        assert (run["state"], run["items"], run["items_done"], run["failure"]) == ("applied", 3, 3, None)
        assert {kind: count for kind, count in run["counts"].items() if count} == {
            "create": 1,
            "transfer": 1,
            "unchanged": 1,
        }
        [made] = await items(house, run, "create")
        assert made["changes"]["phone"] == {"before": None, "after": "138****5678"}
        [transfer] = await items(house, run, "transfer")
        assert transfer["changes"]["workplace"]["after"] == str(ident("packing team"))
        found = (await house.get("/v1/persons?q=cs", "hr")).json()["items"]
        assert [(each["id"], each["name"]) for each in found] == [(made["person_id"], "陈思")]
        assert len(await house.told("member.changed", ident("wang"))) > 1

    @both
    async def test_the_same_again_is_the_same_run_and_changes_nothing(self, house: House) -> None:
        run = await deliver(house, ONE)
        await house.settle()
        before = await dump(house)
        again = await deliver(house, ONE)
        assert again["id"] == run["id"]
        assert differing(before, await dump(house)) == {}

    async def test_the_same_after_something_else_is_a_run_of_its_own(self, house: House) -> None:
        first = await deliver(house, ONE)
        await deliver(house, {"mode": "delta", "records": [{**NEW, "post": "司炉工"}]})
        again = await deliver(house, ONE)
        assert (again["id"] != first["id"], again["counts"]["unchanged"]) == (True, 1)

    @both
    async def test_a_dry_run_changes_nothing_at_all(self, house: House) -> None:
        await house.settle()
        before = await dump(house)
        body = {"mode": "full", "records": [NEW, {"employee_no": "T000", "post": "班长"}], "dry_run": True}
        run = await deliver(house, body)
        assert (run["state"], run["counts"]["create"], run["counts"]["deactivate"]) == ("planned", 1, 14)
        assert differing(before, await dump(house)) == {}

    @both
    async def test_one_bad_record_holds_up_no_other(self, house: House) -> None:
        bad = {"external_id": "E901", "name": "无名", "workplace": "moon team"}
        run = await deliver(house, {"mode": "delta", "records": [bad, NEW]})
        assert (run["state"], run["counts"]["rejected"], run["counts"]["create"]) == ("applied", 1, 1)
        [rejected] = await items(house, run, "rejected")
        assert (rejected["column"], rejected["code"]) == ("workplace", "workplace_unknown")
        assert (rejected["message_zh"], rejected["message_en"]) == (
            "没有此部门或班组",
            "There is no such workplace",
        )

    async def test_a_run_of_a_later_day_waits_for_it(self, house: House) -> None:
        on = house.watch.at.date().replace(day=1).replace(year=house.watch.at.year + 1)
        answer = await house.post(RUNS, {**ONE, "effective_on": on.isoformat()}, "hr")
        await house.app.state.sync_worker.once()
        assert (await house.get(answer.headers["Location"], "hr")).json()["state"] == "staged"


class TestConfirm:
    async def test_without_a_token_nothing_is_confirmed(self, house: House) -> None:
        answer = await house.post(f"{RUNS}/{ident('none')}/confirmation", {"leavers": 0}, None)
        assert answer.status_code == 401

    async def test_an_auditor_confirms_nothing(self, house: House) -> None:
        answer = await house.post(f"{RUNS}/{ident('none')}/confirmation", {"leavers": 0}, "auditor")
        assert answer.status_code == 403

    async def test_a_run_that_is_not_there_is_missing(self, house: House) -> None:
        answer = await house.post(f"{RUNS}/{ident('none')}/confirmation", {"leavers": 0}, "hr")
        assert (answer.status_code, code_of(answer)) == (404, "hr_sync_run_missing")

    @both
    async def test_many_leavers_wait_for_a_word_that_names_their_number(self, house: House) -> None:
        run = await deliver(
            house, {"mode": "full", "records": [{"employee_no": "T000"}, {"employee_no": "T012"}]}
        )
        assert (run["state"], run["leavers"], run["leavers_allowed"]) == ("needs_confirmation", 13, 5)
        path = f"{RUNS}/{run['id']}/confirmation"
        wrong = await house.post(path, {"leavers": 12}, "hr")
        assert (wrong.status_code, code_of(wrong)) == (409, "sync_plan_otherwise")
        assert (await house.get("/v1/persons?active=false", "hr")).json()["items"] == []
        answer = await house.post(path, {"leavers": 13}, "hr")
        assert (answer.status_code, (await at_rest(house, answer))["state"]) == (202, "applied")
        assert len((await house.get("/v1/persons?active=false", "hr")).json()["items"]) == 13
        again = await house.post(path, {"leavers": 13}, "hr")
        assert (again.status_code, code_of(again)) == (409, "sync_not_planned")


class TestCancel:
    async def test_a_plan_that_is_called_off_is_never_applied(self, house: House) -> None:
        run = await deliver(house, {**ONE, "dry_run": True})
        path = f"{RUNS}/{run['id']}/cancellation"
        assert (await house.post(path, None, "secretary")).status_code == 403
        assert (await house.post(path, None, "system")).json()["state"] == "cancelled"
        again = await house.post(path, None, "system")
        assert (again.status_code, code_of(again)) == (409, "sync_over")
        fresh = await deliver(house, {**ONE, "dry_run": True})
        assert fresh["id"] != run["id"]


class TestRead:
    async def test_runs_are_read_by_those_who_deliver_and_no_others(self, house: House) -> None:
        run = await deliver(house, ONE)
        for path in (RUNS, f"{RUNS}/{run['id']}", f"{RUNS}/{run['id']}/items"):
            answers = [(await house.get(path, by)).status_code for by in (None, "secretary", "hr", "system")]
            assert answers == [401, 403, 200, 200]
        assert (await house.get(f"{RUNS}?state=applied", "hr")).json()["items"][0]["id"] == run["id"]
        assert (await house.get(f"{RUNS}/{ident('none')}", "hr")).status_code == 404
