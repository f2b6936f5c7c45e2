"""The made-up branches that the load falls on: people, rights, a period each, and tokens for those who report."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

import suite
from services.points.models import Period, PeriodState, Scheme, SchemeState
from shared.auth.policy import Role
from shared.clock import system_clock
from shared.db import connect
from shared.roster import APPOINTMENT, MEMBERSHIP, ORGANISATION, PERSON

from ..names import named
from ..people import People

MEMBER, BRANCH, GROUP, PERIOD, SCHEME, REPORTER, SECRETARY, HELD = range(1, 9)
ITEM = "B11"
"""An item of scheme A that the safety officer reports and that needs no decision."""


def today() -> date:
    """The day of all deeds; yesterday in every time zone's eyes would do as well."""
    return system_clock().date()


class World(People):
    """So many branches of so many members, each with an open period this year, an officer and a secretary."""

    def __init__(self, branches: int = 32, members_each: int = 50) -> None:
        super().__init__()
        self.branches, self.members_each = branches, members_each

    @property
    def members(self) -> int:
        """How many members there are; the first branch has the first of them, and so on."""
        return self.branches * self.members_each

    def token(self, kind: int, number: int) -> str:
        """An access token of an officer or a secretary, good for a day."""
        return self.token_of(named(kind, number))

    async def furnish(self, url: str) -> None:
        """Write everything but entries into a migrated database."""
        database = connect(url)
        async with database.write_connection() as connection:
            for table, rows in self._rows().items():
                for start in range(0, len(rows), 1000):
                    await connection.execute(insert(table), rows[start : start + 1000])
        await database.close()

    def _rows(self) -> dict[Any, list[dict[str, Any]]]:
        everyone = [
            *(named(MEMBER, n) for n in range(self.members)),
            *(named(kind, b) for kind in (REPORTER, SECRETARY) for b in range(self.branches)),
        ]
        branches = range(self.branches)
        return {
            ORGANISATION: [_organisation(b) for b in branches],
            PERSON: [_person(each) for each in everyone],
            MEMBERSHIP: [_membership(n, n // self.members_each) for n in range(self.members)],
            APPOINTMENT: [_appointment(kind, b) for kind in (REPORTER, SECRETARY) for b in branches],
            Scheme.__table__: [_scheme(b) for b in branches],  # type: ignore[attr-defined]  # SQLModel does not declare it
            Period.__table__: [_period(b) for b in branches],  # type: ignore[attr-defined]  # as above
        }


def _organisation(branch: int) -> dict[str, Any]:
    own = named(BRANCH, branch)
    titles = {"title_zh": f"第{branch}支部", "title_en": f"Branch {branch}"}
    return {"id": own, "version": 1, "kind": "branch", "parent_id": None, "path": f"/{own}/", **titles}


def _person(person_id: UUID) -> dict[str, Any]:
    versions = {"rights_version": 1, "member_version": 1, "appointment_version": 1}
    return {"id": person_id, "name": "某人", "active": True, **versions}


def _membership(member: int, branch: int) -> dict[str, Any]:
    return {
        "person_id": named(MEMBER, member),
        "from_on": date(2020, 1, 1),
        "until_on": None,
        "branch_id": named(BRANCH, branch),
        "group_id": named(GROUP, branch),
        "status": "full",
    }


def _appointment(kind: int, branch: int) -> dict[str, Any]:
    role = Role.SAFETY_OFFICER if kind == REPORTER else Role.SECRETARY
    return {
        "id": named(HELD, kind * 1_000_000 + branch),
        "subject_id": named(kind, branch),
        "role": role.value,
        "organisation_id": named(BRANCH, branch),
        "from_on": date(2020, 1, 1),
        "until_on": None,
    }


def _scheme(branch: int) -> dict[str, Any]:
    body = json.loads((suite.service("points").folder / "schemes" / "scheme-a.json").read_text())
    now = system_clock()
    return {
        "id": named(SCHEME, branch),
        "revision": 1,
        "branch_id": named(BRANCH, branch),
        "code": "A",
        "version": 1,
        "state": SchemeState.APPROVED,
        "body": body,
        "digest": "0" * 64,
        "written_by": named(SECRETARY, branch),
        "written_at": now,
        "resolution_no": "1",
        "resolved_on": now.date(),
        "effective_on": now.date(),
        "approved_by": named(SECRETARY, branch),
        "approved_at": now,
    }


def _period(branch: int) -> dict[str, Any]:
    quarter = (today().month - 1) // 3
    starts_on = date(today().year, 3 * quarter + 1, 1)
    next_on = date(today().year + quarter // 3, 3 * ((quarter + 1) % 4) + 1, 1)
    return {
        "id": named(PERIOD, branch),
        "revision": 1,
        "branch_id": named(BRANCH, branch),
        "scheme_id": named(SCHEME, branch),
        "code": "bench",
        "starts_on": starts_on,
        "ends_on": next_on - timedelta(days=1),
        "claims_until": next_on - timedelta(days=1),
        "state": PeriodState.OPEN,
    }
