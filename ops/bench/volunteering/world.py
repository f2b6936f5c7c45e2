"""One community and one branch, whose volunteers have all consented; a project with shifts that too many want.

Beside them, shifts that have their people and whose doors are open, and months of service that is over.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from services.volunteering.models import (
    Category,
    Consent,
    ParameterChange,
    Project,
    ProjectState,
    Shift,
    ShiftRole,
    TimeStyle,
    Volunteer,
)
from services.volunteering.rules.spans import SHARE
from shared.auth.policy import Role
from shared.clock import system_clock
from shared.db import connect
from shared.roster import APPOINTMENT, MEMBERSHIP, ORGANISATION, PERSON

from ..names import named, named_in_sql
from ..people import People

PERSON_KEY, BRANCH, COMMUNITY, OFFICER, HELD, PROJECT, SHIFT, ROLE, CONSENT, VOLUNTEER = range(1, 11)
SECRETARY, SIGN_UP, RECORD = range(11, 14)
SLOTS = 200
"""Places of each shift."""
SHIFTS = 5
"""Shifts of a round, all at one time, so that nobody can have two."""
WANTED = 2000
"""How many volunteers there are, each of whom wants one place in a round."""


CROWD = 500
"""How many have signed up for each open shift."""
TRACKS = 10
"""So many crowds, each with its own open shifts one after the other, a minute each: nobody is in two places."""

_AT_ONCE = 20
"""So many shifts' sign-ups are written in one statement: what may not overlap is looked at one by one."""
_FULL = "volunteer, consent, roster_person, roster_membership, shift, sign_up, service_record"


