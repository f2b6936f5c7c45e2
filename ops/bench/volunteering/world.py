"""One community and one branch, whose volunteers have all consented; a project with shifts that too many want."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from services.volunteering.models import (
    Category,
    Consent,
    Project,
    ProjectState,
    Shift,
    ShiftRole,
    TimeStyle,
    Volunteer,
)
from shared.auth.policy import Role
from shared.clock import system_clock
from shared.db import connect
from shared.roster import APPOINTMENT, MEMBERSHIP, ORGANISATION, PERSON

from ..names import named
from ..people import People

PERSON_KEY, BRANCH, COMMUNITY, OFFICER, HELD, PROJECT, SHIFT, ROLE, CONSENT, VOLUNTEER = range(1, 11)
SLOTS = 200
"""Places of each shift."""
SHIFTS = 5
"""Shifts of a round, all at one time, so that nobody can have two."""
WANTED = 2000
"""How many volunteers there are, each of whom wants one place in a round."""


class World(People):
    """`rounds` times five shifts, each round on a day of its own, and some volunteers."""

    def __init__(self, rounds: int, volunteers: int = WANTED) -> None:
        super().__init__()
        self.rounds, self.volunteers = rounds, volunteers

    async def furnish(self, url: str) -> None:
        """Write them all."""
        database = connect(url)
        async with database.write_connection() as connection:
            for table, rows in (*self._roster().items(), *self._service().items()):
                for start in range(0, len(rows), 1000):
                    await connection.execute(insert(table), rows[start : start + 1000])
        each_alone = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        async with each_alone.connect() as connection:
            await connection.execute(text("VACUUM (ANALYZE) volunteer, consent, roster_person"))
        await database.close()

    def _roster(self) -> dict[Any, list[dict[str, Any]]]:
        everyone = [named(PERSON_KEY, n) for n in range(self.volunteers)]
        versions = {"rights_version": 1, "member_version": 1, "appointment_version": 1}
        since = date(2020, 1, 1)
        organisations = [
            {
                "id": named(kind, 0),
                "version": 1,
                "kind": word,
                "parent_id": None,
                "path": f"/{named(kind, 0)}/",
            }
            | {"title_zh": "某组织", "title_en": "One"}
            for kind, word in ((BRANCH, "branch"), (COMMUNITY, "community"))
        ]
        membership = {"from_on": since, "until_on": None, "branch_id": named(BRANCH, 0), "group_id": None}
        officer = {
            "id": named(HELD, 0),
            "subject_id": named(OFFICER, 0),
            "role": Role.COMMUNITY_OFFICER.value,
            "organisation_id": named(COMMUNITY, 0),
            "from_on": since,
            "until_on": None,
        }
        known = [*everyone, named(OFFICER, 0)]
        return {
            ORGANISATION: organisations,
            PERSON: [{"id": each, "name": "某人", "active": True, **versions} for each in known],
            MEMBERSHIP: [{"person_id": each, "status": "full", **membership} for each in everyone],
            APPOINTMENT: [officer],
        }

    def _service(self) -> dict[Any, list[dict[str, Any]]]:
        now = system_clock()
        numbers = range(self.volunteers)
        shifts = [self._shift(n, now) for n in range(self.rounds * SHIFTS)]
        rows = {
            Volunteer: [_volunteer(n, now) for n in numbers],
            Consent: [_consent(n, now) for n in numbers],
            Project: [_project(now)],
            Shift: shifts,
            ShiftRole: [_role(n) for n in range(len(shifts))],
        }
        return {kind.__table__: [row.model_dump() for row in made] for kind, made in rows.items()}  # type: ignore[attr-defined]  # SQLModel does not declare it

    def _shift(self, number: int, now: datetime) -> Shift:
        starts_at = now + timedelta(days=2 + number // SHIFTS)
        return Shift(
            id=named(SHIFT, number),
            project_id=named(PROJECT, 0),
            branch_id=named(BRANCH, 0),
            community_id=named(COMMUNITY, 0),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3),
            place="社区",
        )


def _volunteer(number: int, now: datetime) -> Volunteer:
    return Volunteer(
        id=named(VOLUNTEER, number),
        person_id=named(PERSON_KEY, number),
        sequence=number + 1,
        skills=[],
        wishes=[],
        registered_at=now,
    )


def _consent(number: int, now: datetime) -> Consent:
    return Consent(
        id=named(CONSENT, number),
        person_id=named(PERSON_KEY, number),
        community_id=named(COMMUNITY, 0),
        fields=["name"],
        wording="1",
        given_at=now,
    )


def _project(now: datetime) -> Project:
    return Project(
        id=named(PROJECT, 0),
        branch_id=named(BRANCH, 0),
        community_id=named(COMMUNITY, 0),
        title="楼道照明检修",
        category=Category.SAFETY,
        content="更换灯具",
        style=TimeStyle.SET,
        planned_minutes=180,
        state=ProjectState.RECRUITING,
        proposed_by=named(OFFICER, 0),
        proposed_at=now,
    )


def _role(number: int) -> ShiftRole:
    return ShiftRole(
        id=named(ROLE, number), shift_id=named(SHIFT, number), code="helper", title="检修员", slots=SLOTS
    )
