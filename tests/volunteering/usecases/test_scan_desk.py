"""The scan desk: at speed everybody gets what the careful way would have given, and leaves the same rows."""

from typing import Any, NamedTuple
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import RowMapping, Table, select

from services.volunteering.models import Mark, Project, ServiceRecord, ServiceScan, Shift
from services.volunteering.rules.parameters import DEFAULTS
from services.volunteering.usecases import at_once
from services.volunteering.usecases.at_once import Known
from services.volunteering.usecases.scan_desk import Visit, Words, written
from services.volunteering.usecases.service_scans import Seen
from shared.audit import AUDIT
from shared.desk import Asked
from shared.idempotency import IDEMPOTENCY
from shared.ids import new_id
from tests.points.world import ident
from tests.support.door import access
from tests.volunteering.house import House, both
from tests.volunteering.serving import a_batch, a_shift_of, at, code, listed, offline, wall

LONG = "application/json; charset=utf-8"
"""A content type that says the same and is not the ordinary one, so the request goes the long way."""
OWN = frozenset(
    {
        *("id", "person_id", "by_id", "actor_id", "object_id", "made_id", "nonce", "trace_id", "key"),
        *("sign_up_id", "busy_from", "busy_until"),
    }
)
"""What differs between two people who do the same."""


class Came(NamedTuple):
    """What somebody was answered and what it left in the database."""

    status: int
    body: str
    rows: dict[str, list[dict[str, Any]]]


async def comes(house: House, who: str, shift_id: str, marks: str, *, kind: str) -> list[Came]:
    """Someone checks in or out, time after time, by one way or the other."""
    found = []
    for number, mark in enumerate(marks.split()):
        shown = "A" * 16 if mark == "wrong" else await code(house, shift_id)
        given = {"shift_id": shift_id, "mark": "out" if mark == "out" else "in", "code": shown, "device": "p"}
        headers = house.by(who) | {"Idempotency-Key": f"visit-{who}-{number}", "Content-Type": kind}
        content = httpx2.Request("POST", "http://x", json=given).content
        answer = await house.client.post("/v1/service-scans", content=content, headers=headers)
        found.append(Came(answer.status_code, _neutral(answer.text, who), await _rows(house, who)))
    return found


def _neutral(body: str, who: str) -> str:
    if '"trace_id"' in body:
        return str(httpx2.Response(200, text=body).json()["code"])
    given = httpx2.Response(200, text=body).json()
    if given["presence"]:
        given["presence"]["record_id"] = ""
    return str(given).replace(str(ident(who)), "somebody")


async def _rows(house: House, who: str) -> dict[str, list[dict[str, Any]]]:
    person = ident(who)
    scans, records = ServiceScan.__table__, ServiceRecord.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    async with house.database.read() as view:

        async def of(table: Table, column: str) -> list[dict[str, Any]]:
            query = select(table).where(table.c[column] == person).order_by(table.c.id)
            return [_shared(row._mapping) for row in await view.execute(query)]  # noqa: SLF001 - SQLAlchemy's own name for it

        own = IDEMPOTENCY.c.body.startswith('{"already') & IDEMPOTENCY.c.body.contains(str(person))
        kept = await view.execute(select(IDEMPOTENCY).where(own).order_by(IDEMPOTENCY.c.body))
        audits = await of(AUDIT, "actor_id")
        return {
            "scans": await of(scans, "person_id"),
            "records": await of(records, "person_id"),
            "audits": [row for row in audits if str(row["act"]).startswith("service_scan")],
            "kept": [
                {"body": _neutral(row.body, who), "status": row.status, "etag": row.etag, "at": row.at}
                for row in kept
            ],
        }


def _shared(row: RowMapping) -> dict[str, Any]:
    return {str(name): value for name, value in row.items() if name not in OWN}


