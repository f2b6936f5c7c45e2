"""Who is told what of claims, objections and results; each in the transaction of the act."""

from datetime import timedelta
from uuid import UUID

from shared.auth.policy import COMMITTEE, Role
from shared.messages import LOOKS_BACK, Kind, Message, Messenger

from .. import messages as kinds
from ..models import Claim, ClaimState, Objection, ObjectionState, Origin, Period
from ..queries import objections as queries


async def claim_moved(to: Messenger, claim: Claim) -> None:
    """Whoever it waits for now, once a day however many wait; or whose it is."""
    if claim.origin is Origin.DISCIPLINE:
        await to.send(kinds.MATTER_DECIDED.of(f"/v1/claims/{claim.id}", claim.id), [claim.member_id])
        return
    match claim.state:
        case ClaimState.SUBMITTED:
            waits = kinds.CLAIM_WAITS_FOR_GROUP.of("/v1/claims?state=submitted", f"{claim.group_id}/{to.on}")
            await to.send(waits, await to.holders([claim.group_id], Role.GROUP_LEADER))
        case ClaimState.GROUP_CHECKED:
            waits = kinds.CLAIM_WAITS_FOR_COMMITTEE.of(
                "/v1/claims?state=group_checked", f"{claim.branch_id}/{to.on}"
            )
            await to.send(waits, await to.holders([claim.branch_id], *COMMITTEE))
        case ClaimState.RETURNED:
            await to.send(_of_claim(kinds.CLAIM_RETURNED, claim), [claim.member_id])
        case ClaimState.APPROVED | ClaimState.REJECTED:
            await to.send(_of_claim(kinds.CLAIM_DECIDED, claim), [claim.member_id])
        case _:
            pass


def _of_claim(kind: Kind, claim: Claim) -> Message:
    key = f"{claim.id}/{claim.revision}"
    return kind.of(f"/v1/claims/{claim.id}", key, item=claim.item_code, on=claim.occurred_on)


async def matter_opened(to: Messenger, claim: Claim) -> None:
    """The committee without whom it concerns, and whom it concerns."""
    waits = kinds.CLAIM_WAITS_FOR_COMMITTEE.of("/v1/claims?state=group_checked", f"{claim.branch_id}/{to.on}")
    judges = set(await to.holders([claim.branch_id], *COMMITTEE)) - {claim.member_id}
    own = kinds.MATTER_OPENED.of(f"/v1/claims/{claim.id}", claim.id)
    await to.send_all([(waits, judges), (own, [claim.member_id])])


async def matter_withdrawn(to: Messenger, claim: Claim) -> None:
    """Whom it concerned: what was told holds no longer."""
    message = kinds.MATTER_OPENED.of(f"/v1/claims/{claim.id}", claim.id, revision=2, withdrawn=True)
    await to.send(message, [claim.member_id])


async def matter_noted(to: Messenger, member_id: UUID, period: Period) -> None:
    """The committee, without whom it concerns: the scheme has no item for it."""
    message = kinds.MATTER_NOTED.of(
        f"/v1/discipline-references?person_id={member_id}", f"{period.id}/{member_id}/{to.on}"
    )
    await to.send(message, set(await to.holders([period.branch_id], *COMMITTEE)) - {member_id})


async def objection_filed(to: Messenger, row: Objection) -> None:
    """The committee, which has to answer."""
    message = _of_objection(kinds.OBJECTION_FILED, row)
    await to.send(message, await to.holders([row.branch_id], *COMMITTEE))


async def objection_appealed(to: Messenger, row: Objection) -> None:
    """The officers above."""
    message = _of_objection(kinds.OBJECTION_APPEALED, row)
    await to.send(message, await to.above(row.branch_id, Role.HIGHER_OFFICER))


async def objection_answered(to: Messenger, row: Objection) -> None:
    """Whoever objected, and whose line was corrected."""
    told: list[tuple[Message, list[UUID | None]]] = [
        (_of_objection(kinds.OBJECTION_ANSWERED, row, row.revision), [row.by_id])
    ]
    if row.state is ObjectionState.UPHELD and row.member_id != row.by_id:
        about = f"/v1/periods/{row.period_id}"
        told.append((kinds.LINE_CORRECTED.of(about, f"{row.id}/{row.revision}"), [row.member_id]))
    await to.send_all(told)


def _of_objection(kind: Kind, row: Objection, suffix: object = "") -> Message:
    key = f"{row.id}/{suffix}" if suffix else row.id
    return kind.of(f"/v1/objections/{row.id}", key, until=row.answer_due_on)


async def notice_opened(to: Messenger, period: Period, people: list[UUID]) -> None:
    """Every member of the branch; and who has a line there and has moved on, who reads that line alone."""
    members = await to.members(period.branch_id)

    def message(about: str) -> Message:
        return kinds.NOTICE_OPENED.of(about, period.id, period=period.code, until=period.publicity_until)

    notice, line = f"/v1/periods/{period.id}/notice", f"/v1/results?period_id={period.id}"
    await to.send_all([(message(notice), members), (message(line), {*people} - {*members})])


async def results_final(to: Messenger, period: Period, people: list[UUID]) -> None:
    """Everybody who has a result."""
    await to.send(
        kinds.RESULT_FINAL.of(f"/v1/results?period_id={period.id}", period.id, period=period.code), people
    )


async def grades_confirmed(to: Messenger, period: Period, people: list[UUID]) -> None:
    """Everybody whose grade it is; a confirmed grade is not confirmed again."""
    await to.send(
        kinds.GRADE_CONFIRMED.of(f"/v1/results?period_id={period.id}", period.id, period=period.code), people
    )


async def remind(to: Messenger) -> None:
    """Committees of objections whose answer is due tomorrow, and of those overdue since a week at most, once each."""
    found = await queries.unanswered(to.session, to.on - LOOKS_BACK, to.on + timedelta(days=1))
    committees = await queries.committees(to.session, {row.branch_id for row in found}, to.on)
    await to.send_all(
        (
            _of_objection(kinds.OBJECTION_OVERDUE if row.answer_due_on < to.on else kinds.OBJECTION_DUE, row),
            committees.get(row.branch_id, []),
        )
        for row in found
        if row.answer_due_on != to.on
    )
