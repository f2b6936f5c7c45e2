"""The meetings of the demo's months: theme days, the committee, the groups, the members, the lecture."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from shared.auth.policy import Role

from ..models import Choice, Meeting, MeetingKind, Resolution, RollLine, Theme, ThemeState
from ..models import MotionKind as Motion
from ..rules.motions import Vote
from ..usecases import ballots, meetings, motions, series, tasks, themes
from ..usecases.meetings import Plan
from ..usecases.motions import Question
from ..usecases.sittings import Times
from .gathering import PLANNED_BEFORE, Gathering
from .scene import Scene, next_month, nth
from .story import COMMITTEE, GROUP, LECTURE, MEMBERS, MOTION, OTHER_THEMES, TASKS, THEMES, Subject

_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MONDAY, _TUESDAY, _WEDNESDAY, _THURSDAY, _FRIDAY = 1, 2, 3, 4, 5
_ROOM, _HALL = "车间二楼会议室", "厂综合楼报告厅"
_PROPOSED_BEFORE, _DECIDED_BEFORE = timedelta(days=26), timedelta(days=18)
_FOLLOWED_UP_AFTER = timedelta(days=6)
_PATTERN = {"every": "month_weekday", "nth": 3, "weekday": _THURSDAY}


async def fix_the_day(scene: Scene, first: date) -> None:
    """The branch holds its theme day on every third Thursday at two."""
    await themes.fix_day(
        scene.session,
        scene.cast.branch_id,
        _PATTERN,
        clock="14:00",
        minutes=120,
        time_zone=scene.zone.key,
        from_on=first,
        **scene.done(Role.SECRETARY, first - timedelta(days=30)),
    )


async def month(scene: Scene, month_on: date) -> None:
    """What is held in any month, and once a quarter the members' meeting and the lecture."""
    committee = Plan(MeetingKind.COMMITTEE, f"{_name(month_on)}支委会", chair_id=scene.one(Role.SECRETARY))
    await _hold(scene, committee, nth(month_on, 2, _MONDAY), COMMITTEE, _times("16:30", 60))
    for group_id in scene.cast.groups:
        await _group(scene, month_on, group_id)
    await _theme_day(scene, month_on)
    place_in_quarter = (month_on.month - 1) % 3
    if place_in_quarter == 1:
        lecture = Plan(MeetingKind.LECTURE, LECTURE.title, chair_id=scene.one(Role.ORGANISATION))
        await _hold(scene, lecture, nth(month_on, 4, _TUESDAY), LECTURE, _times("14:30", 90, _HALL))
    elif place_in_quarter > 1:
        await _members(scene, month_on)


async def ahead(scene: Scene, month_on: date) -> None:
    """The committee's next three meetings, planned as a series."""
    layout = series.Layout(
        kind=MeetingKind.COMMITTEE,
        title="支委会(例会)",
        pattern={"every": "month_weekday", "nth": 2, "weekday": _MONDAY},
        clock="16:30",
        minutes=60,
        time_zone=scene.zone.key,
        place=_ROOM,
        from_on=month_on,
    )
    until = next_month(next_month(month_on)) + timedelta(days=15)
    by, at = scene.one(Role.ORGANISATION), scene.at(scene.on - timedelta(days=3))
    await series.plan(scene.session, scene.cast.branch_id, layout, until, zone=scene.zone, by=by, at=at)


def _name(month_on: date) -> str:
    return f"{_MONTHS[month_on.month - 1]}月"


def _times(clock: str, minutes: int, place: str = _ROOM) -> tuple[tuple[str, int, str], ...]:
    return ((clock, minutes, place),)


async def _plan(
    scene: Scene, what: Plan, day: date, sittings: tuple[tuple[str, int, str], ...]
) -> Meeting | None:
    """None while nobody thinks of it yet."""
    planned = day - PLANNED_BEFORE
    if not scene.is_past(planned):
        return None
    times = []
    for clock, minutes, place in sittings:
        starts_at = scene.at(day, clock)
        times.append(Times(starts_at, starts_at + timedelta(minutes=minutes), place, scene.zone.key))
    by, at = scene.one(Role.ORGANISATION), scene.at(planned)
    return await meetings.plan(
        scene.session, scene.cast.branch_id, what, times, zone=scene.zone, by=by, at=at
    )


async def _begin(
    scene: Scene, what: Plan, day: date, subject: Subject, sittings: tuple[tuple[str, int, str], ...]
) -> Gathering | None:
    """A gathering that has been noticed and whose day is over; None before that."""
    what = _complete(scene, what, subject)
    meeting = await _plan(scene, what, day, sittings)
    if meeting is None:
        return None
    luck = scene.chance(what.kind, day, what.group_id)
    gathering = Gathering(scene, meeting, day, subject, luck)
    if not await gathering.notice():
        return None
    if scene.is_past(day):
        return gathering
    if what.kind is MeetingKind.THEME_DAY:
        await gathering.ask_leave(scene.cast.plain[1], decided=False)
    return None


def _complete(scene: Scene, what: Plan, subject: Subject) -> Plan:
    recorder = what.recorder_id or scene.one(Role.PUBLICITY)
    agenda = ({"title": subject.title, "minutes": None}, {"title": "交流讨论,明确下一步", "minutes": 20})
    return Plan(what.kind, what.title, what.group_id, what.theme, agenda, what.chair_id, recorder)