@both
class TestBothWays:
    @pytest.mark.parametrize(
        ("marks", "time"),
        [
            ("in in wrong", (8, 50)),
            ("in out in out", (9, 15)),
            ("out in", (9, 0)),
            ("in out", (8, 29, 59)),
            ("in out", (12, 0)),
            ("in out", (13, 0, 1)),
        ],
    )
    async def test_they_answer_alike_and_write_alike(
        self, house: House, marks: str, time: tuple[int, ...]
    ) -> None:
        shift = await a_shift_of(house, "wang", "chen")
        house.watch.at = wall(*time)
        ordinary = await comes(house, "wang", shift["id"], marks, kind="application/json")
        assert await comes(house, "chen", shift["id"], marks, kind=LONG) == ordinary

    async def test_also_where_a_device_saw_the_person_leave_before(self, house: House) -> None:
        """Its clock may be ahead, so that the leaving lies after the coming."""
        shift = await a_shift_of(house, "wang", "chen")
        house.watch.at = wall(9)
        left = [offline(shift["id"], who, "out", at(9, 4), f"nonce-{who}") for who in ("wang", "chen")]
        await house.made("/v1/service-scans/batch", a_batch(house, *left, device_now=at(9, 4)), "officer")
        ordinary = await comes(house, "wang", shift["id"], "in", kind="application/json")
        assert await comes(house, "chen", shift["id"], "in", kind=LONG) == ordinary
        assert ordinary[0].rows["records"][0]["measured_minutes"] == 4

    async def test_also_in_a_flexible_project_for_own_times(self, house: House) -> None:
        project = await house.a_recruiting_project(style="flexible")
        shift = await house.a_shift(project)
        for who in ("wang", "chen"):
            await house.signed_up(shift, who, starts_at=at(10), ends_at=at(11))
        for hour, minute in ((9, 0), (9, 45)):
            house.watch.at = wall(hour, minute)
            ordinary = await comes(house, "wang", shift["id"], "in", kind="application/json")
            assert await comes(house, "chen", shift["id"], "in", kind=LONG) == ordinary
        assert [row["starts_at"] for row in ordinary[0].rows["records"]] == [wall(10)]

    async def test_also_for_a_shift_that_was_called_off(self, house: House) -> None:
        shift = await a_shift_of(house, "wang", "chen")
        house.watch.at = wall(8, 50)
        await house.made(f"/v1/shifts/{shift['id']}/cancellation", {"reason": "暴雨"}, "organiser")
        ordinary = await comes(house, "wang", shift["id"], "in", kind="application/json")
        assert await comes(house, "chen", shift["id"], "in", kind=LONG) == ordinary
        assert (ordinary[0].status, ordinary[0].body) == (404, "not_signed_up")


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
class TestAtOnce:
    async def test_the_ordinary_ones_of_a_group_are_written_and_the_others_leave_nothing(
        self, house: House
    ) -> None:
        roles = [{"code": "helper", "title": "检修员", "slots": 9}]
        shift = await a_shift_of(house, "wang", "chen", "secretary", "li", roles=roles)
        house.watch.at = wall(8, 50)
        known = await self._known(house, shift["id"])
        await listed(house, shift["id"], {"chen": "in", "li": "out"})
        names = ("wang", "chen", "zhao", "secretary", "wang", "li")
        assert await at_once.write(house.database, [self._comes(house, known, who) for who in names]) == {
            0,
            3,
        }
        assert [await house.count(table) for table in ("service_scan", "service_record")] == [4, 3]
        async with house.database.read() as view:
            query = select(AUDIT.c.actor_id).where(AUDIT.c.act == "service_scan.make")
            assert set((await view.execute(query)).scalars()) == {ident("wang"), ident("secretary")}

    async def test_a_key_that_was_there_before_leaves_the_whole_group_to_the_careful_way(
        self, house: House
    ) -> None:
        shift = await a_shift_of(house, "wang", "chen", "li")
        house.watch.at = wall(8, 50)
        known = await self._known(house, shift["id"])
        first = [self._comes(house, known, "wang", key="k" * 64)]
        assert await at_once.write(house.database, first) == {0}
        group = [self._comes(house, known, "chen"), self._comes(house, known, "li", key="k" * 64)]
        assert await at_once.write(house.database, group) == set()
        assert [await house.count(table) for table in ("service_scan", "service_record")] == [1, 1]

    @staticmethod
    async def _known(house: House, shift_id: str) -> Known:
        async with house.database.read() as view:
            shift = await view.get_one(Shift, UUID(shift_id))
            return Known(shift, await view.get_one(Project, shift.project_id), DEFAULTS)

    @staticmethod
    def _comes(house: House, known: Known, who: str, *, key: str | None = None) -> at_once.Written:
        now, person = house.watch.at, ident(who)
        seen = Seen(known.shift.id, person, Mark.IN, now, person, now, new_id().hex)
        words = Words(of=str, first=str)
        by = access("service_scan.make", person)
        asked = Asked(Visit(seen, words), by, now, key or new_id().hex, "h" * 64, "0" * 32)
        found = written(asked, known, house.app.state.zone)
        assert found
        return found
