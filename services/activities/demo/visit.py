"""Next week's visit, to which people register: the first sitting is full and has a queue, the second has places."""

from datetime import date, datetime, timedelta
from uuid import UUID

from shared.auth.policy import Role

from ..models import Meeting, MeetingKind, Registration, Sitting
from ..queries import meetings as meeting_queries
from ..usecases import duties, meetings, programmes, registrations, undertakings
from ..usecases.meetings import Plan
from ..usecases.sittings import Times
from .scene import Scene, workday
from .story import DUTIES, VISIT

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_SMALL, _LARGE = 6, 20


async def plan(scene: Scene) -> None:
    """The secretary's group is on shift and has not registered yet; of the others some have."""
    first = workday(scene.on + 7 * _DAY)
    title, place, programme = VISIT
    agenda = [{"title": each, "minutes": 40} for each in programme]
    what = Plan(MeetingKind.THEMED_ACTIVITY, title, agenda=agenda, chair_id=scene.one(Role.SECRETARY))
    noticed = scene.on - 5 * _DAY
    by, at = scene.one(Role.PUBLICITY), scene.at(noticed)
    meeting = await meetings.plan(
        scene.session,
        scene.cast.branch_id,
        what,
        [
            _times(scene, first + number * _DAY, clock, place, capacity)
            for number, clock, capacity in ((0, "09:30", _SMALL), (0, "14:30", _LARGE))
        ],
        zone=scene.zone,
        by=by,
        at=at,
    )
    await meetings.notice(scene.session, scene.teller, meeting, zone=scene.zone, by=by, at=at + _MINUTE)
    held = (await meeting_queries.sittings(scene.session, [meeting.id]))[meeting.id]
    small, large = sorted(held, key=lambda each: each.starts_at)
    await _arrange(scene, meeting, small, by=by, at=at + 2 * _MINUTE)
    home = scene.cast.groups[scene.cast.group_of(scene.one(Role.SECRETARY))]
    people = [each for each in scene.cast.members if each not in home]
    wanted = [(small, 0)] * 3 + [(small, 1)] + [(small, 0)] * 4 + [(large, 0), (large, 1), (large, 0)] * 2
    made: list[Registration] = []
    for place_in_line, ((sitting, guests), person_id) in enumerate(zip(wanted, people[::2], strict=False)):
        at = scene.at(noticed + _DAY, "08:00") + 7 * place_in_line * _MINUTE
        made.append(await _registered(scene, sitting, guests, person_id, at))
    # Whoever waited longest has three days to take the place that was given up.
    await registrations.cancel(scene.session, scene.teller, made[1], at=scene.at(scene.on - _DAY, "16:00"))


async def _registered(
    scene: Scene, sitting: Sitting, guests: int, person_id: UUID, at: datetime
) -> Registration:
    return await registrations.register(scene.session, scene.teller, sitting.id, guests, by=person_id, at=at)


async def _arrange(scene: Scene, meeting: Meeting, sitting: Sitting, *, by: UUID, at: datetime) -> None:
    """What follows what on the first day, and who does what: one is taken, somebody is asked, one is open."""
    session = scene.session
    made = [
        await duties.add(session, meeting, sitting, duties.Wanted(title, None, needed), by=by, at=at)
        for title, needed in DUTIES
    ]
    safety, pictures = made[:2]
    parts = [{"title": each, "minutes": 40, "duty_id": None, "speaker_id": None} for each in VISIT[2]]
    await programmes.write(session, meeting, sitting, parts, by=by, at=at)
    first, second = scene.cast.members[:2]
    await undertakings.take(session, safety, by=first, at=at + _DAY)
    await undertakings.ask(session, pictures, second, zone=scene.zone, by=by, at=at + _DAY)


def _times(scene: Scene, day: date, clock: str, place: str, capacity: int) -> Times:
    starts_at = scene.at(day, clock)
    return Times(
        starts_at,
        starts_at + timedelta(hours=2),
        place,
        scene.zone.key,
        capacity=capacity,
        registers_until=starts_at - timedelta(hours=12),
        offer_hours=72,
        guests_most=1,
    )
