"""Claims: written, submitted, checked by the group, decided by the committee, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Claim, ClaimState, Decision, Evidence, GroupCheck, Origin, StoredFile
from ..queries import claims as queries
from ..queries import files, periods, schemes
from ..queries.members import belonging, leads
from ..rules import claims as rules
from ..rules import entries
from ..rules import periods as period_rules
from ..rules.worth import item_of, may_come_from, worth
from .desk import Place, placed
from .posting import Post, post, posted


@dataclass(frozen=True, slots=True)
class Deed:
    """What the member says was done."""

    item_code: str
    occurred_on: date
    statement: str
    quantity: Decimal = Decimal(1)
    points: Decimal | None = None
    level: str | None = None
    share: str | None = None
    achievement: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence: exactly one of the three."""

    text: str | None = None
    link: str | None = None
    file_id: UUID | None = None


async def write(
    session: AsyncSession,
    deed: Deed,
    proofs: Sequence[Proof],
    *,
    by: UUID,
    at: datetime,
    today: date,
    submit: bool,
) -> Claim:
    """A new claim, as a draft or submitted at once.

    Raises DateOutsidePeriod, ClaimInFuture, ClaimTooLate, ItemUnknown, SourceNotAllowed, ClaimTwice, FileMissing
    and the refusals of `worth`.
    """
    place = await _place(session, by, deed.occurred_on)
    rules.in_time(deed.occurred_on, today, place.period, place.text.parameters)
    claim = Claim(
        branch_id=place.belongs.branch_id,
        group_id=place.belongs.group_id,
        period_id=place.period.id,
        member_id=by,
        origin=Origin.CLAIM,
        filed_by=by,
        filed_role="member",
        asked=_worth(place, deed),
        written_at=at,
        **_deed_columns(deed),
    )
    await _stand(session, claim)
    await _attach(session, claim, proofs)
    if submit:
        await _hand_in(session, claim, at, today)
    return claim


async def rewrite(
    session: AsyncSession, claim: Claim, deed: Deed, proofs: Sequence[Proof], *, today: date
) -> Claim:
    """A draft or returned claim with other content. Raises as `write`, and NotOwnWords, ClaimNotInState."""
    rules.own_words(claim)
    rules.needs(claim, ClaimState.DRAFT, ClaimState.RETURNED)
    place = await _place(session, claim.member_id, deed.occurred_on)
    rules.in_time(deed.occurred_on, today, place.period, place.text.parameters)
    for name, value in _deed_columns(deed).items():
        setattr(claim, name, value)
    claim.asked = _worth(place, deed)
    # The day decides, and a member who has moved may put one in the new branch.
    claim.period_id, claim.branch_id, claim.group_id = (
        place.period.id,
        place.belongs.branch_id,
        place.belongs.group_id,
    )
    await _stand(session, claim)
    for old in (await queries.whole(session, [claim]))[0].evidence:
        await session.delete(old)
    await session.flush()
    await _attach(session, claim, proofs)
    return claim


async def submit(session: AsyncSession, claim: Claim, *, at: datetime, today: date) -> Claim:
    """Hand a draft or returned claim in. Raises NotOwnWords, ClaimNotInState, DateOutsidePeriod, ClaimTooLate."""
    rules.own_words(claim)
    rules.needs(claim, ClaimState.DRAFT, ClaimState.RETURNED)
    await _hand_in(session, claim, at, today)
    return claim


async def withdraw(session: AsyncSession, claim: Claim) -> Claim:
    """Take the own claim back before it is decided. Raises NotOwnWords, ClaimNotInState."""
    rules.own_words(claim)
    rules.needs(claim, ClaimState.DRAFT, ClaimState.RETURNED, *queries.PENDING)
    claim.state = ClaimState.WITHDRAWN
    await session.flush()
    return claim


async def check(
    session: AsyncSession, claim: Claim, verdict: str, *, reason: str | None, by: UUID, at: datetime
) -> Claim:
    """The group leader's word: `endorsed` or `returned`. Raises OwnClaim, ClaimNotInState, ReasonMissing."""
    rules.may_judge(claim, by)
    rules.needs(claim, ClaimState.SUBMITTED)
    if verdict == "returned" and not reason:
        raise rules.ReasonMissing
    session.add(GroupCheck(claim_id=claim.id, verdict=verdict, reason=reason, by_id=by, at=at))
    claim.state = ClaimState.GROUP_CHECKED if verdict == "endorsed" else ClaimState.RETURNED
    await session.flush()
    return claim


