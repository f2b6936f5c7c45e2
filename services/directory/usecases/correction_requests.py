"""Requests about one's own data. Locks: the person's row, then the request."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Access
from shared.db import add_or_refuse
from shared.outbox import Teller

from .. import queries
from ..models import CorrectionRequest, RequestVerdict
from ..rules.privacy import correction_requests as rules
from . import persons


class Verdict(NamedTuple):
    """The answer, and what it makes of the person; `changes` hold columns."""

    verdict: RequestVerdict
    reason: str
    by: Access
    at: datetime
    changes: dict[str, Any]


async def ask(session: AsyncSession, row: CorrectionRequest) -> CorrectionRequest:
    """A new request of the person. Raises CorrectionRequestOpen."""
    await add_or_refuse(session, row, _open)
    return row


async def _open() -> Exception:
    return rules.CorrectionRequestOpen()


async def decide(
    session: AsyncSession, teller: Teller, row: CorrectionRequest, given: Verdict
) -> CorrectionRequest:
    """Answered once. Raises OwnCorrectionRequest, DeciderUnfit, CorrectionRequestDecided, EmployeeNoTaken."""
    rules.check_decider(row, by=given.by.person_id, roles=given.by.roles)
    person = await queries.persons.locked(session, row.person_id)
    row = await queries.correction_requests.locked(session, row.id)
    rules.check_open(row)
    row.verdict, row.answer = given.verdict, given.reason
    row.decided_by, row.decided_at = given.by.person_id, given.at
    if person and given.changes and rules.changes_person(row, given.verdict):
        await persons.change(session, teller, person, given.changes, given.at)
    await session.flush()
    return row
