"""Record sheets: issued at the volunteer's own request, withdrawn with their hours, superseded by a newer one."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.credentials import sign_credential, verify_credential
from shared.ids import new_id
from shared.roster import names

from ..models import (
    CredentialKey,
    Endorsement,
    RecordSheet,
    RecordSheetCount,
    RecordSheetLine,
    RecordSheetStep,
    ServiceRecord,
    SheetState,
)
from ..queries import organisations, volunteers
from ..queries import record_sheets as queries
from ..queries.record_sheets import Days
from ..rules import credentials
from ..rules import record_sheets as rules
from ..rules.credentials import Served, Signer
from . import credential_keys


@dataclass(frozen=True, slots=True)
class Desk:
    """Where sheets are issued: the suite's public address, and the recording body that the operator has declared."""

    address: str
    recording_body: str | None


async def issue(session: AsyncSession, days: Days, desk: Desk, *, on: date, at: datetime) -> RecordSheet:
    """A sheet over all that is final in these days.

    Raises SheetSpanWrong, NotVolunteer, NothingServed, SheetStands.
    """
    rules.fits(days.from_on, days.until_on, on)
    volunteer = await volunteers.held(session, days.person_id)
    records = await queries.final_records(session, days)
    minutes = sum(record.confirmed_minutes or 0 for record, _ in records)
    rules.may_issue(minutes)
    await _supersede(session, days, records, at)
    key, index = await credential_keys.listing(session, days.branch_id, at)
    name = (await names(session, {days.person_id})).get(days.person_id, "")
    served = Served(
        sheet_id=new_id(),
        number=rules.numbered(on.year, await _next_serial(session, on.year)),
        volunteer_number=volunteer.number,
        masked_name=rules.masked(name),
        from_on=days.from_on,
        until_on=days.until_on,
        minutes=minutes,
        records=len(records),
        recording_body=desk.recording_body,
        status_list=f"{desk.address}/v1/status-lists/{key.id}",
        status_index=index,
    )
    return await _sign(session, days, served, records, key, on=on, at=at)


async def _supersede(
    session: AsyncSession, days: Days, records: Sequence[Row[ServiceRecord, str]], at: datetime
) -> None:
    standing = await queries.holding(session, days)
    if standing is None:
        return
    now = [(record.id, record.confirmed_minutes or 0) for record, _ in records]
    rules.says_more(standing, await queries.lines(session, standing.id), now)
    await _end(session, standing, SheetState.SUPERSEDED, None, by=days.person_id, at=at)


async def _next_serial(session: AsyncSession, year: int) -> int:
    """The year's next number; whoever issues at the same time waits for it."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = insert(RecordSheetCount).values(year=year, last=1)
    counted = first.on_conflict_do_update(
        index_elements=["year"], set_={"last": col(RecordSheetCount.last) + 1}
    )
    serial: int = (await session.execute(counted.returning(col(RecordSheetCount.last)))).scalar_one()
    return serial


async def _sign(
    session: AsyncSession,
    days: Days,
    served: Served,
    records: Sequence[Row[ServiceRecord, str]],
    key: CredentialKey,
    *,
    on: date,
    at: datetime,
) -> RecordSheet:
    titles = await organisations.titles(session, {days.branch_id, days.community_id})
    branch = Signer(key.did, titles[days.branch_id][0])
    theirs = await credential_keys.signing(session, days.community_id, at)
    community = Signer(theirs.did, titles[days.community_id][0])
    endorsed = _signed(credentials.endorsement(served, community, at), theirs)
    sheet = RecordSheet(
        id=served.sheet_id,
        number=served.number,
        check_code="".join(secrets.choice(rules.CODE_LETTERS) for _ in range(rules.CODE_LENGTH)),
        person_id=days.person_id,
        branch_id=days.branch_id,
        community_id=days.community_id,
        volunteer_number=served.volunteer_number,
        masked_name=served.masked_name,
        from_on=days.from_on,
        until_on=days.until_on,
        minutes=served.minutes,
        recording_body=served.recording_body,
        key_id=key.id,
        status_index=served.status_index,
        credential=_signed(credentials.credential(served, branch, endorsed, at), key),
        issued_on=on,
        issued_at=at,
    )
    session.add(sheet)
    await session.flush()
    last = await queries.last_confirmation(session, [record.id for record, _ in records])
    session.add(
        Endorsement(
            sheet_id=sheet.id,
            key_id=theirs.id,
            confirmed_by=last.by_id,
            confirmed_at=last.at,
            credential=endorsed,
        )
    )
    session.add_all(_line(sheet, record, title) for record, title in records)
    session.add(RecordSheetStep(sheet_id=sheet.id, state=SheetState.ISSUED, by_id=days.person_id, at=at))
    await session.flush()
    return sheet


def _signed(payload: dict[str, Any], key: CredentialKey) -> str:
    """Read once as a stranger will: a damaged key must not sign what nobody can verify. Raises CredentialInvalid."""
    token = sign_credential(payload, key.private_jwk)
    verify_credential(token, issuer=key.did)
    return token


def _line(sheet: RecordSheet, record: ServiceRecord, title: str) -> RecordSheetLine:
    return RecordSheetLine(
        sheet_id=sheet.id,
        record_id=record.id,
        served_on=record.served_on,
        title=title,
        minutes=record.confirmed_minutes or 0,
    )


async def withdraw(
    session: AsyncSession, sheet: RecordSheet, reason: str, *, by: UUID, at: datetime
) -> RecordSheet:
    """The committee takes a sheet back. Raises OwnSheet, SheetEnded."""
    rules.may_withdraw(sheet, by)
    await _end(session, sheet, SheetState.WITHDRAWN, reason, by=by, at=at)
    return sheet


async def withdraw_with(
    session: AsyncSession, record_ids: Collection[UUID], reason: str, at: datetime
) -> list[UUID]:
    """Records that no longer count, or count otherwise, take every sheet with them that rests on them; its ids.

    For whoever changes final hours, in the same transaction and after the lock of the records.
    """
    sheets = await queries.resting_on(session, record_ids)
    for sheet in sheets:
        await _end(session, sheet, SheetState.WITHDRAWN, reason, by=None, at=at)
    return [sheet.id for sheet in sheets]


async def _end(
    session: AsyncSession,
    sheet: RecordSheet,
    state: SheetState,
    reason: str | None,
    *,
    by: UUID | None,
    at: datetime,
) -> None:
    sheet.state = state
    session.add(RecordSheetStep(sheet_id=sheet.id, state=state, reason=reason, by_id=by, at=at))
    await session.flush()
