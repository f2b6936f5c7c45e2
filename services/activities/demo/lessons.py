"""Lessons of the demo: one given and rated, one on the menu, one that still asks for topics."""

from datetime import date, timedelta

from shared.auth.policy import Role

from ..models import Lesson, LessonAudience, LessonVenue, NominationState, ReviewKind, Topic, Verdict
from ..usecases import lessons, nominations, orders, outlines, ratings, topics
from ..usecases.lessons import Room
from ..usecases.ratings import Marks
from .lesson_story import ANSWER, COMMENT, GIVEN, MARKS, MENU, OPEN, OUTLINE, WHY, Asked
from .scene import Scene, workday

_DAY = timedelta(days=1)
_ORDERED, _MINIMUM = 5, 8


async def given(scene: Scene) -> None:
    """All four modes: a topic that staff voted for, a lecturer whom they named, and what they said of it."""
    held = workday(scene.on - 14 * _DAY)
    lesson = await _asked(scene, GIVEN, held - 28 * _DAY)
    topic = await _voted(scene, lesson, GIVEN, held - 27 * _DAY)
    await lessons.choose(scene.session, lesson, topic, **scene.done(Role.PUBLICITY, held - 21 * _DAY))
    lecturer = scene.one(Role.ENERGY_OFFICER)
    nomination = await nominations.name(
        scene.session, lesson, lecturer, WHY, **scene.done(Role.PUBLICITY, held - 20 * _DAY)
    )
    await nominations.answer(
        scene.session,
        lesson,
        nomination,
        NominationState.ACCEPTED,
        reason=None,
        starts_at=None,
        at=scene.at(held - 19 * _DAY),
    )
    await outlines.submit(scene.session, lesson, OUTLINE, 45, by=lecturer, at=scene.at(held - 12 * _DAY))
    approved = scene.done(Role.PUBLICITY, held - 11 * _DAY)
    await outlines.decide(scene.session, lesson, Verdict.APPROVED, None, **approved)
    starts_at = scene.at(held, "15:00")
    room = Room(starts_at, starts_at + timedelta(minutes=60), "空压站现场与车间二楼会议室")
    await lessons.schedule(scene.session, lesson, room, **scene.done(Role.PUBLICITY, held - 10 * _DAY))
    await _held(scene, lesson)


async def _held(scene: Scene, lesson: Lesson) -> None:
    """Members and other staff are there; those who teach do not record, rate or conclude."""
    held = workday(scene.on - 14 * _DAY)
    lecturer, reviewer = lesson.lecturer_id, scene.one(Role.TECHNICAL_OFFICER)
    listeners = [each for each in (*scene.cast.members[::3], *scene.cast.staff[:6]) if each != lecturer]
    await lessons.hold(scene.session, lesson, listeners, **scene.done(Role.PUBLICITY, held))
    await ratings.appoint(scene.session, lesson, reviewer)
    for person_id, (content, usefulness, delivery, comment) in zip(listeners, MARKS, strict=False):
        marks = Marks(content, usefulness, delivery, comment)
        await ratings.rate(scene.session, lesson, marks, by=person_id)
    for kind, text, by, days in (
        (ReviewKind.COMMENT, COMMENT, reviewer, 1),
        (ReviewKind.ANSWER, ANSWER, scene.one(Role.ENERGY_OFFICER), 2),
    ):
        at = scene.at(held + days * _DAY)
        await ratings.review(scene.session, lesson, kind, text, by=by, at=at)
    concluded = scene.done(Role.PUBLICITY, held + 5 * _DAY)
    await lessons.conclude(scene.session, lesson, scene.teller, zone=scene.zone, **concluded)
    await lessons.archive(scene.session, lesson, **scene.done(Role.PUBLICITY, held + 6 * _DAY))


async def on_the_menu(scene: Scene) -> None:
    """A prepared lesson that five have ordered; it opens with the eighth."""
    title, topic, outline = MENU
    begun, lecturer = scene.on - 12 * _DAY, scene.one(Role.EQUIPMENT_OFFICER)
    lesson = await lessons.plan(
        scene.session,
        scene.cast.branch_id,
        venue=LessonVenue.CLASSROOM,
        audience=LessonAudience.STAFF,
        title=title,
        topic=topic,
        **scene.done(Role.PUBLICITY, begun),
    )
    at = scene.at(begun + _DAY)
    await nominations.name(scene.session, lesson, lecturer, None, by=lecturer, at=at)
    await outlines.submit(scene.session, lesson, outline, 30, by=lecturer, at=at)
    approved = scene.done(Role.PUBLICITY, begun + 2 * _DAY)
    await outlines.decide(scene.session, lesson, Verdict.APPROVED, None, **approved)
    listed, until = scene.at(begun + 3 * _DAY), scene.at(scene.on + 10 * _DAY)
    await orders.put_on_menu(scene.session, lesson, _MINIMUM, until, at=listed)
    for person_id in scene.cast.staff[:_ORDERED]:
        await orders.order(scene.session, lesson, by=person_id, at=listed + timedelta(hours=2))


async def asking(scene: Scene) -> None:
    """The next lesson: topics are being proposed and voted for."""
    lesson = await _asked(scene, OPEN, scene.on - 6 * _DAY)
    await _voted(scene, lesson, OPEN, scene.on - 5 * _DAY)


async def _asked(scene: Scene, what: Asked, day: date) -> Lesson:
    return await lessons.plan(
        scene.session,
        scene.cast.branch_id,
        venue=LessonVenue.LECTURE_HALL,
        audience=LessonAudience.STAFF,
        title=what.title,
        topic=None,
        **scene.done(Role.PUBLICITY, day),
    )


async def _voted(scene: Scene, lesson: Lesson, what: Asked, day: date) -> Topic:
    """Members and other staff propose and vote; the topic with the most votes."""
    voters = [*scene.cast.members[1::2], *scene.cast.staff]
    made = []
    for number, (title, reason, votes) in enumerate(what.topics):
        proposed = await topics.propose(
            scene.session,
            lesson,
            title=title,
            reason=reason,
            lecturer_id=None,
            by=voters[number],
            at=scene.at(day),
        )
        made.append(proposed)
        for voter in voters[number : number + votes]:
            at = scene.at(day + 2 * _DAY)
            await topics.vote(scene.session, lesson, proposed, by=voter, at=at)
    return made[0]
