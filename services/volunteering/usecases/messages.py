"""Who is told what of shifts, hours, no-shows, letters, stars, gifts and reports; in the transaction of the act."""

from uuid import UUID
from zoneinfo import ZoneInfo

from shared.auth.policy import COMMITTEE, Role
from shared.messages import Kind, Message, Messenger, by_clock

from .. import messages as kinds
from ..models import (
    Dispute,
    FeedbackLetter,
    NoShow,
    RecordState,
    ServiceRecord,
    Shift,
    Side,
    SignUp,
    StarLevel,
    UnitReport,
    UseReport,
)
from ..queries import reminders as queries
from ..queries.reminders import People

_BY_STATE = {
    RecordState.IN_PUBLICITY: kinds.RECORD_PUBLISHED,
    RecordState.REFUSED: kinds.RECORD_REFUSED,
    RecordState.DISPUTED: kinds.RECORD_DISPUTED,
}


async def shift_cancelled(to: Messenger, shift: Shift, zone: ZoneInfo) -> None:
    """Everybody whose sign-up ended with it."""
    await _of_shifts(to, kinds.SHIFT_CANCELLED, await queries.cancelled(to.session, shift_id=shift.id), zone)


async def project_cancelled(to: Messenger, project_id: UUID, zone: ZoneInfo) -> None:
    """Everybody whose sign-up ended with one of its shifts."""
    found = await queries.cancelled(to.session, project_id=project_id)
    await _of_shifts(to, kinds.SHIFT_CANCELLED, found, zone)


async def _of_shifts(to: Messenger, kind: Kind, found: People, zone: ZoneInfo) -> None:
    await to.send_all((_of_shift(kind, shift, zone), people) for shift, people in found.values())


def _of_shift(kind: Kind, shift: Shift, zone: ZoneInfo) -> Message:
    about, when = f"/v1/shifts/{shift.id}", by_clock(shift.starts_at, zone)
    return kind.of(about, shift.id, due_at=shift.starts_at, when=when, place=shift.place)


async def record_moved(to: Messenger, row: ServiceRecord) -> None:
    """Whose hours they are, once both sides have spoken and something came of it.

    Of a correction of what is final they hear when it is final in its turn.
    """
    if kind := _BY_STATE.get(row.state):
        await to.send(_of_record(kind, row), [row.person_id])


async def record_final(to: Messenger, row: ServiceRecord) -> None:
    """Whose hours they are, and again when a correction is."""
    await to.send(_of_record(kinds.RECORD_FINAL, row), [row.person_id])


async def record_voided(to: Messenger, row: ServiceRecord) -> None:
    """Whose hours they were, once the second word is spoken too."""
    if row.state is RecordState.VOIDED:
        await to.send(_of_record(kinds.RECORD_VOIDED, row), [row.person_id])


async def record_corrected(to: Messenger, row: ServiceRecord) -> None:
    """Whose hours they are."""
    await to.send(_of_record(kinds.RECORD_CORRECTED, row), [row.person_id])


def _of_record(kind: Kind, row: ServiceRecord) -> Message:
    key = f"{row.id}/{row.round}/{row.told}"
    return kind.of(f"/v1/service-records/{row.id}", key, on=row.served_on)


async def record_disputed(to: Messenger, row: ServiceRecord, dispute: Dispute) -> None:
    """Whose hours they are, unless they doubt them, and the secretaries, who answer."""
    waits = kinds.DISPUTE_WAITS.of("/v1/disputes", dispute.id)
    own = kinds.RECORD_DISPUTED.of(f"/v1/service-records/{row.id}", dispute.id, on=row.served_on)
    secretaries = await to.holders([row.branch_id], Role.SECRETARY, Role.DEPUTY_SECRETARY)
    await to.send_all(
        [(own, [row.person_id] if row.person_id != dispute.by_id else []), (waits, secretaries)]
    )


async def dispute_answered(to: Messenger, row: ServiceRecord, dispute: Dispute) -> None:
    """Whoever doubted, and whose hours they are."""
    message = kinds.DISPUTE_ANSWERED.of(f"/v1/service-records/{row.id}", dispute.id)
    await to.send(message, [dispute.by_id, row.person_id])


async def no_show_marked(to: Messenger, sign_up: SignUp, row: NoShow) -> None:
    """Who is said not to have come."""
    await to.send(_of_no_show(kinds.NO_SHOW_MARKED, sign_up, row), [sign_up.person_id])


async def no_show_appealed(to: Messenger, sign_up: SignUp, row: NoShow) -> None:
    """The side that did not mark it, and answers."""
    if row.side is Side.COMMUNITY:
        people = await to.holders([sign_up.branch_id], *COMMITTEE)
    else:
        people = await to.holders([sign_up.community_id], Role.COMMUNITY_OFFICER)
    await to.send(_of_no_show(kinds.NO_SHOW_APPEALED, sign_up, row), people)


async def no_show_answered(to: Messenger, sign_up: SignUp, row: NoShow) -> None:
    """Whoever appealed."""
    await to.send(_of_no_show(kinds.NO_SHOW_ANSWERED, sign_up, row), [sign_up.person_id])


def _of_no_show(kind: Kind, sign_up: SignUp, row: NoShow) -> Message:
    return kind.of(f"/v1/sign-ups/{sign_up.id}/no-show", row.id)


async def feedback_letter_arrived(to: Messenger, row: FeedbackLetter) -> None:
    """The committee that it was written to."""
    about = f"/v1/feedback-letters/{row.id}"
    message = kinds.FEEDBACK_LETTER_ARRIVED.of(about, row.id, quarter=row.quarter)
    await to.send(message, await to.holders([row.branch_id], *COMMITTEE))


async def star_decided(to: Messenger, row: StarLevel) -> None:
    """Who applied for it."""
    message = kinds.STAR_DECIDED.of(f"/v1/star-levels/{row.id}", f"{row.id}/{row.revision}")
    await to.send(message, [row.person_id])


async def donation_used(to: Messenger, row: UseReport) -> None:
    """Everybody who gave by name."""
    message = kinds.DONATION_USED.of(f"/v1/drives/{row.drive_id}/use-reports", row.id)
    await to.send(message, await queries.donors(to.session, row.drive_id))


async def unit_report_arrived(to: Messenger, row: UnitReport) -> None:
    """The officers of the community."""
    message = kinds.UNIT_REPORT_ARRIVED.of(f"/v1/unit-reports/{row.id}", row.id)
    await to.send(message, await to.holders([row.community_id], Role.COMMUNITY_OFFICER))


async def unit_report_answered(to: Messenger, row: UnitReport) -> None:
    """The committee of the branch."""
    message = kinds.UNIT_REPORT_ANSWERED.of(f"/v1/unit-reports/{row.id}", f"{row.id}/{row.state.value}")
    await to.send(message, await to.holders([row.branch_id], *COMMITTEE))


async def remind(to: Messenger, zone: ZoneInfo) -> None:
    """Everybody who serves tomorrow, in three statements."""
    found = await queries.coming(to.session, *to.tomorrow(zone))
    await _of_shifts(to, kinds.SHIFT_TOMORROW, found, zone)
