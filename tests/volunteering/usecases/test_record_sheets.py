"""What was issued stays as it was issued, keys are made once, and a full status list begins another."""

import asyncio
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.volunteering.models import LIST_SIZE, CredentialKey, RecordSheet, RecordState, ServiceRecord
from services.volunteering.queries import credential_keys as queries
from services.volunteering.queries.record_sheets import Days
from services.volunteering.rules.record_sheets import NothingServed
from services.volunteering.usecases import credential_keys, record_sheets
from services.volunteering.usecases.record_sheets import Desk
from shared.auth.credentials import CredentialInvalid, new_credential_key
from shared.clock import day_of
from tests.points.world import ident
from tests.support.issuer import NOON
from tests.volunteering.house import House, both
from tests.volunteering.records import ZONE
from tests.volunteering.sheets import SHEETS, a_confirmed_record, a_sheet

CHANGES = {
    "minutes": "UPDATE record_sheet SET minutes = 6000",
    "name": "UPDATE record_sheet SET masked_name = '李**'",
    "check code": "UPDATE record_sheet SET check_code = '000000000000'",
    "credential": "UPDATE record_sheet SET credential = ''",
    "removal": "DELETE FROM record_sheet",
    "line": "UPDATE record_sheet_line SET minutes = 6000",
    "line removed": "DELETE FROM record_sheet_line",
    "endorsement": "UPDATE endorsement SET confirmed_by = sheet_id",
    "history": "DELETE FROM record_sheet_step",
}


@both
@pytest.mark.parametrize("change", CHANGES)
async def test_the_database_itself_keeps_what_was_issued(house: House, change: str) -> None:
    await a_sheet(house)
    with pytest.raises(DBAPIError, match=r"frozen|append-only"):
        async with house.database.write() as session:
            await session.execute(text(CHANGES[change]))


@both
async def test_of_many_who_first_need_a_key_one_makes_it(house: House) -> None:
    async def sign() -> str:
        async with house.database.write() as session:
            return (await credential_keys.signing(session, ident("baiguo"), house.watch.at)).did

    assert len(set(await asyncio.gather(*(sign() for _ in range(6))))) == 1
    assert await house.count("credential_key") == 1


@both
async def test_a_full_status_list_begins_another_with_a_key_of_its_own(house: House) -> None:
    """Places are never given twice, and older sheets keep the key and the list that they name."""
    async with house.database.write() as session:
        key, first = await credential_keys.listing(session, ident("power"), house.watch.at)
        key.listed = LIST_SIZE - 1
        await session.flush()
        same, last = await credential_keys.listing(session, ident("power"), house.watch.at)
        other, anew = await credential_keys.listing(session, ident("power"), house.watch.at)
    assert (first, last, anew) == (0, LIST_SIZE - 1, 0)
    assert same.id == key.id != other.id
    async with house.database.read() as view:
        retired = {row.id: row.retired_at is not None for row in await queries.published(view)}
    assert retired == {key.id: True, other.id: False}


@both
async def test_whoever_asks_while_hours_are_being_voided_waits_and_gets_none(house: House) -> None:
    record_id = await a_confirmed_record(house, "wang", "2026-09-05")
    async with house.database.write() as session:
        await _void(session, record_id)
        asking = asyncio.create_task(house.database.retrying(partial(_issue, house)))
        await asyncio.sleep(0.5)
        assert not asking.done()
    with pytest.raises(NothingServed):
        await asking


@both
async def test_hours_voided_while_a_sheet_is_written_withdraw_it(house: House) -> None:
    """The other way round: who voids waits for the sheet, and finds it."""
    record_id = await a_confirmed_record(house, "wang", "2026-09-05")
    async with house.database.write() as session:
        sheet = await _issue(house, session)
        voiding = asyncio.create_task(house.database.retrying(partial(_void, record_id=record_id)))
        await asyncio.sleep(0.5)
        assert not voiding.done()
    assert await voiding == [sheet.id]


async def _issue(house: House, session: AsyncSession, recording_body: str | None = None) -> RecordSheet:
    """Wang's sheet from the beginning of the year until today."""
    at = house.watch.at
    on = day_of(at, ZONE)
    days = Days(ident("wang"), ident("baiguo"), ident("power"), on.replace(month=1), on)
    return await record_sheets.issue(session, days, Desk("https://siyou.test", recording_body), on=on, at=at)


async def _void(session: AsyncSession, record_id: UUID) -> list[UUID]:
    row = await session.get_one(ServiceRecord, record_id, with_for_update=True)
    row.state = RecordState.VOIDED
    await session.flush()
    return await record_sheets.withdraw_with(session, [record_id], "签到有误", NOON)


async def test_a_declared_recording_body_stays_with_the_sheet(house: House) -> None:
    """What was a certificate when it was issued remains one, and what was none becomes none."""
    plain = await a_sheet(house)
    async with house.database.write() as session:
        certificate = await _issue(house, session, "什邡市志愿者协会")
    told = await house.read(f"{SHEETS}/{certificate.id}", "wang")
    assert (told["heading_zh"], told["recording_body"]) == ("志愿服务记录证明", "什邡市志愿者协会")
    assert (await house.read(f"{SHEETS}/{plain['id']}", "wang"))["heading_zh"] == "内部服务记录单"


def test_the_private_part_shows_in_no_log() -> None:
    made = CredentialKey(
        holder_id=ident("power"), did="did:key:z1", private_jwk={"d": "secret"}, made_at=NOON
    )
    assert "secret" not in repr(made)


async def test_a_damaged_key_signs_nothing(house: House) -> None:
    """What nobody could verify is not handed out, and no number is spent on it."""
    await a_confirmed_record(house, "wang", "2026-09-05")
    other = new_credential_key()
    async with house.database.write() as session:
        key = await credential_keys.signing(session, ident("power"), house.watch.at)
        key.private_jwk = key.private_jwk | {"d": other["d"], "x": other["x"]}
    with pytest.raises(CredentialInvalid):
        await house.database.retrying(partial(_issue, house))
    assert await house.count("record_sheet") == await house.count("record_sheet_count") == 0
