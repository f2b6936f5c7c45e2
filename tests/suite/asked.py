"""What a branch asks of many, in each place of the factory: a debate with what is said, an evaluation, a duty."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.activities.models import (
    Contender,
    ContenderKind,
    Contribution,
    ContributionVersion,
    Debate,
    Duty,
    Evaluation,
    EvaluationCategory,
    EvaluationMethod,
    LessonAudience,
    Meeting,
    MeetingMaterial,
    MeetingOutcome,
    Programme,
    Purpose,
    Sitting,
    Undertaking,
    UndertakingState,
)
from tests.points.world import ident

_AT = datetime(2026, 9, 14, 4, tzinfo=UTC)


async def debated(session: AsyncSession, member: str, where: dict[str, Any]) -> Contribution:
    """What the member says to an open question of the branch."""
    act: dict[str, Any] = {"by_id": ident("organiser"), "at": _AT}
    debate = Debate(
        audience=LessonAudience.BRANCH,
        question="夜班巡检能否改为两人一组?",
        sides=[],
        opens_at=_AT,
        closes_at=_AT + timedelta(days=10),
        moderator_id=ident("leader"),
        **act,
        **where,
    )
    debate_id = await _add(session, debate)
    said = Contribution(debate_id=debate_id, person_id=ident(member), number=1, said_at=_AT)
    contribution_id = await _add(session, said)
    act |= {"contribution_id": contribution_id, "by_id": ident(member)}
    await _add(session, ContributionVersion(number=1, text="一人有风险。", **act))
    return said


async def evaluated(session: AsyncSession, member: str, where: dict[str, Any]) -> dict[str, UUID]:
    """An evaluation of the branch that collects, its one category and what stands in it."""
    act: dict[str, Any] = {"by_id": ident("organiser"), "at": _AT}
    evaluation = Evaluation(
        organisation_id=where["branch_id"],
        year=2026,
        title=f"四个最优({member})",
        proposals_until=_AT + timedelta(days=5),
        judging_until=_AT + timedelta(days=10),
        **act,
    )
    evaluation_id = await _add(session, evaluation)
    category = EvaluationCategory(
        evaluation_id=evaluation_id,
        number=1,
        title="最优活动阵地",
        kind=ContenderKind.TEXT,
        method=EvaluationMethod.VOTE,
        per_branch=5,
        winners=1,
    )
    category_id = await _add(session, category)
    stands: dict[str, Any] = {"evaluation_id": evaluation_id, "category_id": category_id, "number": 1}
    contender = Contender(title="党员活动室", description="制度上墙。", **stands, **act, **where)
    return {
        "evaluation_id": evaluation_id,
        "category_id": category_id,
        "contender_id": await _add(session, contender),
    }


async def arranged(
    session: AsyncSession, meeting: Meeting, sitting: Sitting, material_id: UUID, whose: dict[str, Any]
) -> tuple[UUID, dict[str, UUID]]:
    """Who does what, what follows what, what to read, and what the meeting led to."""
    act: dict[str, Any] = {"by_id": ident("organiser"), "at": _AT}
    duty_id = await _add(session, Duty(sitting_id=sitting.id, title="摄影", needed=20, **act))
    part = {"title": "签到", "minutes": 10, "duty_id": str(duty_id), "speaker_id": None}
    session.add(Programme(sitting_id=sitting.id, parts=[part], **act))
    read = Purpose.PRE_STUDY
    await _add(
        session,
        MeetingMaterial(meeting_id=meeting.id, material_id=material_id, number=1, purpose=read, **act),
    )
    asked_for = Undertaking(duty_id=duty_id, state=UndertakingState.ASKED, **act, **whose)
    outcome = MeetingOutcome(
        meeting_id=meeting.id, noun="entries", target_id=ident("entry"), title="查隐患得分", **act
    )
    undertaking_id = await _add(session, asked_for)
    return undertaking_id, {"duty_id": duty_id, "outcome_id": await _add(session, outcome)}


async def _add(session: AsyncSession, row: Any) -> UUID:
    session.add(row)
    await session.flush()
    found: UUID = row.id
    return found
