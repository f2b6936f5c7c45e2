"""The check-in desk: at speed everybody gets what the careful way would have given, and leaves the same rows."""

from typing import Any, NamedTuple
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import RowMapping, Table, select

from services.activities.models import Attendance, Mark, Scan, Sitting
from services.activities.rules.parameters import DEFAULTS, SILENT
from services.activities.usecases import at_once
from services.activities.usecases.check_ins import Known, Visit, Words, written
from services.activities.usecases.scans import Seen
from shared.audit import AUDIT
from shared.desk import Asked
from shared.idempotency import IDEMPOTENCY
from shared.ids import new_id
from tests.activities.attending import a_batch, a_theme_day, at, code, listed, offline, one, scan, wall
from tests.activities.house import House, a_sitting, both
from tests.points.world import ident
from tests.support.door import access, code_of

LONG = "application/json; charset=utf-8"
"""A content type that says the same and is not the ordinary one, so the request goes the long way."""
OWN = frozenset({"id", "person_id", "by_id", "actor_id", "object_id", "made_id", "nonce", "trace_id", "key"})
"""What differs between two people who do the same."""


class Came(NamedTuple):
    """What somebody was answered and what it left in the database."""

    status: int
    body: str
    rows: dict[str, list[dict[str, Any]]]


async def comes(house: House, who: str, sittings: list[str], marks: str, *, kind: str) -> list[Came]:
    """Someone checks in or out, sitting by sitting, by one way or the other."""
    found = []
    for number, (sitting, mark) in enumerate(zip(sittings, marks.split(), strict=True)):
        shown = "A" * 16 if mark == "wrong" else await code(house, sitting)
        given = {
            "sitting_id": sitting,
            "mark": "out" if mark == "out" else "in",
            "code": shown,
            "device": "p",
        }
        headers = house.by(who) | {"Idempotency-Key": f"visit-{who}-{number}", "Content-Type": kind}
        answer = await house.client.post(
            "/v1/scans", content=httpx2.Request("POST", "http://x", json=given).content, headers=headers
        )
        found.append(Came(answer.status_code, _neutral(answer.text, who), await _rows(house, who)))
    return found


def _neutral(body: str, who: str) -> str:
    text = body.replace(str(ident(who)), "somebody")
    return text if '"trace_id"' not in text else str(httpx2.Response(200, text=text).json()["code"])


async def _rows(house: House, who: str) -> dict[str, list[dict[str, Any]]]:
    person = ident(who)
    scan_table, attendance = Scan.__table__, Attendance.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    async with house.database.read() as view:

        async def of(table: Table, column: str) -> list[dict[str, Any]]:
            query = select(table).where(table.c[column] == person).order_by(table.c.id)
            return [_shared(row._mapping) for row in await view.execute(query)]  # noqa: SLF001 - SQLAlchemy's own name for it

        own = IDEMPOTENCY.c.body.startswith('{"already') & IDEMPOTENCY.c.body.contains(str(person))
        kept = await view.execute(select(IDEMPOTENCY).where(own).order_by(IDEMPOTENCY.c.body))
        return {
            "scans": await of(scan_table, "person_id"),
            "attendances": await of(attendance, "person_id"),
            "audits": await of(AUDIT, "actor_id"),
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
            ("in in wrong", (13, 50)),
            ("in out in out", (14, 15)),
            ("out in", (14, 15, 1)),
            ("in out", (13, 29, 59)),
            ("in out", (16, 0)),
            ("in out", (16, 0, 1)),
        ],
    )
    async def test_they_answer_alike_and_write_alike(
        self, house: House, marks: str, time: tuple[int, ...]
    ) -> None:
        sitting = (await a_theme_day(house))["sittings"][0]["id"]
        house.watch.at = wall(*time)
        sittings = [sitting] * len(marks.split())
        ordinary = await comes(house, "wang", sittings, marks, kind="application/json")
        assert await comes(house, "chen", sittings, marks, kind=LONG) == ordinary

    @pytest.mark.parametrize("order", [(0, 1), (1, 0), (1, 1)])
    async def test_also_where_a_meeting_has_two_sittings(self, house: House, order: tuple[int, int]) -> None:
        again = a_sitting(starts_at=at(14, 20), ends_at=at(17))
        meeting = await a_theme_day(house, sittings=[a_sitting(), again])
        sittings = [meeting["sittings"][place]["id"] for place in order]
        house.watch.at = wall(14, 10)
        ordinary = await comes(house, "wang", sittings, "in in", kind="application/json")
        assert await comes(house, "chen", sittings, "in in", kind=LONG) == ordinary
        assert [each.status for each in ordinary] == [201, 201]

    async def test_also_where_a_device_saw_the_person_leave_before(self, house: House) -> None:
        """Its clock may be ahead, so that the leaving lies after the coming."""
        meeting = await a_theme_day(house)
        sitting = meeting["sittings"][0]["id"]
        house.watch.at = wall(14)
        left = [offline(sitting, who, "out", at(14, 4), f"nonce-{who}") for who in ("wang", "chen")]
        await house.made("/v1/scans/batch", a_batch(house, *left, device_now=at(14, 4)), "organiser")
        ordinary = await comes(house, "wang", [sitting], "in", kind="application/json")
        assert await comes(house, "chen", [sitting], "in", kind=LONG) == ordinary
        assert (await one(house, meeting, "wang"))["minutes"] == 4

    async def test_also_for_a_stranger_and_for_a_meeting_that_is_over(self, house: House) -> None:
        meeting = await a_theme_day(house)
        sitting = meeting["sittings"][0]["id"]
        house.watch.at = wall(14)
        assert code_of(await scan(house, sitting, "zhao")) == "sitting_missing"
        await house.made(f"/v1/meetings/{meeting['id']}/cancellation", {"reason": "抢修"}, "organiser")
        ordinary = await comes(house, "wang", [sitting], "in", kind="application/json")
        assert await comes(house, "chen", [sitting], "in", kind=LONG) == ordinary
        assert (ordinary[0].status, ordinary[0].body) == (409, "meeting_not_in_state")


