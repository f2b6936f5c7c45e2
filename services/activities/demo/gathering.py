"""One meeting of the demo branch from its plan to its signed minutes, as far as the days have come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from shared.auth.policy import Role

from ..models import AttendanceState as State
from ..models import MakeUp, Mark, Meeting, MeetingKind, RollLine, RollStanding, ScanMethod, Sitting
from ..queries import meetings as meeting_queries
from ..queries import rolls as roll_queries
from ..rules.rolls import exempt
from ..usecases import leaves, make_ups, meetings, minutes, rolls, scans
from ..usecases.scans import Seen, Sent
from .scene import Scene
from .story import LEAVES, MAKE_UP, UNWELL, Subject

PLANNED_BEFORE, NOTICED_BEFORE = timedelta(days=12), timedelta(days=6)
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
# Of a thousand who are expected: so many stay away without a word, and so many of the rest are on leave or late.
_AWAY, _LEAVE, _LATE = 25, 80, 100
_TO_THE_SECOND = 4
"""One in so many has the late shift and comes to the second sitting, where there are two."""
_WHOLE_BRANCH = frozenset({MeetingKind.MEMBERS, MeetingKind.THEME_DAY, MeetingKind.LECTURE})
"""Here people redeem the room's code; at the others the recorder keeps a list."""


