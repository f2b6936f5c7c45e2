"""Ten thousand people from HR, on PostgreSQL: how long it takes, and how many statements."""

import asyncio
import time
from typing import Any

import pytest
from sqlalchemy import event

from tests.directory.house import House

RUNS = "/v1/hr-sync-runs"
MANY = 10_000
MOST_SECONDS = 60.0
MOST_STATEMENTS = 150


def listed(count: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "external_id": f"E{number:05}",
            "employee_no": f"N{number:05}",
            "name": f"王{chr(0x4E00 + number)}",
            "phone": f"138{number:08}",
            "workplace": "boiler team" if number % 2 else "packing team",
            "post": "操作工",
            "hired_on": "2012-07",
            "political_status": "13",
            "active": True,
            **more,
        }
        for number in range(count)
    ]


async def run(house: House, records: list[dict[str, Any]], seen: set[str]) -> tuple[dict[str, Any], float]:
    began = time.monotonic()
    answer = await house.post(RUNS, {"mode": "delta", "records": records}, "hr")
    assert answer.status_code == 202, answer.text
    while True:
        found: dict[str, Any] = (await house.get(answer.headers["Location"], "hr")).json()
        seen.add(f"{found['state']} {found['items_done']}")
        if found["state"] not in {"staged", "planning", "applying"}:
            return found, time.monotonic() - began
        await asyncio.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
@pytest.mark.timeout(300)
class TestTenThousand:
    async def test_they_are_taken_in_within_a_minute_in_few_statements_with_progress(
        self, house: House, record_property: Any
    ) -> None:
        statements: list[str] = []
        event.listen(
            house.database.engine.sync_engine,
            "before_cursor_execute",
            lambda _connection, _cursor, statement, *_: statements.append(statement),
        )
        await house.app.state.relay.stop()  # delivering what was told is other people's time
        progress: set[str] = set()
        made, first = await run(house, listed(MANY), progress)
        asked = sum(1 for each in statements if not each.startswith("SELECT hr_sync_run."))
        changed, second = await run(house, listed(MANY, post="班长"), progress)
        same, third = await run(house, listed(MANY, post="班长", shift=None), progress)
        record_property("seconds", [first, second, third])
        record_property("statements", asked)
        assert (made["state"], made["counts"]["create"]) == ("applied", MANY)
        assert (changed["state"], changed["counts"]["update"]) == ("applied", MANY)
        assert (same["state"], same["counts"]["unchanged"]) == ("applied", MANY)
        assert max(first, second, third) < MOST_SECONDS
        assert asked < MOST_STATEMENTS
        assert any(state.startswith("planning ") and not state.endswith(" 0") for state in progress)