@both
class TestRemembered:
    async def test_a_sitting_that_was_moved_is_judged_by_its_new_times_at_once(self, house: House) -> None:
        meeting = await a_theme_day(house)
        sitting = meeting["sittings"][0]["id"]
        house.watch.at = wall(13, 50)
        assert (await scan(house, sitting, "wang")).status_code == 201
        seen = await house.get(f"/v1/sittings/{sitting}", "organiser")
        moved = a_sitting(starts_at=at(15), ends_at=at(17))
        answer = await house.put(f"/v1/sittings/{sitting}", moved, "organiser", etag=seen.headers["ETag"])
        assert answer.status_code == 200, answer.text
        assert code_of(await scan(house, sitting, "chen")) == "check_in_closed"
        house.watch.at = wall(14, 59)
        assert (await scan(house, sitting, "chen")).json()["attendance"]["late_minutes"] == 0

    async def test_a_sitting_that_was_cancelled_lets_nobody_in(self, house: House) -> None:
        meeting = await a_theme_day(house, sittings=[a_sitting(), a_sitting()])
        sitting = meeting["sittings"][0]["id"]
        house.watch.at = wall(13, 50)
        assert (await scan(house, sitting, "wang")).status_code == 201
        await house.made(f"/v1/sittings/{sitting}/cancellation", None, "organiser")
        assert code_of(await scan(house, sitting, "chen")) == "sitting_cancelled"


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
class TestAtOnce:
    async def test_the_ordinary_ones_of_a_group_are_written_and_the_others_leave_nothing(
        self, house: House
    ) -> None:
        meeting = await a_theme_day(house)
        house.watch.at = wall(13, 50)
        sitting = await self._sitting(house, meeting["sittings"][0]["id"])
        await listed(house, str(sitting.id), {"chen": "in", "li": "absent"})
        group = [
            self._comes(house, sitting, who) for who in ("wang", "chen", "zhao", "secretary", "wang", "li")
        ]
        assert await at_once.write(house.database, group) == {0, 3}
        counts = [await house.count(table) for table in ("scan", "attendance")]
        assert counts == [4, 3]
        async with house.database.read() as view:
            actors = (
                await view.execute(select(AUDIT.c.actor_id).where(AUDIT.c.act == "scan.make"))
            ).scalars()
            assert set(actors) == {ident("wang"), ident("secretary")}

    async def test_a_key_that_was_there_before_leaves_the_whole_group_to_the_careful_way(
        self, house: House
    ) -> None:
        meeting = await a_theme_day(house)
        house.watch.at = wall(13, 50)
        sitting = await self._sitting(house, meeting["sittings"][0]["id"])
        assert await at_once.write(house.database, [self._comes(house, sitting, "wang", key="k" * 64)]) == {0}
        group = [self._comes(house, sitting, "chen"), self._comes(house, sitting, "li", key="k" * 64)]
        assert await at_once.write(house.database, group) == set()
        assert (await house.count("scan"), await house.count("attendance")) == (1, 1)

    @staticmethod
    async def _sitting(house: House, sitting_id: str) -> Sitting:
        async with house.database.read() as view:
            found = await view.get(Sitting, UUID(sitting_id))
            assert found
            return found

    @staticmethod
    def _comes(house: House, sitting: Sitting, who: str, *, key: str | None = None) -> at_once.Written:
        now, person = house.watch.at, ident(who)
        seen = Seen(sitting.id, person, Mark.IN, now, person, now, new_id().hex)
        words = Words(of=str, first=str)
        asked = Asked(
            Visit(seen, words), access("scan.make", person), now, key or new_id().hex, "h" * 64, "0" * 32
        )
        found = written(asked, Known(sitting, DEFAULTS, SILENT), house.app.state.zone)
        assert found
        return found
