"""Service records put into the database as both sides would have made them: for what is made from final minutes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from services.volunteering.models import (
    Category,
    Project,
    ProjectState,
    RecordBasis,
    RecordState,
    ServiceRecord,
    Shift,
    TimeStyle,
)
from services.volunteering.rules.spans import busy
from shared.ids import new_id
from tests.points.world import MEMBERS, ident
from tests.volunteering.house import House
from tests.volunteering.world import VOLUNTEERS

ZONE = ZoneInfo("Asia/Shanghai")
HOMES = {key: ident(branch) for key, branch, _ in MEMBERS}


async def a_final_record(house: House, key: str, on: str, minutes: int = 120, **more: Any) -> str:
    """The id of a record of somebody's service from nine o'clock on."""
    async with house.database.write() as session:
        return str((await add_record(session, key, on, minutes, **more)).id)


async def add_record(
    session: AsyncSession,
    key: str,
    on: str,
    minutes: int = 120,
    *,
    community: str = "baiguo",
    hour: int = 9,
    state: RecordState = RecordState.FINAL,
    **project: Any,
) -> ServiceRecord:
    """The same within a transaction, with a project and a shift of its own."""
    starts_at = datetime.fromisoformat(f"{on}T{hour:02}:00").replace(tzinfo=ZONE)
    ends_at = starts_at + timedelta(minutes=max(minutes, 30))
    held = a_project(ident(community), starts_at, **project)
    session.add(held)
    await session.flush()
    shift = a_shift(held, starts_at, ends_at)
    session.add(shift)
    await session.flush()
    sequence = VOLUNTEERS.index(key) + 1
    record = ServiceRecord(
        person_id=ident(key),
        home_branch_id=HOMES.get(key),
        served_on=starts_at.date(),
        state=state,
        told=int(state is RecordState.FINAL),
        **record_of(shift, sequence, minutes),
    )
    session.add(record)
    await session.flush()
    return record


def a_project(community_id: UUID, at: datetime, **more: Any) -> Project:
    """A project of the power branch that has been accepted."""
    given: dict[str, Any] = {
        "branch_id": ident("power"),
        "community_id": community_id,
        "title": "楼道照明检修",
        "category": Category.SAFETY,
        "content": "为十二个单元更换楼道灯具。",
        "style": TimeStyle.SET,
        "planned_minutes": 480,
        "state": ProjectState.ACCEPTED,
        "rating": 5,
        "proposed_by": ident("organiser"),
        "proposed_at": at,
    }
    return Project(**(given | more))


def a_shift(project: Project, starts_at: datetime, ends_at: datetime) -> Shift:
    """A shift of a project."""
    return Shift(
        project_id=project.id,
        branch_id=project.branch_id,
        community_id=project.community_id,
        starts_at=starts_at,
        ends_at=ends_at,
        place="白果社区三号楼",
    )


def record_of(shift: Shift, sequence: int, minutes: int) -> dict[str, Any]:
    """What a record takes over from its shift."""
    busy_from, busy_until = busy(sequence, shift.starts_at, shift.ends_at)
    return {
        "id": new_id(),
        "shift_id": shift.id,
        "project_id": shift.project_id,
        "branch_id": shift.branch_id,
        "community_id": shift.community_id,
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "busy_from": busy_from,
        "busy_until": busy_until,
        "basis": RecordBasis.SCANNED,
        "planned_minutes": 480,
        "measured_minutes": minutes,
        "confirmed_minutes": minutes,
        "entered_at": shift.ends_at,
        "final_at": shift.ends_at,
    }


async def void(house: House, record_id: str) -> None:
    """Make a record count no more, without telling anybody."""
    async with house.database.write() as session:
        row = await session.get_one(ServiceRecord, UUID(record_id))
        row.state = RecordState.VOIDED
