"""What activities has in each place of the factory: one row of every noun that a route may refer to."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from services.activities.models import (
    Attempt,
    Attendance,
    AttendanceState,
    CalendarFeed,
    Contest,
    ContestState,
    Course,
    FeedScope,
    Leave,
    LeaveKind,
    Lesson,
    LessonAudience,
    LessonState,
    LessonVenue,
    MakeUp,
    Material,
    MaterialVersion,
    Meeting,
    MeetingKind,
    Minutes,
    MinutesVersion,
    Motion,
    MotionKind,
    Nomination,
    Notice,
    Question,
    QuestionKind,
    QuestionVersion,
    Registration,
    RegistrationState,
    Resolution,
    Series,
    Sitting,
    Survey,
    SurveyAudience,
    SurveyState,
    Task,
    Theme,
    ThemeDayRule,
    Topic,
)
from services.activities.queries import meetings as meeting_queries
from services.activities.usecases import meetings, sittings
from shared.outbox import Teller
from tests.points.world import ident

from . import asked

_AT = datetime(2026, 9, 14, 4, tzinfo=UTC)
_DAY = date(2026, 9, 22)
_QUESTIONS = ("question_id", "second_question_id", "third_question_id")
_RECORDERS = {"power": ident("wang")}


@dataclass
class Made:
    """Ids by the name of their reference: the member's own, and the branch's."""

    own: dict[str, UUID]
    branch: dict[str, UUID]


async def furnish(session: AsyncSession, member: str, group: str, branch: str, zone: ZoneInfo) -> Made:
    """A members' meeting next week with its notice out, and something of everything about it."""
    where: dict[str, Any] = {"branch_id": ident(branch)}
    whose: dict[str, Any] = where | {"group_id": ident(group), "person_id": ident(member)}
    meeting, sitting = await _meeting(session, branch, zone)
    own = await _own(session, meeting, sitting, whose)
    shared = {"meeting_id": meeting.id, "sitting_id": sitting.id}
    shared |= await _planned(session, where) | await _lesson(session, where)
    motion, resolution = await _resolved(session, meeting, where)
    await _written(session, meeting, where)
    task = await _add(
        session,
        Task(
            resolution_id=resolution.id,
            title="整改地沟盖板",
            owner_id=ident(member),
            due_on=_DAY,
            by_id=ident("organiser"),
            at=_AT,
            **where,
            group_id=ident(group),
        ),
    )
    shared |= await _learning(session, where)
    own["undertaking_id"], arranged = await asked.arranged(
        session, meeting, sitting, shared["material_id"], whose
    )
    shared |= arranged
    own |= await _alone(session, shared["contest_id"], whose)
    said = await asked.debated(session, member, where)
    shared["debate_id"], own["contribution_id"] = said.debate_id, said.id
    shared |= await asked.evaluated(session, member, where)
    return Made(
        own | {"task_id": task},
        shared | {"motion_id": motion.id, "resolution_id": resolution.id},
    )


async def _meeting(session: AsyncSession, branch: str, zone: ZoneInfo) -> tuple[Meeting, Sitting]:
    plan = meetings.Plan(MeetingKind.MEMBERS, "第三季度党员大会", recorder_id=_RECORDERS.get(branch))
    starts_at = _AT + timedelta(days=8)
    times = sittings.Times(starts_at, starts_at + timedelta(hours=2), "会议室", zone.key)
    by = ident("organiser")
    meeting = await meetings.plan(session, ident(branch), plan, [times], zone=zone, by=by, at=_AT)
    await meetings.notice(session, Teller("activities", {}), meeting, zone=zone, by=by, at=_AT)
    [sitting] = (await meeting_queries.sittings(session, [meeting.id]))[meeting.id]
    return meeting, sitting


async def _written(session: AsyncSession, meeting: Meeting, where: dict[str, Any]) -> None:
    minutes_id = await _add(session, Minutes(meeting_id=meeting.id, version=1, **where))
    act: dict[str, Any] = {"by_id": ident("wang"), "at": _AT}
    await _add(
        session,
        MinutesVersion(minutes_id=minutes_id, number=1, summary="会议记录", discussion=[], **act),
    )
    pattern = {"every": "month_day", "day": 20}
    rule = ThemeDayRule(
        from_on=date(2026, 1, 1),
        pattern=pattern,
        clock="14:00",
        minutes=120,
        time_zone="Asia/Shanghai",
        **act,
        **where,
    )
    await _add(session, rule)


async def _own(
    session: AsyncSession, meeting: Meeting, sitting: Sitting, whose: dict[str, Any]
) -> dict[str, UUID]:
    confirmed = RegistrationState.CONFIRMED
    sitting.taken += 1
    registration = Registration(sitting_id=sitting.id, turn=1, state=confirmed, registered_at=_AT, **whose)
    leave = Leave(
        meeting_id=meeting.id,
        kind=LeaveKind.ON_SHIFT,
        emergency=False,
        late=False,
        reason="当班",
        asked_at=_AT,
        **whose,
    )
    absent = AttendanceState.ABSENT
    attendance = Attendance(meeting_id=meeting.id, held_on=_DAY, state=absent, **whose)
    attendance_id = await _add(session, attendance)
    make_up = MakeUp(attendance_id=attendance_id, meeting_id=meeting.id, cause=absent, due_on=_DAY, **whose)
    return {
        "registration_id": await _add(session, registration),
        "leave_id": await _add(session, leave),
        "attendance_id": attendance_id,
        "make_up_id": await _add(session, make_up),
    }