class World(People):
    """`wanted` shifts that may be signed up for, five at one time on a day of their own; after them `open` ones."""

    def __init__(self, wanted: int, volunteers: int = WANTED, *, open_: int = 0, served: int = 0) -> None:
        super().__init__()
        self.wanted, self.volunteers, self.open, self.served = wanted, volunteers, open_, served

    async def furnish(self, url: str) -> None:
        """Write them all."""
        database = connect(url)
        async with database.write_connection() as connection:
            for table, rows in (*self._roster().items(), *self._service().items()):
                for start in range(0, len(rows), 1000):
                    await connection.execute(insert(table), rows[start : start + 1000])
            for first in range(0, self.open, _AT_ONCE):
                shifts = range(first, min(first + _AT_ONCE, self.open))
                await connection.execute(text(_signed_up(self.wanted, shifts)))
            if self.served:
                await connection.execute(text(_served(self.volunteers, self.served)))
        each_alone = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        async with each_alone.connect() as connection:
            await connection.execute(text(f"VACUUM (ANALYZE) {_FULL}"))
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
        known = [*everyone, named(OFFICER, 0), named(SECRETARY, 0)]
        return {
            ORGANISATION: organisations,
            PERSON: [{"id": each, "name": "某人", "active": True, **versions} for each in known],
            MEMBERSHIP: [{"person_id": each, "status": "full", **membership} for each in everyone],
            APPOINTMENT: [officer, _secretary(since)],
        }

    def _service(self) -> dict[Any, list[dict[str, Any]]]:
        now = system_clock()
        numbers = range(self.volunteers)
        shifts = [self._shift(n, now) for n in range(self.wanted)]
        shifts += [self._open_shift(n, now) for n in range(self.open)]
        rows = {
            Volunteer: [_volunteer(n, now) for n in numbers],
            Consent: [_consent(n, now) for n in numbers],
            Project: [_project(now)],
            Shift: shifts,
            ShiftRole: [_role(n, SLOTS if n < self.wanted else CROWD) for n in range(len(shifts))],
            ParameterChange: [_early_doors(now)],
        }
        return {kind.__table__: [row.model_dump() for row in made] for kind, made in rows.items()}  # type: ignore[attr-defined]  # SQLModel does not declare it

    def _shift(self, number: int, now: datetime) -> Shift:
        starts_at = now + timedelta(days=2 + number // SHIFTS)
        return _shift(number, starts_at, timedelta(hours=3))

    def _open_shift(self, number: int, now: datetime) -> Shift:
        starts_at = now.replace(microsecond=0) + timedelta(minutes=60 + number // TRACKS)
        return _shift(self.wanted + number, starts_at, timedelta(minutes=1))


def _shift(number: int, starts_at: datetime, lasts: timedelta) -> Shift:
    return Shift(
        id=named(SHIFT, number),
        project_id=named(PROJECT, 0),
        branch_id=named(BRANCH, 0),
        community_id=named(COMMUNITY, 0),
        starts_at=starts_at,
        ends_at=starts_at + lasts,
        place="社区",
    )


def _secretary(since: date) -> dict[str, Any]:
    return {
        "id": named(HELD, 1),
        "subject_id": named(SECRETARY, 0),
        "role": Role.SECRETARY.value,
        "organisation_id": named(BRANCH, 0),
        "from_on": since,
        "until_on": None,
    }


def _early_doors(now: datetime) -> ParameterChange:
    """Check-in opens four hours before, so that many shifts are open at one time."""
    return ParameterChange(
        branch_id=named(BRANCH, 0),
        number=1,
        from_on=date(2026, 1, 1),
        values={"check_in_minutes": 240},
        note="为测量",
        by_id=named(SECRETARY, 0),
        at=now,
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


def _role(number: int, slots: int) -> ShiftRole:
    return ShiftRole(
        id=named(ROLE, number), shift_id=named(SHIFT, number), code="helper", title="检修员", slots=slots
    )


def _signed_up(wanted: int, shifts: range) -> str:
    """Everybody of the track's crowd for each of these open shifts."""
    person, shift = f"(s % {TRACKS}) * {CROWD} + n", f"{wanted} + s"
    columns = (
        "id, revision, shift_id, role_id, project_id, branch_id, community_id, person_id, home_branch_id, guests,"
        " minors, starts_at, ends_at, busy_from, busy_until, shift_swapped, state, signed_at"
    )
    busy = [f"({person} + 1)::bigint * {SHARE} + extract(epoch FROM {end})::bigint" for end in _ENDS]
    return (
        f"INSERT INTO sign_up ({columns}) SELECT {named_in_sql(SIGN_UP, f's * {CROWD} + n')}, 1,"  # noqa: S608 - every part is ours
        f" x.id, {named_in_sql(ROLE, shift)}, x.project_id, x.branch_id, x.community_id,"
        f" {named_in_sql(PERSON_KEY, person)}, x.branch_id, 0, 0, x.starts_at, x.ends_at, {', '.join(busy)}, false,"
        f" 'confirmed', now() FROM generate_series({shifts[0]}, {shifts[-1]}) AS s"
        f" JOIN shift x ON x.id = {named_in_sql(SHIFT, shift)}, generate_series(0, {CROWD - 1}) AS n"
    )


_ENDS = ("x.starts_at", "x.ends_at")


def _served(people: int, times: int) -> str:
    """So many final records of everybody in October 2026, one a day, of three hours each."""
    columns = (
        "id, revision, shift_id, project_id, branch_id, community_id, person_id, home_branch_id, served_on, starts_at,"
        " ends_at, busy_from, busy_until, basis, planned_minutes, measured_minutes, confirmed_minutes, state, round,"
        " told, entered_at, final_at"
    )
    starts = "(timestamptz '2026-10-01 01:00+00' + s * interval '1 day')"
    ends = f"({starts} + interval '3 hours')"
    busy = [f"(n + 1)::bigint * {SHARE} + extract(epoch FROM {end})::bigint" for end in (starts, ends)]
    return (
        f"INSERT INTO service_record ({columns}) SELECT {named_in_sql(RECORD, f's * {people} + n')}, 1,"  # noqa: S608 - as above
        f" {named_in_sql(SHIFT, '0')}, {named_in_sql(PROJECT, '0')}, {named_in_sql(BRANCH, '0')},"
        f" {named_in_sql(COMMUNITY, '0')}, {named_in_sql(PERSON_KEY, 'n')}, {named_in_sql(BRANCH, '0')},"
        f" date '2026-10-01' + s, {starts}, {ends}, {', '.join(busy)}, 'scanned', 180, 180, 180, 'final', 1, 1,"
        f" {ends}, {ends} FROM generate_series(0, {times - 1}) AS s, generate_series(0, {people - 1}) AS n"
    )
