"""One branch of 1,500 members with meetings that 500 of them are expected at, and sittings with too few places."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, text

from services.activities.models import (
    Meeting,
    MeetingKind,
    MeetingState,
    RollLine,
    RollStanding,
    Sitting,
)
from shared.auth.policy import Role
from shared.clock import system_clock
from shared.db import connect
from shared.roster import APPOINTMENT, MEMBERSHIP, ORGANISATION, PERSON

from ..names import named, named_in_sql
from ..people import People

MEMBER, BRANCH, SECRETARY, HELD, MEETING, SITTING, LINE = range(1, 8)
CROWD = 500
"""How many are on the roll of each meeting."""
PLACES = 500
"""How many places each capped sitting has."""


class World(People):
    """So many meetings, numbered from 0, whose doors are open; after them, so many that can be registered for."""

    def __init__(self, meetings: int, capped: int = 0, members: int = CROWD) -> None:
        super().__init__()
        self.meetings, self.capped, self.members = meetings, capped, members

    async def furnish(self, url: str) -> None:
        """Write everybody and every meeting; the rolls are made in the server."""
        database = connect(url)
        numbers = range(self.meetings + self.capped)
        async with database.write_connection() as connection:
            for table, rows in (
                *self._roster().items(),
                (Meeting.__table__, [self._meeting(n) for n in numbers]),  # type: ignore[attr-defined]  # SQLModel does not declare it
                (Sitting.__table__, [self._sitting(n) for n in numbers]),  # type: ignore[attr-defined]  # as above
            ):
                for start in range(0, len(rows), 1000):
                    await connection.execute(insert(table), rows[start : start + 1000])
            await connection.execute(text(_roll(self.meetings)))
        each_alone = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        async with each_alone.connect() as connection:
            # Only what is full: of a table known to be empty PostgreSQL believes it for a minute, and plans so.
            await connection.execute(
                text("VACUUM (ANALYZE) meeting, sitting, roll_line, roster_person, roster_membership")
            )
        await database.close()

    def _roster(self) -> dict[Any, list[dict[str, Any]]]:
        everyone = [*(named(MEMBER, n) for n in range(self.members)), named(SECRETARY, 0)]
        versions = {"rights_version": 1, "member_version": 1, "appointment_version": 1}
        own, since = named(BRANCH, 0), date(2020, 1, 1)
        titles = {"title_zh": "某支部", "title_en": "A branch"}
        branch = {"id": own, "version": 1, "kind": "branch", "parent_id": None, "path": f"/{own}/"}
        held = {"id": named(HELD, 0), "subject_id": named(SECRETARY, 0), "role": Role.SECRETARY.value}
        membership = {
            "from_on": since,
            "until_on": None,
            "branch_id": own,
            "group_id": None,
            "status": "full",
        }
        return {
            ORGANISATION: [branch | titles],
            PERSON: [{"id": each, "name": "某人", "active": True, **versions} for each in everyone],
            MEMBERSHIP: [{"person_id": each, **membership} for each in everyone],
            APPOINTMENT: [held | {"organisation_id": own, "from_on": since, "until_on": None}],
        }

    def _meeting(self, number: int) -> dict[str, Any]:
        kind = MeetingKind.MEMBERS if number < self.meetings else MeetingKind.THEMED_ACTIVITY
        row = Meeting(
            id=named(MEETING, number),
            branch_id=named(BRANCH, 0),
            kind=kind,
            title="大会",
            agenda=[],
            state=MeetingState.NOTICED,
            year=system_clock().year,
            number=number + 1,
            planned_by=named(SECRETARY, 0),
            planned_at=system_clock(),
        )
        return row.model_dump()

    def _sitting(self, number: int) -> dict[str, Any]:
        # The door opens half an hour before the beginning; registration closes with it.
        away = timedelta(minutes=10) if number < self.meetings else timedelta(days=1)
        row = Sitting(
            id=named(SITTING, number),
            meeting_id=named(MEETING, number),
            branch_id=named(BRANCH, 0),
            starts_at=system_clock() + away,
            ends_at=system_clock() + away + timedelta(hours=3),
            time_zone="Asia/Shanghai",
            place="礼堂",
            capacity=None if number < self.meetings else PLACES,
            offer_hours=24,
        )
        return row.model_dump()


def _roll(meetings: int) -> str:
    columns = "id, revision, meeting_id, branch_id, person_id, standing, may_vote"
    line, meeting = named_in_sql(LINE, f"m * {CROWD} + n"), named_in_sql(MEETING, "m")
    values = f"{line}, 1, {meeting}, {named_in_sql(BRANCH, '0')}, {named_in_sql(MEMBER, 'n')}"
    return (
        f"INSERT INTO {RollLine.__tablename__} ({columns}) SELECT {values}, '{RollStanding.FULL}', true "  # noqa: S608 - every part is ours
        f"FROM generate_series(0, {meetings - 1}) AS m, generate_series(0, {CROWD - 1}) AS n"
    )