async def _planned(session: AsyncSession, where: dict[str, Any]) -> dict[str, UUID]:
    series = Series(
        kind=MeetingKind.MEMBERS,
        title="季度党员大会",
        pattern={"kind": "day", "day": 20},
        clock="14:00",
        minutes=120,
        time_zone="Asia/Shanghai",
        place="会议室",
        from_on=_DAY,
        planned_until=_DAY,
        planned_by=ident("organiser"),
        planned_at=_AT,
        **where,
    )
    theme = Theme(
        month_on=date(2026, 10, 1), title="安全生产", proposed_by=ident("wang"), proposed_at=_AT, **where
    )
    return {"series_id": await _add(session, series), "theme_id": await _add(session, theme)}


async def _lesson(session: AsyncSession, where: dict[str, Any]) -> dict[str, UUID]:
    lesson = Lesson(
        venue=LessonVenue.CLASSROOM,
        audience=LessonAudience.BRANCH,
        title="蒸汽品质",
        state=LessonState.TOPIC_OPEN,
        planned_by=ident("organiser"),
        planned_at=_AT,
        **where,
    )
    lesson_id = await _add(session, lesson)
    act: dict[str, Any] = {"lesson_id": lesson_id, "by_id": ident("organiser"), "at": _AT}
    topic = Topic(title="冷凝水回收", **act)
    nomination = Nomination(lecturer_id=ident("organiser"), **act)
    return {
        "lesson_id": lesson_id,
        "topic_id": await _add(session, topic),
        "nomination_id": await _add(session, nomination),
    }


async def _learning(session: AsyncSession, where: dict[str, Any]) -> dict[str, UUID]:
    act: dict[str, Any] = {"by_id": ident("publicist"), "at": _AT}
    material_id = await _add(session, Material(title="安全规程", approved=1, **act, **where))
    await _add(
        session, MaterialVersion(material_id=material_id, number=1, text="一、二、三", minutes=5, **act)
    )
    questions = {name: await _question(session, act, where) for name in _QUESTIONS}
    course = Course(
        title="配电室安全", material_id=material_id, material_number=1, pass_mark=60, **act, **where
    )
    contest = Contest(
        title="安全竞赛",
        draws=1,
        minutes=10,
        attempts=1,
        pass_mark=60,
        opens_at=_AT,
        closes_at=_AT + timedelta(days=10),
        state=ContestState.PUBLISHED,
        **act,
        **where,
    )
    return questions | {
        "material_id": material_id,
        "course_id": await _add(session, course),
        "contest_id": await _add(session, contest),
        "notice_id": await _add(session, Notice(title="冬季防冻", text="检查伴热带。", **act, **where)),
        "survey_id": await _add(session, _survey(act, where)),
    }


def _survey(act: dict[str, Any], where: dict[str, Any]) -> Survey:
    """Published to the branch, with the questions that the description's example answers."""
    return Survey(
        title="组织生活满意度",
        purpose="改进下季度的安排",
        anonymous=True,
        audience=SurveyAudience.BRANCH,
        opens_at=_AT,
        closes_at=_AT + timedelta(days=10),
        minimum_group=5,
        questions=[
            {"kind": "single", "text": "班组", "options": ["锅炉班", "空压班"], "required": True},
            {"kind": "scale", "text": "总体评价", "options": [], "required": True},
            {"kind": "text", "text": "建议", "options": [], "required": False},
        ],
        state=SurveyState.OPEN,
        published_by=act["by_id"],
        published_at=_AT,
        **act,
        **where,
    )


async def _question(session: AsyncSession, act: dict[str, Any], where: dict[str, Any]) -> UUID:
    question_id = await _add(session, Question(category="安全", **act, **where))
    version = QuestionVersion(
        question_id=question_id,
        number=1,
        kind=QuestionKind.TRUE_FALSE,
        stem="进入配电室应当登记",
        options=[{"text": "对", "right": True}, {"text": "错", "right": False}],
        **act,
    )
    await _add(session, version)
    return question_id


async def _alone(session: AsyncSession, contest_id: UUID, whose: dict[str, Any]) -> dict[str, UUID]:
    attempt = Attempt(contest_id=contest_id, number=1, scored=True, total=1, started_at=_AT, **whose)
    feed = CalendarFeed(
        person_id=whose["person_id"],
        scope=FeedScope.OWN,
        token_hash=whose["person_id"].hex,
        made_at=_AT,
    )
    return {"attempt_id": await _add(session, attempt), "feed_id": await _add(session, feed)}


async def _resolved(
    session: AsyncSession, meeting: Meeting, where: dict[str, Any]
) -> tuple[Motion, Resolution]:
    motion = Motion(
        meeting_id=meeting.id,
        number=1,
        kind=MotionKind.ORDINARY,
        title="通过年度计划",
        text="通过年度计划",
        secret=False,
        candidates=[],
        drafted_by=ident("organiser"),
        drafted_at=_AT,
        **where,
    )
    await _add(session, motion)
    resolution = Resolution(
        meeting_id=meeting.id,
        motion_id=motion.id,
        organisation_id=where["branch_id"],
        year=2026,
        number=meeting.number or 0,
        title="通过年度计划",
        text="通过年度计划",
        by_id=ident("organiser"),
        at=_AT,
        **where,
    )
    await _add(session, resolution)
    return motion, resolution


async def _add(session: AsyncSession, row: Any) -> UUID:
    session.add(row)
    await session.flush()
    found: UUID = row.id
    return found