async def _hold(
    scene: Scene, what: Plan, day: date, subject: Subject, sittings: tuple[tuple[str, int, str], ...]
) -> None:
    gathering = await _begin(scene, what, day, subject, sittings)
    if gathering:
        await gathering.open()
        await gathering.close()


async def _group(scene: Scene, month_on: date, group_id: UUID) -> None:
    leader = scene.cast.leaders[group_id]
    recorder = next(each for each in scene.cast.groups[group_id] if each in scene.cast.plain)
    title = f"{_name(month_on)}党小组会"
    what = Plan(MeetingKind.GROUP, title, group_id, chair_id=leader, recorder_id=recorder)
    weekday = _TUESDAY + list(scene.cast.groups).index(group_id) % 2
    await _hold(scene, what, nth(month_on, 2, weekday), GROUP, _times("15:30", 60, "班组休息室"))


async def _theme_day(scene: Scene, month_on: date) -> None:
    subject = THEMES[month_on.month - 1]
    day = nth(month_on, 3, _THURSDAY)
    theme = await _theme(scene, month_on, day, subject)
    title = f"{_name(month_on)}主题党日"
    what = Plan(MeetingKind.THEME_DAY, title, chair_id=scene.one(Role.SECRETARY))
    twice = (("14:00", 120, _HALL), ("20:00", 120, _ROOM))
    await _hold(scene, what, day, subject, twice)
    followed_up = day + _FOLLOWED_UP_AFTER
    if theme and scene.is_past(followed_up):
        done = scene.done(Role.ORGANISATION, followed_up)
        await themes.follow_up(scene.session, theme, subject.came_of_it, zone=scene.zone, **done)


async def _theme(scene: Scene, month_on: date, day: date, subject: Subject) -> Theme | None:
    """Two members propose, the secretary decides; what is proposed and not decided waits for the visitor."""
    proposed, decided = day - _PROPOSED_BEFORE, day - _DECIDED_BEFORE
    if not scene.is_past(proposed):
        return None
    beside = OTHER_THEMES[month_on.month % len(OTHER_THEMES)]
    made = []
    for title, person_id in zip((subject.title, beside), scene.cast.plain[2:4], strict=True):
        at = scene.at(proposed)
        made.append(
            await themes.propose(
                scene.session,
                scene.cast.branch_id,
                month_on,
                title,
                None,
                by=person_id,
                at=at,
                today=proposed,
            )
        )
    if not scene.is_past(decided):
        return None
    done = scene.done(Role.SECRETARY, decided)
    for theme, verdict, reason in zip(
        made, (ThemeState.CHOSEN, ThemeState.NOT_CHOSEN), (None, "留待以后月份"), strict=True
    ):
        await themes.decide(scene.session, theme, verdict, reason, zone=scene.zone, **done)
    return made[0]


async def _members(scene: Scene, month_on: date) -> None:
    """The members' meeting puts one question to the vote; what it resolves is followed up."""
    title = f"第{_MONTHS[month_on.month // 3 - 1]}季度党员大会"
    what = Plan(MeetingKind.MEMBERS, title, chair_id=scene.one(Role.SECRETARY))
    day = nth(month_on, 4, _FRIDAY)
    gathering = await _begin(scene, what, day, MEMBERS, _times("14:00", 90, _HALL))
    if gathering:
        await _vote(gathering, await gathering.open())
        await gathering.close()


async def _vote(gathering: Gathering, coming: list[RollLine]) -> None:
    """A show of hands that the recorder writes down: one against, one abstains, all others are for it."""
    scene, meeting, day = gathering.scene, gathering.meeting, gathering.day
    session, chair, recorder = scene.session, gathering.chair, gathering.recorder
    title, text = MOTION
    at = scene.at(day, "15:00")
    motion = await motions.draft(session, meeting, Question(Motion.ORDINARY, title, text), by=chair, at=at)
    await motions.table(session, meeting, motion, by=chair, at=at)
    await motions.open_(session, meeting, motion, by=chair, at=at, today=day)
    voters = [line.person_id for line in coming if line.may_vote]
    for place, voter in enumerate(voters):
        choice = {3: Choice.NO, 11: Choice.ABSTAIN}.get(place, Choice.YES)
        await ballots.cast(session, motion, voter, Vote(choice), by=recorder, at=at, today=day)
    await motions.close(session, meeting, motion, by=chair, at=at, today=day)
    await _follow_up(gathering, motion.id)


async def _follow_up(gathering: Gathering, motion_id: UUID) -> None:
    scene, day = gathering.scene, gathering.day
    query = select(Resolution).where(col(Resolution.motion_id) == motion_id)
    resolution = (await scene.session.execute(query)).scalar_one_or_none()
    if resolution is None:
        return
    for (title, days, note), owner in zip(TASKS, scene.cast.plain[6:], strict=False):
        due_on = day + timedelta(days=days)
        task = await tasks.set_(
            scene.session,
            resolution,
            title,
            owner_id=owner,
            due_on=due_on,
            today=day,
            **scene.done(Role.SECRETARY, day),
        )
        if note and scene.is_past(due_on):
            await tasks.complete(scene.session, task, note, by=owner, at=scene.at(due_on))
