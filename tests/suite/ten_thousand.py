"""A workbook of ten thousand people, and what a database holds before and after somebody does something with it."""

import asyncio
import io
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import count
from typing import Any

import httpx2
import openpyxl
from sqlalchemy import text

from services.directory.demo import DEMO_CLIENTS
from services.directory.rules.hr import hr_template
from services.directory.usecases.hr_files import LIMITS
from shared.auth.policy import Role
from shared.db import Database
from shared.sheet_programs import reader
from shared.workbooks import MEDIA_TYPE

MANY = 10_000
_CLIENT = next(
    {"client_id": each.client_id, "client_secret": each.secret}
    for each in DEMO_CLIENTS
    if each.role is Role.HR_CLIENT
)
_TEAMS = ("动力车间/锅炉班", "动力车间/制冷班", "动力车间/供电班", "卷包车间/卷包一班")
_OWN = frozenset({"audit", "idempotency", "hr_file", "hr_sync_run", "hr_sync_item", "hr_sync_content"})
"""Where a run may leave its own traces."""
_PEAK = """
import pathlib, runpy, sys
program = sys.argv.pop(1)
try:
    runpy.run_path(program, run_name="__main__")
finally:  # what the kernel says of a child elsewhere begins with what its parent had
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    print(*(line.split()[1] for line in lines if line.startswith("VmHWM")), file=sys.stderr)
"""


def person(number: int, **more: Any) -> dict[str, Any]:
    """One in twenty is a member of the Party, in the branch of the power workshop."""
    values = {
        "external_id": f"H{number:06}",
        "employee_no": f"{number:06}",
        "name": f"张{chr(0x4E00 + number)}",
        "sex": "male",
        "phone": f"138{number:08}",
        "email": f"p{number}@example.com",
        "workplace": _TEAMS[number % len(_TEAMS)],
        "post": "操作工",
        "shift": "甲班",
        "employment_type": "正式",
        "hired_on": "2012-07",
        "active": True,
        "political_status": "13",
    }
    if number % 20 == 0:
        values |= {"political_status": "01", "joined_party_on": "2015-07-01", "regularised_on": "2016-07-01"}
        values |= {"branch": "动力车间党支部"}
    return values | more


def workbook(people: Iterable[dict[str, Any]]) -> bytes:
    """As a person's program writes it: numbers as numbers, days as days."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("人员")
    sheet.append([column.zh for column in hr_template.WRITTEN])
    for values in people:
        sheet.append(hr_template.row(values))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


async def dump(database: Database, beside: Sequence[str] = ()) -> dict[str, str]:
    """A digest of every table of a PostgreSQL database, but for a run's own traces and those named."""
    found = {}
    async with database.read() as view:
        names = await view.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        for name in sorted(set(names.scalars()) - _OWN - set(beside)):
            rows = f"SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {name} t"  # noqa: S608 - ours
            found[name] = str((await view.execute(text(rows))).scalar_one())
    return found


def bytes_of_the_reader(content: bytes) -> int:
    """What the program that reads workbooks needs at most for this one, under the limits that it has here."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", _PEAK, reader.__file__, "xlsx", json.dumps(asdict(LIMITS))],
        input=content,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return int(done.stderr) * 1024


class Hr:
    """The HR system at the public door."""

    def __init__(self, client: httpx2.AsyncClient, token: str) -> None:
        self._client, self._headers = client, {"Authorization": f"Bearer {token}"}
        self._keys = count(1)

    @classmethod
    async def signed_in(cls, client: httpx2.AsyncClient) -> "Hr":
        asked = {"grant_type": "client_credentials"} | _CLIENT
        return cls(client, (await client.post("/oauth2/token", data=asked)).json()["access_token"])

    async def get(self, path: str) -> Any:
        answer = await self._client.get(path, headers=self._headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, kind: str = "application/json", **body: Any) -> httpx2.Response:
        more = {"Idempotency-Key": f"ten-thousand-{next(self._keys)}", "Content-Type": kind}
        answer = await self._client.post(path, headers=self._headers | more, timeout=60, **body)
        assert answer.status_code in {201, 202}, answer.text
        return answer

    async def run(self, content: bytes, mode: str, **more: Any) -> tuple[str, dict[str, Any], list[int]]:
        """Where the run is, what becomes of it, and how many items were planned at each look."""
        file = (await self.post("/v1/hr-files?name=people.xlsx", MEDIA_TYPE, content=content)).json()
        answer = await self.post("/v1/hr-sync-runs", json={"mode": mode, "file_id": file["id"], **more})
        assert answer.status_code == 202
        place = answer.headers["Location"]
        return place, *await self.wait(place)

    async def wait(self, place: str) -> tuple[dict[str, Any], list[int]]:
        seen = []
        while True:
            found: dict[str, Any] = await self.get(place)
            seen.append(found["items_done"])
            if found["state"] not in {"staged", "planning", "applying"}:
                return found, seen
            await asyncio.sleep(0.02)
