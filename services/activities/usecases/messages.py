"""Who is told what of meetings, leaves, make-ups, tasks, places and outlines; each in the transaction of the act."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.auth.policy import Role
from shared.messages import LOOKS_BACK, Kind, Message, Messenger, by_clock

from .. import messages as kinds
from ..models import Leave, Lesson, MakeUp, Meeting, MeetingState, Registration, Sitting, Task
from ..queries import overdue_meetings
from ..queries import reminders as queries
from ..rules import overdue_meetings as overdue_rules

SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
Told = list[tuple[Message, Sequence[UUID | None]]]
Where = tuple[datetime, datetime, str]


def where(sitting: Sitting) -> Where:
    """What people must hear of a sitting if it becomes another."""
    return sitting.starts_at, sitting.ends_at, sitting.place


async def meeting_called(to: Messenger, meeting: Meeting, first: Sitting) -> None:
    """Everybody who is expected."""
    await _to_roll(to, meeting, _of_sitting(kinds.MEETING_CALLED, meeting, first, meeting.id))


async def also_called(to: Messenger, meeting: Meeting, first: Sitting, people: Collection[UUID]) -> None:
    """Those who are expected only since; to whoever was called before it is the same message."""
    await to.send(_of_sitting(kinds.MEETING_CALLED, meeting, first, meeting.id), people)


async def sitting_changed(to: Messenger, meeting: Meeting, sitting: Sitting, before: Where | None) -> None:
    """Everybody who is expected or has signed up, once notice was given and if time or place are others."""
    if meeting.state is not MeetingState.PLANNED and where(sitting) != before:
        key = f"{sitting.id}/{sitting.sequence}"
        await _to_all(to, meeting, _of_sitting(kinds.MEETING_CHANGED, meeting, sitting, key), sitting.id)


async def sitting_cancelled(to: Messenger, meeting: Meeting, sitting: Sitting) -> None:
    """Everybody who is expected or had signed up, once notice was given."""
    if meeting.state is not MeetingState.PLANNED:
        message = _of_sitting(kinds.SITTING_CANCELLED, meeting, sitting, sitting.id)
        await _to_all(to, meeting, message, sitting.id)


async def meeting_cancelled(to: Messenger, meeting: Meeting) -> None:
    """Everybody who was expected or had signed up; before notice was given nobody was."""
    message = kinds.MEETING_CANCELLED.of(f"/v1/meetings/{meeting.id}", meeting.id, title=meeting.title)
    await _to_all(to, meeting, message)


async def _to_roll(to: Messenger, meeting: Meeting, message: Message) -> None:
    await to.send(message, (await queries.expected(to.session, [meeting.id]))[meeting.id])


async def _to_all(to: Messenger, meeting: Meeting, message: Message, sitting_id: UUID | None = None) -> None:
    expected = (await queries.expected(to.session, [meeting.id]))[meeting.id]
    await to.send(message, [*expected, *await queries.signed_up(to.session, meeting.id, sitting_id)])


def _of_sitting(kind: Kind, meeting: Meeting, sitting: Sitting, key: object) -> Message:
    about = f"/v1/meetings/{meeting.id}"
    when = by_clock(sitting.starts_at, ZoneInfo(sitting.time_zone))
    return kind.of(about, key, due_at=sitting.starts_at, title=meeting.title, when=when, place=sitting.place)


async def leave_asked(to: Messenger, row: Leave) -> None:
    """The leader of the group, or the secretaries where there is none or it is their matter."""
    role = (Role.GROUP_LEADER,) if row.group_id and not row.late else SECRETARIES
    place = row.group_id if row.group_id and not row.late else row.branch_id
    message = kinds.LEAVE_WAITS.of("/v1/leaves?state=asked", f"{place}/{row.meeting_id}/{to.on}")
    await to.send(message, await to.holders([place], *role))


async def leave_decided(to: Messenger, row: Leave) -> None:
    """Whoever asked."""
    await to.send(kinds.LEAVE_DECIDED.of(f"/v1/leaves/{row.id}", row.id), [row.person_id])


async def make_ups_due(to: Messenger, meeting: Meeting) -> None:
    """Everybody who owes something after the meeting was closed."""
    rows = await queries.owing(to.session, meeting.id)
    await to.send_all(
        (_of_make_up(kinds.MAKE_UP_DUE, row, title=meeting.title), [row.person_id]) for row in rows
    )


async def make_up_handed_in(to: Messenger, row: MakeUp) -> None:
    """The leader of the group, or the secretaries where there is none; once a day however many wait."""
    role = (Role.GROUP_LEADER,) if row.group_id else SECRETARIES
    place = row.group_id or row.branch_id
    message = kinds.MAKE_UP_WAITS.of("/v1/make-ups?state=handed_in", f"{place}/{to.on}")
    await to.send(message, await to.holders([place], *role))


async def make_up_decided(to: Messenger, row: MakeUp) -> None:
    """Whose it is."""
    key = f"{row.id}/{row.revision}"
    await to.send(kinds.MAKE_UP_DECIDED.of(f"/v1/make-ups/{row.id}", key), [row.person_id])


def make_ups_missed(rows: Sequence[MakeUp]) -> Told:
    """Whose they were."""
    return [(_of_make_up(kinds.MAKE_UP_MISSED, row), [row.person_id]) for row in rows]


def _of_make_up(kind: Kind, row: MakeUp, title: str = "") -> Message:
    return kind.of(f"/v1/make-ups/{row.id}", row.id, until=row.due_on, title=title)


async def task_set(to: Messenger, task: Task) -> None:
    """Whose it is."""
    await to.send(_of_task(kinds.TASK_SET, task), [task.owner_id])


def _of_task(kind: Kind, task: Task) -> Message:
    return kind.of(f"/v1/tasks/{task.id}", task.id, title=task.title, until=task.due_on)


async def places_offered(to: Messenger, sitting: Sitting, rows: Sequence[Registration]) -> None:
    """Whoever may take a place now; each offer is one of its own."""
    await to.send_all((_of_offer(sitting, row), [row.person_id]) for row in rows)


def _of_offer(sitting: Sitting, row: Registration) -> Message:
    until = row.offered_until or sitting.starts_at
    key = f"{row.id}/{row.turn}"
    zone = ZoneInfo(sitting.time_zone)
    when, end = by_clock(sitting.starts_at, zone), by_clock(until, zone)
    return kinds.PLACE_OFFERED.of(f"/v1/registrations/{row.id}", key, due_at=until, when=when, until=end)


async def outline_submitted(to: Messenger, lesson: Lesson) -> None:
    """The publicity commissioner, and the secretaries who stand in; once a day."""
    message = kinds.OUTLINE_WAITS.of(f"/v1/lessons/{lesson.id}", f"{lesson.branch_id}/{to.on}")
    await to.send(message, await to.holders([lesson.branch_id], Role.PUBLICITY, *SECRETARIES))


async def outline_decided(to: Messenger, lesson: Lesson, number: int) -> None:
    """The lecturer."""
    message = kinds.OUTLINE_DECIDED.of(f"/v1/lessons/{lesson.id}", f"{lesson.id}/{number}")
    await to.send(message, [lesson.lecturer_id])


async def lesson_scheduled(to: Messenger, lesson: Lesson, before: Where | None, zone: ZoneInfo) -> None:
    """Who teaches and who ordered it, once for each time and place that it gets."""
    now = lesson_where(lesson)
    if now is None or now == before:
        return
    kind = kinds.LESSON_CHANGED if before else kinds.LESSON_SCHEDULED
    starts_at, _, place = now
    when = by_clock(starts_at, zone)
    about, key = f"/v1/lessons/{lesson.id}", f"{lesson.id}/{lesson.revision}"
    message = kind.of(about, key, due_at=starts_at, title=lesson.title, when=when, place=place)
    await to.send(message, [lesson.lecturer_id, *await queries.ordered(to.session, lesson.id)])


def lesson_where(lesson: Lesson) -> Where | None:
    """What people must hear of a lesson if it becomes another; None before it has a day."""
    if lesson.starts_at is None or lesson.ends_at is None or lesson.place is None:
        return None
    return lesson.starts_at, lesson.ends_at, lesson.place


async def lesson_cancelled(to: Messenger, lesson: Lesson) -> None:
    """Who was to teach and who ordered it."""
    message = kinds.LESSON_CANCELLED.of(f"/v1/lessons/{lesson.id}", lesson.id, title=lesson.title)
    await to.send(message, [lesson.lecturer_id, *await queries.ordered(to.session, lesson.id)])


async def remind(to: Messenger, zone: ZoneInfo) -> None:
    """Of what is due tomorrow, and of what should have been done; each once, in ten statements at most."""
    tomorrow = to.on + timedelta(days=1)
    make_ups = await queries.make_ups(to.session, tomorrow)
    told: Told = [(_of_make_up(kinds.MAKE_UP_TOMORROW, row), [row.person_id]) for row in make_ups]
    for task in await queries.tasks(to.session, to.on - LOOKS_BACK, tomorrow):
        if task.due_on != to.on:
            kind = kinds.TASK_OVERDUE if task.due_on < to.on else kinds.TASK_TOMORROW
            told.append((_of_task(kind, task), [task.owner_id]))
    coming = await queries.sittings(to.session, *to.tomorrow(zone))
    expected = await queries.expected(to.session, {meeting.id for _, meeting in coming})
    sure = await queries.confirmed(to.session, [sitting.id for sitting, _ in coming])
    for sitting, meeting in coming:
        message = _of_sitting(kinds.MEETING_TOMORROW, meeting, sitting, f"{sitting.id}/{tomorrow}")
        told.append((message, [*expected[meeting.id], *sure[sitting.id]]))
    await to.send_all([*told, *await _overdue(to)])


async def _overdue(to: Messenger) -> Told:
    """Secretaries, of their branch; leaders, of their group; in the first week after the month or quarter."""
    people = await queries.responsible(to.session, to.on)
    until = overdue_rules.last_month(to.on).until_on
    members = await overdue_meetings.members(to.session, list(people), until)
    held = await overdue_meetings.held(to.session, list(people), overdue_rules.since(to.on), until)
    groups = await overdue_meetings.groups(to.session, list(people))
    return [
        (_of_overdue(place, due), people[place])
        for place in people
        for due in overdue_rules.overdue(held[place], to.on, *members[place], is_group=place in groups)
        if to.on - due.span.until_on <= LOOKS_BACK
    ]


def _of_overdue(place: UUID, due: overdue_rules.Overdue) -> Message:
    key = f"{place}/{due.kind.value}/{due.span.from_on}"
    span = due.span
    return kinds.MEETING_OVERDUE.of("/v1/overdue-meetings", key, from_on=span.from_on, until_on=span.until_on)
