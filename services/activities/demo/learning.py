"""Reading, tests and contests of the demo branch."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from shared.auth.policy import Role

from ..models import Attempt, Contest, Course, Material, Verdict
from ..queries import attempts as attempt_queries
from ..queries import questions as question_queries
from ..rules import gift
from ..usecases import attempts, contests, courses, materials, questions
from ..usecases.contests import Terms
from ..usecases.materials import Content
from .learning_story import COURSES, DRAFT, OPEN_CATEGORY, OPEN_CONTEST, PAST_CATEGORY, PAST_CONTEST, Text
from .scene import Scene

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_QUESTIONS = Path(__file__).with_name("questions.gift")
_IN_A_TEST, _DRAWN = 3, 4
_LEARN, _COMPETE = 3, 4
"""So many of each group take a course, or part in a contest."""
_LASTS, _OPENED_BEFORE = 14, 4
_KNOWS = 90
"""Of a hundred answers so many are right."""


async def fill_the_bank(scene: Scene, day: date) -> None:
    """The publicity commissioner enters a file of questions."""
    done = scene.done(Role.PUBLICITY, day)
    for found in gift.read(_QUESTIONS.read_text(encoding="utf-8")):
        if found.draft and found.category:
            await questions.add(scene.session, scene.cast.branch_id, found.category, found.draft, **done)


async def teach(scene: Scene, months: Sequence[date]) -> None:
    """A course in each of the last months, taken by a third of the members; a draft waits for approval."""
    for each in COURSES:
        began = months[-1 - each.months_ago] + 2 * _DAY
        if scene.is_past(began + _DAY):
            course = await _course(scene, each, began)
            await _taken(scene, course, began)
    await _write(scene, DRAFT, scene.on - 2 * _DAY)


async def _course(scene: Scene, what: Text, day: date) -> Course:
    material = await _write(scene, what, day - _DAY)
    await materials.decide(scene.session, material, Verdict.APPROVED, None, **scene.done(Role.PUBLICITY, day))
    pool = await question_queries.pool(scene.session, scene.cast.branch_id, what.category)
    asked = [version.question_id for version in pool[:_IN_A_TEST]]
    done = scene.done(Role.PUBLICITY, day)
    return await courses.make(scene.session, material, f"微课堂:{what.title}", asked, None, **done, today=day)


async def _write(scene: Scene, what: Text, day: date) -> Material:
    return await materials.write(
        scene.session,
        scene.cast.branch_id,
        what.title,
        what.area,
        Content(what.text, None, what.minutes),
        **scene.done(Role.ORGANISATION, day),
        today=day,
    )


async def _taken(scene: Scene, course: Course, began: date) -> None:
    luck = scene.chance("course", began)
    for person_id in _some_of(scene, scene.cast.groups, luck, _LEARN):
        day = began + luck.randrange(1, 16) * _DAY
        if scene.is_past(day):
            at = scene.at(day, "12:20")
            who = scene.cast.access("course.take", person_id)
            attempt = await courses.begin(scene.session, course, who, chance=luck, at=at)
            await _answer(scene, attempt, luck)


def _some_of(scene: Scene, groups: Iterable[UUID], luck: Random, count: int) -> list[UUID]:
    """So many of each group, whoever they are."""
    unwell = scene.cast.unwell
    return [
        person_id
        for group_id in groups
        for person_id in luck.sample([each for each in scene.cast.groups[group_id] if each != unwell], count)
    ]


async def _answer(scene: Scene, attempt: Attempt, luck: Random) -> None:
    """A minute for each question; some answers are wrong."""
    at = attempt.started_at
    items = await attempt_queries.items(scene.session, attempt.id)
    versions = await question_queries.by_ids(scene.session, [item.version_id for item in items])
    for item in items:
        at += _MINUTE
        options = versions[item.version_id].options
        right = [place for place, option in enumerate(item.shown) if options[option]["right"]]
        wrong = [place for place in range(len(item.shown)) if place not in right][:1]
        chosen = right if luck.randrange(100) < _KNOWS else wrong
        await attempts.answer(scene.session, attempt, item.position, chosen, at=at)
    await attempts.end(scene.session, attempt, scene.teller, zone=scene.zone, at=at)


async def compete(scene: Scene) -> None:
    """One contest is over and has its results; of another the first papers are in, none of the secretary's group."""
    groups = scene.cast.groups
    home = scene.cast.group_of(scene.one(Role.SECRETARY))
    over = await _contest(scene, PAST_CONTEST, PAST_CATEGORY, scene.on - 35 * _DAY)
    await _papers(scene, over, _some_of(scene, groups, scene.chance(over.title), _COMPETE), _LASTS)
    opened = await _contest(scene, OPEN_CONTEST, OPEN_CATEGORY, scene.on - _OPENED_BEFORE * _DAY)
    others = [group_id for group_id in groups if group_id != home]
    await _papers(scene, opened, _some_of(scene, others, scene.chance(opened.title), 1), _OPENED_BEFORE)


async def _contest(scene: Scene, title: str, category: str | None, opens_on: date) -> Contest:
    terms = Terms(
        title=title,
        category=category,
        draws=_DRAWN,
        minutes=10,
        attempts=None,
        pass_mark=None,
        opens_at=scene.at(opens_on, "08:00"),
        closes_at=scene.at(opens_on + _LASTS * _DAY, "20:00"),
    )
    done = scene.done(Role.PUBLICITY, opens_on - 3 * _DAY)
    contest = await contests.plan(scene.session, scene.cast.branch_id, terms, zone=scene.zone, **done)
    return await contests.publish(scene.session, contest)


async def _papers(scene: Scene, contest: Contest, people: Sequence[UUID], days: int) -> None:
    """Each on one of the first days, after lunch."""
    luck = scene.chance(contest.title, "papers")
    for person_id in people:
        attempt = await contests.begin(
            scene.session,
            contest,
            scene.cast.access("contest.take", person_id),
            scene.teller,
            chance=luck,
            zone=scene.zone,
            at=contest.opens_at + luck.randrange(days) * _DAY + timedelta(hours=4, minutes=40),
        )
        await _answer(scene, attempt, luck)