@dataclass
class Gathering:
    """A meeting and the day on which it is held; what happened at it is drawn when it is looked at."""

    scene: Scene
    meeting: Meeting
    day: date
    subject: Subject
    luck: Random
    leaving: list[Seen] = field(default_factory=list)

    async def notice(self) -> bool:
        """Give notice, if the day for it has come; says whether it was given."""
        day = self.day - NOTICED_BEFORE
        if not self.scene.is_past(day):
            return False
        session, by = self.scene.session, self.scene.one(Role.ORGANISATION)
        at = self.scene.at(day)
        await meetings.notice(session, self.scene.teller, self.meeting, zone=self.scene.zone, by=by, at=at)
        unwell = await self._line_of(self.scene.cast.unwell)
        if unwell:
            await rolls.mark(
                session,
                self.scene.teller,
                self.meeting,
                unwell,
                excluded_reason=None,
                excluded_approval=None,
                exempt_reason=UNWELL,
                at=at,
            )
        return True

    async def _line_of(self, person_id: UUID) -> RollLine | None:
        found = await roll_queries.lines(self.scene.session, [self.meeting.id], [person_id])
        return found.get((self.meeting.id, person_id))

    async def open(self) -> list[RollLine]:
        """Everybody who is expected is drawn a fate; those who cannot come ask before. The lines of who comes."""
        lines = [each for each in await self._lines() if not exempt(each)]
        fates = {line.person_id: self._fate(line) for line in lines}
        for line in lines:
            if fates[line.person_id] < _LEAVE and fates[line.person_id] >= _AWAY:
                await self.ask_leave(line.person_id)
        await meetings.open_(
            self.scene.session,
            self.meeting,
            by=self.chair,
            at=self.scene.at(self.day, "07:30"),
        )
        coming = [line for line in lines if fates[line.person_id] >= _LEAVE]
        await self._come(coming, {line.person_id for line in coming if fates[line.person_id] < _LATE})
        return coming

    @property
    def chair(self) -> UUID:
        """Every meeting of the demo names one."""
        return self.meeting.chair_id or self.scene.one(Role.SECRETARY)

    @property
    def recorder(self) -> UUID:
        """And this too."""
        return self.meeting.recorder_id or self.scene.one(Role.PUBLICITY)

    def _fate(self, line: RollLine) -> int:
        drawn = self.luck.randrange(1000)
        leads = line.person_id in {self.chair, self.recorder}
        return 999 if leads or line.standing is RollStanding.GUEST else drawn

    async def _lines(self) -> list[RollLine]:
        found = await roll_queries.of_meeting(self.scene.session, self.meeting.id)
        return sorted(found, key=lambda line: line.person_id)

    async def ask_leave(self, person_id: UUID, *, decided: bool = True) -> None:
        """The day before, and answered that evening."""
        kind, reason = LEAVES[self.luck.randrange(len(LEAVES))]
        eve = min(self.day, self.scene.on) - _DAY
        leave = await leaves.ask(
            self.scene.session,
            self.meeting,
            person_id,
            kind=kind,
            emergency=False,
            reason=reason,
            at=self.scene.at(eve, "12:10"),
        )
        if decided:
            await leaves.decide(
                self.scene.session,
                self.scene.teller,
                leave,
                granted=True,
                reason=None,
                by=self.scene.cast.leader_for(person_id),
                roles=frozenset({Role.GROUP_LEADER}),
                at=self.scene.at(eve),
            )

    async def _come(self, coming: Sequence[RollLine], late: set[UUID]) -> None:
        sittings = await self._sittings()
        by_code = self.meeting.kind in _WHOLE_BRANCH
        marks: list[Seen] = []
        for line in coming:
            person_id = line.person_id
            second = len(sittings) > 1 and self.luck.randrange(_TO_THE_SECOND) == 0
            sitting = sittings[1 if second and person_id not in {self.chair, self.recorder} else 0]
            marks.append(self._in(sitting, person_id, is_late=person_id in late, by_code=by_code))
            if by_code:
                self.leaving.append(self._out(sitting, person_id))
        await self._record(marks, ScanMethod.CODE if by_code else ScanMethod.LIST)

    async def _sittings(self) -> list[Sitting]:
        held = (await meeting_queries.sittings(self.scene.session, [self.meeting.id]))[self.meeting.id]
        return sorted(held, key=lambda each: each.starts_at)

    async def _record(self, marks: Sequence[Seen], method: ScanMethod) -> None:
        sittings = {each.id: each for each in await self._sittings()}
        await scans.record(self.scene.session, marks, sittings, Sent(method), self.scene.zone)

    def _in(self, sitting: Sitting, person_id: UUID, *, is_late: bool, by_code: bool) -> Seen:
        minutes_after = self.luck.randrange(18, 36) if is_late else -self.luck.randrange(1, 16)
        at = sitting.starts_at + minutes_after * _MINUTE
        by = person_id if by_code else self.recorder
        return Seen(sitting.id, person_id, Mark.IN, at, by, at, f"demo-in-{self.meeting.id}-{person_id}")

    def _out(self, sitting: Sitting, person_id: UUID) -> Seen:
        at = sitting.ends_at + self.luck.randrange(1, 8) * _MINUTE
        nonce = f"demo-out-{self.meeting.id}-{person_id}"
        return Seen(sitting.id, person_id, Mark.OUT, at, person_id, at, nonce)

    async def close(self) -> None:
        """When people have left after the last sitting, and what follows in the days after it."""
        if self.leaving:
            await self._record(self.leaving, ScanMethod.CODE)
        at = self.scene.at(self.day, "23:00")
        await meetings.close(
            self.scene.session,
            self.scene.teller,
            self.meeting,
            zone=self.scene.zone,
            by=self.chair,
            at=at,
        )
        await self._write_down()
        await self._make_up()

    async def _write_down(self) -> None:
        """Drafted on the next day, checked a day later, signed on the third."""
        session, scene = self.scene.session, self.scene
        speakers = [self.chair, *scene.cast.plain[:1]]
        said = [
            {"speaker_id": str(speaker), "point": point}
            for speaker, point in zip(speakers, self.subject.said, strict=True)
        ]
        text = minutes.Text(self.subject.came_of_it, said, None)
        days = [self.day + number * _DAY for number in (1, 2, 3)]
        if scene.is_past(days[0]):
            at = scene.at(days[0])
            await minutes.draft(session, self.meeting, text, after=0, by=self.recorder, grants=(), at=at)
        if scene.is_past(days[1]):
            checker = scene.cast.besides(self.recorder, self.chair)
            await minutes.check(
                session,
                self.meeting,
                version=1,
                accepted=True,
                reason=None,
                by=checker,
                at=scene.at(days[1]),
            )
        if scene.is_past(days[2]):
            at = scene.at(days[2])
            await minutes.sign(session, self.meeting, version=1, by=self.chair, grants=(), at=at)

    async def _make_up(self) -> None:
        """Whoever was on leave makes up for it in time; of those who stayed away, one in two."""
        query = select(MakeUp).where(col(MakeUp.meeting_id) == self.meeting.id)
        for owed in (await self.scene.session.execute(query.order_by(col(MakeUp.person_id)))).scalars().all():
            willing = owed.cause is State.ON_LEAVE or self.luck.randrange(2) == 0
            handed_in, confirmed = self.day + 3 * _DAY, self.day + 5 * _DAY
            if not willing or not self.scene.is_past(handed_in):
                continue
            at = self.scene.at(handed_in)
            await make_ups.hand_in(self.scene.session, owed, MAKE_UP, zone=self.scene.zone, at=at)
            if self.scene.is_past(confirmed):
                by = self.scene.cast.leader_for(owed.person_id)
                at = self.scene.at(confirmed)
                await make_ups.confirm(self.scene.session, self.scene.teller, owed, by=by, at=at)
