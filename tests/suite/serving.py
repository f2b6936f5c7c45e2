"""What volunteering has in each place of the factory: one row of every noun that a route may refer to."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.volunteering.models import (
    Confirmation,
    Consent,
    Dispute,
    NoShow,
    NoShowState,
    ProjectState,
    Qualification,
    RecordState,
    ServiceRecord,
    SharedField,
    Shift,
    ShiftRole,
    Side,
    SignUp,
    SignUpState,
    StarLevel,
    StarState,
    Volunteer,
    VolunteerCount,
)
from services.volunteering.queries.record_sheets import Days
from services.volunteering.rules.feedback_letters import digest
from services.volunteering.rules.spans import busy
from services.volunteering.usecases import feedback_letters, record_sheets
from shared.auth.policy import Role
from tests.points.world import ident
from tests.support.issuer import ISSUER
from tests.volunteering.records import a_project, a_shift, record_of

from . import giving, reporting
from .rows import add
from .targets import BY_ROLE, COMMUNITY, Target
from .who import Who

_AT = datetime(2026, 9, 14, 4, tzinfo=UTC)
_HELPED = datetime(2026, 6, 13, 1, tzinfo=UTC)
_SERVED = datetime(2026, 9, 12, 1, tzinfo=UTC)
_TO_SERVE = datetime(2026, 9, 19, 1, tzinfo=UTC)
_TODAY = date(2026, 9, 15)
_HOURS = timedelta(hours=3)
_FIELDS = [SharedField.NAME, SharedField.SKILLS, SharedField.HOURS]


async def furnish(session: AsyncSession, who: Who) -> dict[str, Target]:
    """A volunteer who has served before, whose last hours are public, and who is to serve on Saturday."""
    count = await session.get_one(VolunteerCount, 1)
    count.last += 1
    community = Target(ident(who.community), None, None, None, who.community, anyones=True)
    committee = Target(ident("organiser"), None, None, None, anyones=True)
    circle = Target(ident("power"), None, None, None, anyones=True)
    found = {"community_id": community, "committee_id": committee, "circle_id": circle}
    # Where communities are, everybody may know who may ask at all.
    found["organization_id"] = replace(community, community=COMMUNITY)
    found |= await _self(session, who, count.last) | await _project(session, who, count.last)
    found |= await _papers(session, who)
    return found | await reporting.furnish(session, who, count.last) | await giving.furnish(session, who)


async def _self(session: AsyncSession, who: Who, sequence: int) -> dict[str, Target]:
    person: dict[str, Any] = {"person_id": who.person_id}
    volunteer = Volunteer(sequence=sequence, skills=[], wishes=[], registered_at=_AT, **person)
    words: dict[str, Any] = {"fields": _FIELDS, "wording": "1", "given_at": _AT} | person
    session.add(Consent(community_id=ident(who.community), **words))
    paper = Qualification(code="first_aid", title="急救员证", stated_at=_AT, **person)
    # Of whom no branch answers for, every safety officer looks at the papers.
    lookers = () if who.branch else (BY_ROLE[Role.SAFETY_OFFICER],)
    # The walk takes back what it may: not that by which the community sees everybody.
    elsewhere = Consent(community_id=ident("third community"), **words)
    star = StarLevel(
        branch_id=ident(who.serving),
        level=1,
        needed_minutes=6000,
        shown=True,
        state=StarState.AWARDED,
        applied_at=_AT,
        **person,
    )
    return {
        "volunteer_id": who.as_volunteer(await add(session, volunteer)),
        "qualification_id": who.as_volunteer(await add(session, paper), beside=lookers),
        "consent_id": Target(await add(session, elsewhere), who.person_id, None, None),
        "star_level_id": Target(await add(session, star), who.person_id, None, who.serving),
    }


async def _project(session: AsyncSession, who: Who, sequence: int) -> dict[str, Target]:
    """It takes volunteers; of one shift of it the hours are public, in the next the person holds a place."""
    words: dict[str, Any] = {
        "state": ProjectState.RECRUITING,
        "rating": None,
        "branch_id": ident(who.serving),
    }
    project, other = (a_project(ident(who.community), _AT, **words) for _ in range(2))
    project_id = await add(session, project)
    earlier, past, shift = (a_shift(project, at, at + _HOURS) for at in (_HELPED, _SERVED, _TO_SERVE))
    for each in (earlier, past, shift):
        await add(session, each)
    role = ShiftRole(shift_id=shift.id, code="helper", title="检修员", slots=9, taken=1)
    role_id = await add(session, role)
    sign_up_id = await add(session, _sign_up(who, shift, role_id, sequence))
    marked: dict[str, Any] = {"side": Side.BRANCH, "marked_by": ident("organiser"), "marked_at": _AT}
    await add(session, NoShow(sign_up_id=sign_up_id, state=NoShowState.STANDS, **marked))
    await _record(session, who, record_of(earlier, sequence, 120), RecordState.FINAL)
    record_id = await _record(session, who, record_of(past, sequence, 120), RecordState.IN_PUBLICITY)
    doubt = Dispute(record_id=record_id, round=1, reason="时间不对", by_id=ident("leader"), at=_AT)
    return {
        "project_id": who.between(project_id),
        "service_id": who.between(await add(session, other)),
        "shift_id": who.between(shift.id),
        "role_id": who.between(role_id),
        "sign_up_id": who.in_service(sign_up_id),
        "record_id": who.in_service(record_id),
        "dispute_id": who.in_service(await add(session, doubt)),
    }


def _sign_up(who: Who, shift: Shift, role_id: UUID, sequence: int) -> SignUp:
    busy_from, busy_until = busy(sequence, shift.starts_at, shift.ends_at)
    return SignUp(
        shift_id=shift.id,
        role_id=role_id,
        project_id=shift.project_id,
        person_id=who.person_id,
        home_branch_id=who.home_id,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        busy_from=busy_from,
        busy_until=busy_until,
        state=SignUpState.CONFIRMED,
        signed_at=_AT,
        **who.where,
    )


async def _record(session: AsyncSession, who: Who, whole: dict[str, Any], state: RecordState) -> UUID:
    """With the word of each side."""
    whose: dict[str, Any] = {"person_id": who.person_id, "home_branch_id": who.home_id}
    record = ServiceRecord(state=state, served_on=whole["starts_at"].date(), **whose, **whole)
    record_id = await add(session, record)
    for side, by in ((Side.COMMUNITY, "officer"), (Side.BRANCH, "organiser")):
        said = Confirmation(
            record_id=record_id, round=1, side=side, minutes=120, by_id=ident(by), at=record.entered_at
        )
        await add(session, said)
    return record_id


async def _papers(session: AsyncSession, who: Who) -> dict[str, Target]:
    """The record sheet of the person, and the letter about everybody who served in the second quarter."""
    days = Days(who.person_id, from_on=date(2026, 1, 1), until_on=date(2026, 6, 30), **who.where)
    desk = record_sheets.Desk(ISSUER, None)
    sheet = await record_sheets.issue(session, days, desk, on=_TODAY, at=_AT)
    found = {"sheet_id": Target(sheet.id, who.person_id, None, who.serving)}
    if who.home_id is None:
        return found  # nobody writes to a branch about those who belong to none
    addressed = feedback_letters.Addressed(ident(who.community), who.home_id, "2026-Q2")
    told, _ = await feedback_letters.drafted(session, addressed, _TODAY)
    letter = await feedback_letters.sign(
        session,
        addressed,
        conduct="认真负责",
        seen=digest(told),
        by=ident("officer"),
        at=_AT,
        today=_TODAY,
    )
    return found | {"letter_id": who.between(letter.id)}