async def decide(
    session: AsyncSession,
    claim: Claim,
    verdict: str,
    *,
    points: Decimal | None,
    reason: str | None,
    by: UUID,
    role: str,
    at: datetime,
) -> Claim:
    """The committee's word: `approved` (perhaps with fewer points), `rejected` or `returned`. Approval posts.

    Raises OwnClaim, AlreadyChecked, ClaimNotInState, NothingToReturn, ReasonMissing, MoreThanAsked, PeriodClosed.
    """
    rules.may_judge(claim, by, await queries.checkers(session, claim.id))
    rules.needs(claim, ClaimState.GROUP_CHECKED)
    rules.may_return(claim, verdict)
    given = rules.granted(claim, verdict, points, reason)
    period = await periods.by_id(session, claim.period_id)
    period_rules.takes_entries(period)
    session.add(Decision(claim_id=claim.id, verdict=verdict, points=given, reason=reason, by_id=by, at=at))
    claim.state = {
        "approved": ClaimState.APPROVED,
        "rejected": ClaimState.REJECTED,
        "returned": ClaimState.RETURNED,
    }[verdict]
    if verdict == "approved":
        claim.entry_id = await _post_entry(session, claim, given, period.code, by, role, at)
    await session.flush()
    return claim


async def _post_entry(
    session: AsyncSession, claim: Claim, points: Decimal, period_code: str, by: UUID, role: str, at: datetime
) -> UUID:
    values = entries.of_claim(claim, points=points, by_id=by, role=role, at=at)
    written = Post(values, period_code, period_rules.TAKES_ENTRIES)
    await session.flush()
    entry_id: UUID = posted((await post(await session.connection(), [written]))[0]).values["id"]
    return entry_id


async def _place(session: AsyncSession, member_id: UUID, on: date) -> Place:
    belongs = await belonging(session, member_id, on)
    place = await placed(session, belongs, on) if belongs else None
    if place is None:
        raise rules.DateOutsidePeriod(day=on)
    return place


def _worth(place: Place, deed: Deed) -> Decimal:
    item = item_of(place.text, deed.item_code)
    may_come_from(item, "claim")
    return worth(item, quantity=deed.quantity, points=deed.points, level=deed.level, share=deed.share)


def _deed_columns(deed: Deed) -> dict[str, Any]:
    return {
        "item_code": deed.item_code,
        "occurred_on": deed.occurred_on,
        "statement": deed.statement,
        "statement_digest": rules.digest_of(deed.statement),
        "quantity": deed.quantity,
        "level": deed.level,
        "share": deed.share,
        "achievement": deed.achievement,
    }


async def _stand(session: AsyncSession, claim: Claim) -> None:
    same = queries.Same.as_(claim)

    async def twice() -> rules.ClaimTwice:
        return rules.ClaimTwice(claim_id=await queries.twin(session, same))

    await add_or_refuse(session, claim, twice)


async def _attach(session: AsyncSession, claim: Claim, proofs: Sequence[Proof]) -> None:
    ids = [proof.file_id for proof in proofs if proof.file_id]
    owned: dict[UUID, StoredFile] = await files.owned(session, ids, claim.filed_by)
    for position, proof in enumerate(proofs):
        kind = "file" if proof.file_id else "link" if proof.link else "text"
        digest = owned[proof.file_id].sha256 if proof.file_id else None
        session.add(
            Evidence(
                claim_id=claim.id,
                position=position,
                kind=kind,
                text=proof.text,
                link=proof.link,
                file_id=proof.file_id,
                sha256=digest,
            )
        )
    await session.flush()


async def _hand_in(session: AsyncSession, claim: Claim, at: datetime, today: date) -> None:
    period = await periods.by_id(session, claim.period_id)
    text = await schemes.texts.of(session, period.scheme_id)
    rules.in_time(claim.occurred_on, today, period, text.parameters)
    leading = await leads(session, claim.member_id, claim.group_id, today)
    claim.state = rules.state_after_submission(rules.Filing(claim.branch_id, claim.group_id, leading))
    claim.submitted_at = at
    await session.flush()
