"""Feedback letters: signed by an officer of the community, receipted by the branch."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.credentials import CredentialInvalid, sign_credential, verify_credential
from shared.db import add_or_refuse
from shared.ids import new_id

from ..models import FeedbackLetter, FeedbackLine, FeedbackReceipt
from ..queries import feedback_letters as queries
from ..rules import feedback_letters as rules
from ..rules import periods
from ..rules.feedback_letters import Served
from . import credential_keys


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whose letter to whom, of which quarter."""

    community_id: UUID
    branch_id: UUID
    quarter: str


async def drafted(
    session: AsyncSession, letter: Addressed, today: date
) -> tuple[dict[str, Any], list[Served]]:
    """The figures as they are now, with the records they rest on.

    Raises MonthOrQuarterWrong, TimeNotOver, FeedbackFiguresMissing.
    """
    span = periods.quarter(letter.quarter)
    periods.must_be_over(span, today)
    served = await queries.served(session, letter.community_id, letter.branch_id, span)
    rules.must_tell(served)
    community = await queries.place(session, letter.community_id)
    branch = await queries.place(session, letter.branch_id)
    return rules.figures(community, branch, letter.quarter, served), served


async def sign(
    session: AsyncSession,
    letter: Addressed,
    *,
    conduct: str,
    seen: str,
    by: UUID,
    at: datetime,
    today: date,
) -> FeedbackLetter:
    """Freeze and sign what the officer has read; a letter whose figures no longer hold gets its next edition.

    Raises as `drafted`, and FeedbackFiguresChanged, FeedbackLetterStands.
    """
    told, served = await drafted(session, letter, today)
    before = await queries.newest(session, letter.community_id, letter.branch_id, letter.quarter)
    edition = rules.may_sign(before, told, seen)
    key = await credential_keys.signing(session, letter.community_id, at)
    letter_id = new_id()
    payload = rules.credential(key.did, told, conduct, edition=edition, letter_id=letter_id, by=by, at=at)
    row = FeedbackLetter(
        id=letter_id,
        community_id=letter.community_id,
        branch_id=letter.branch_id,
        quarter=letter.quarter,
        edition=edition,
        figures=told,
        digest=rules.digest(told),
        conduct=conduct,
        issuer=key.did,
        credential=sign_credential(payload, key.private_jwk),
        by_id=by,
        at=at,
    )
    await add_or_refuse(session, row, _stands)
    for each in served:
        session.add(_line(row, each))
    await session.flush()
    return row


def _line(row: FeedbackLetter, each: Served) -> FeedbackLine:
    return FeedbackLine(
        letter_id=row.id,
        record_id=each.record_id,
        person_id=each.person_id,
        served_on=each.served_on,
        minutes=each.minutes,
    )


async def receipt(session: AsyncSession, row: FeedbackLetter, *, by: UUID, at: datetime) -> FeedbackReceipt:
    """The branch has read it. Raises FeedbackLetterReplaced, FeedbackReceipted."""
    if await queries.superseded(session, [row.id]):
        raise rules.FeedbackLetterReplaced
    made = FeedbackReceipt(letter_id=row.id, by_id=by, at=at)
    await add_or_refuse(session, made, _receipted)
    return made


def holds(row: FeedbackLetter) -> tuple[bool, bool]:
    """Whether the signature is good, and whether the figures are the signed ones."""
    try:
        payload = verify_credential(row.credential, issuer=row.issuer)
    except CredentialInvalid:
        return False, False
    return payload["sub"] == str(row.id), payload["figures_sha256"] == rules.digest(row.figures)


async def _stands() -> Exception:
    return rules.FeedbackLetterStands()


async def _receipted() -> Exception:
    return rules.FeedbackReceipted()
