"""Five hundred entries, each reversed twice at once: exactly five hundred reversals."""

import asyncio
from collections import Counter
from itertools import count

import httpx2
import pytest
from sqlalchemy import text

from tests.points.house import House, a_report, both, code_of

ENTRIES, AT_ONCE = 500, 16
_MEMBERS = ("wang", "chen", "leader", "li")


async def five_hundred(house: House) -> list[str]:
    """Violations found, in batches; each has a document of its own."""
    made: list[str] = []
    numbers = count(1)
    while len(made) < ENTRIES:
        rows = [a_report(_MEMBERS[n % 4], reference=f"AJ-{next(numbers)}") for n in range(100)]
        answer = await house.post("/v1/reports/batch", {"reports": rows}, "safety")
        made += [row["entry_id"] for row in answer.json()["results"]]
    return made


@pytest.mark.slow
@both
async def test_of_two_who_reverse_an_entry_at_once_one_does(house: House) -> None:
    entries = await five_hundred(house)
    turns = asyncio.Semaphore(AT_ONCE)

    async def reverse(entry_id: str, by: str) -> httpx2.Response:
        """As a client does who is told that the service is busy."""
        while True:
            async with turns:
                answer = await house.post(f"/v1/entries/{entry_id}/reversal", {"reason": "查无此事"}, by)
            if answer.status_code != 503:
                return answer

    answers = await asyncio.gather(
        *(reverse(entry_id, by) for entry_id in entries for by in ("organiser", "publicist"))
    )
    outcomes = Counter("done" if each.status_code == 201 else code_of(each) for each in answers)
    assert outcomes == {"done": ENTRIES, "already_reversed": ENTRIES}
    async with house.database.read() as view:
        counted = text(
            "SELECT count(*), count(reverses_id), count(DISTINCT reverses_id), "
            "(SELECT sum(entries) FROM account) FROM entry"
        )
        assert tuple((await view.execute(counted)).one()) == (
            2 * ENTRIES,
            ENTRIES,
            ENTRIES,
            2 * ENTRIES,
        )
