"""`/v1/transfers`: introduction letters, by which a member moves from branch to branch."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import ConfigDict, Field, StringConstraints
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import typesetting
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape, ShortLine

from .. import queries, usecases
from ..models import LetterReach, MembershipStatus, Organisation, Person, Transfer, TransferState
from ..rules.life.memberships import status_on
from ..rules.life.organisations import OrganisationMissing
from ..rules.life.persons import PersonMissing
from ..rules.life.transfers import TransferMissing, Validity, written_here
from ..usecases.transfers import Act, Letter
from .given import Day, PersonLine, Tell, there
from .pages.letter import Letter as Paper

router = APIRouter(prefix="/v1/transfers", tags=["transfers"])

Reader = Annotated[Access, may("transfer.read")]
Issuer = Annotated[Access, may("transfer.issue")]
Receiver = Annotated[Access, may("transfer.receive")]
Month = Annotated[str, StringConstraints(pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$")]
_EXAMPLE: dict[str, Any] = {
    "person_id": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e10",
    "to_outside": "龙泉驿区白果街道党工委",
    "reach": "city",
    "dues_paid_until": "2026-09",
}
_ARRIVAL: dict[str, Any] = {
    "person_id": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e10",
    "branch_id": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e11",
    "from_outside": "什邡市某机械厂党委",
    "letter_no": "什机组介〔2026〕17号",
    "issued_on": "2026-09-08",
    "valid_until": "2026-10-08",
    "status": "full",
}


def _validity(request: Request) -> Validity:
    settings = request.app.state.settings
    return Validity(settings.letter_city_days, settings.letter_beyond_days, settings.letter_months_most)


def _issuing(issuer: Issuer, now: Now, today: Today, tell: Tell) -> Act:
    return Act(issuer.person_id, now, today, tell)


def _receiving(receiver: Receiver, now: Now, today: Today, tell: Tell) -> Act:
    return Act(receiver.person_id, now, today, tell)


Valid = Annotated[Validity, Depends(_validity)]
Issuing = Annotated[Act, Depends(_issuing)]
Receiving = Annotated[Act, Depends(_receiving)]


class TransferCreate(Shape):
    """A letter to one of our branches or to a place outside. Its validity goes by its reach unless it is said."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    person_id: UUID
    to_branch_id: UUID | None = None
    to_outside: PersonLine | None = None
    reach: LetterReach
    valid_days: Annotated[int, Field(ge=1, le=366)] | None = None
    dues_paid_until: Month | None = None


class ArrivalCreate(Shape):
    """A letter from outside, as it stands on the paper, for somebody whom the factory knows."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ARRIVAL]})

    person_id: UUID
    branch_id: UUID
    group_id: UUID | None = None
    from_outside: PersonLine
    letter_no: ShortLine
    issued_on: Day
    valid_until: Day
    status: MembershipStatus
    dues_paid_until: Month | None = None


class ReceiptCreate(Shape):
    """The group into which the branch takes the member, if it has groups."""

    group_id: UUID | None = None


class ReturnSlipCreate(Shape):
    """The slip. Of a letter that led outside it says on which day the member was taken in there."""

    received_on: Day | None = None
    slip_no: ShortLine | None = None


class TransferWithdrawalCreate(Shape):
    """Why nobody shall receive it."""

    reason: PersonLine


class TransferRead(Read):
    """One letter; a branch that is not ours is named in words. Valid until its last day, which belongs to it."""

    id: UUID
    person_id: UUID
    from_branch_id: UUID | None
    from_outside: str | None
    to_branch_id: UUID | None
    to_outside: str | None
    letter_no: str
    issued_on: date
    valid_until: date
    dues_paid_until: str | None
    state: TransferState
    issued_by: UUID | None
    issued_at: datetime
    received_on: date | None
    received_by: UUID | None
    returned_on: date | None
    slip_no: str | None
    withdrawn_reason: str | None


@router.get("", summary="组织关系介绍信列表 / Introduction letters")
async def list_transfers(
    reader: Reader,
    view: View,
    paged: Paged,
    person_id: UUID | None = None,
    branch_id: Annotated[UUID | None, Query(description="At either end.")] = None,
    state: TransferState | None = None,
) -> Page[TransferRead]:
    """One's own, and those of the branches at either end; newest first."""
    query = queries.transfers.listed(reader.grants, person_id=person_id, branch_id=branch_id, state=state)
    rows, cursor = await paged.rows(view, query, col(Transfer.id))
    return Page(items=[TransferRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="开具介绍信 / Issue a letter")
async def issue_transfer(
    body: TransferCreate, issuer: Issuer, act: Issuing, tx: Tx, valid: Valid, once: Once
) -> TransferRead:
    """By the old branch. Until it is received the member belongs where they are."""
    there(await queries.persons.within(tx, issuer.grants, body.person_id, act.on), PersonMissing)
    person = there(await queries.persons.locked(tx, body.person_id), PersonMissing)
    there(await queries.persons.within(tx, issuer.grants, person.id, act.on), PersonMissing)
    branch = await _branch(tx, body.to_branch_id) if body.to_branch_id else None
    letter = Letter(branch, body.to_outside, body.reach, body.valid_days, body.dues_paid_until)
    row = await usecases.transfers.issue(tx, person, letter, valid, act)
    return await once.keep(TransferRead.model_validate(row), made=row.id)


@router.post("/arrivals", status_code=201, summary="登记外来介绍信 / Receive from outside")
async def receive_from_outside(
    body: ArrivalCreate, receiver: Receiver, act: Receiving, tx: Tx, once: Once
) -> TransferRead:
    """By the new branch, for someone within reach or in no branch at all; the membership begins today."""
    branch = there(
        await queries.organisations.reached(tx, receiver.grants, body.branch_id), OrganisationMissing
    )
    group = await _branch(tx, body.group_id) if body.group_id else None
    person = there(await queries.persons.to_enrol(tx, receiver.grants, body.person_id, act.on), PersonMissing)
    letter = body.model_dump(exclude={"branch_id", "group_id", "status"})
    row = await usecases.transfers.arrive(
        tx,
        Transfer(**letter, to_branch_id=branch.id, issued_at=act.at),
        person=person,
        branch=branch,
        group=group,
        status=body.status,
        act=act,
    )
    return await once.keep(TransferRead.model_validate(row), made=row.id)


@router.get("/{transfer_id}", summary="一封介绍信 / One letter")
async def read_transfer(transfer_id: UUID, reader: Reader, view: View) -> TransferRead:
    """If one end is within reach, or it is one's own."""
    row = there(await queries.transfers.within(view, reader.grants, transfer_id), TransferMissing)
    return TransferRead.model_validate(row)


@router.post("/{transfer_id}/receipt", status_code=201, summary="接收组织关系 / Receive")
async def receive_transfer(
    transfer_id: UUID, body: ReceiptCreate, receiver: Receiver, act: Receiving, tx: Tx, once: Once
) -> TransferRead:
    """By the new branch, within the letter's validity: from today the member belongs to it."""
    row, person = await _held(tx, await queries.transfers.arriving(tx, receiver.grants, transfer_id))
    row = await usecases.transfers.receive(
        tx,
        row,
        person=person,
        branch=await _branch(tx, row.to_branch_id),
        group=await _branch(tx, body.group_id) if body.group_id else None,
        act=act,
    )
    return await once.keep(TransferRead.model_validate(row), made=row.id)


@router.post("/{transfer_id}/return-slip", status_code=201, summary="登记回执 / File the return slip")
async def file_return_slip(
    transfer_id: UUID, body: ReturnSlipCreate, issuer: Issuer, act: Issuing, tx: Tx, once: Once
) -> TransferRead:
    """By the branch that keeps the stub; it closes the letter. Of one that led outside it ends the membership."""
    row, person = await _stub(tx, issuer, transfer_id)
    row = await usecases.transfers.give_back(tx, row, person=person, **body.model_dump(), act=act)
    return await once.keep(TransferRead.model_validate(row), made=row.id)


@router.post("/{transfer_id}/withdrawal", status_code=201, summary="收回介绍信 / Withdraw")
async def withdraw_transfer(
    transfer_id: UUID, body: TransferWithdrawalCreate, issuer: Issuer, act: Issuing, tx: Tx, once: Once
) -> TransferRead:
    """By the old branch, as long as nobody has received it."""
    row, _ = await _stub(tx, issuer, transfer_id)
    row = await usecases.transfers.withdraw(tx, row, reason=body.reason, act=act)
    return await once.keep(TransferRead.model_validate(row), made=row.id)


@router.get(
    "/{transfer_id}/letter",
    response_class=Response,
    responses={
        200: {"content": {typesetting.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
    },
    summary="介绍信打印件 / The letter on paper",
)
async def read_letter(transfer_id: UUID, reader: Reader, request: Request) -> Response:
    """Stub, letter and return slip on A4 in Chinese, as PDF/A. What is void says so."""
    async with request.app.state.database.read() as view:  # given back before the page is set
        found = await queries.transfers.within(view, reader.grants, transfer_id)
        letter = await _on_paper(view, there(found, TransferMissing))
    headers = {
        "Content-Disposition": f'attachment; filename="{letter.row.letter_no}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(await letter.pdf(), media_type=typesetting.MEDIA_TYPE, headers=headers)


async def _on_paper(view: AsyncSession, row: Transfer) -> Paper:
    written_here(row)
    person = there(await queries.persons.one(view, row.person_id), PersonMissing)
    known = await queries.memberships.of_person(view, person.id)
    ends = {end for end in (row.from_branch_id, row.to_branch_id) if end}
    return Paper(row, person, status_on(known, row.issued_on), await queries.organisations.by_ids(view, ends))


async def _stub(tx: AsyncSession, issuer: Access, transfer_id: UUID) -> tuple[Transfer, Person]:
    """A letter of which the issuer keeps the stub, and whom it moves."""
    return await _held(tx, await queries.transfers.leaving(tx, issuer.grants, transfer_id))


async def _held(tx: AsyncSession, found: Transfer | None) -> tuple[Transfer, Person]:
    """The letter as it stands once the person is nobody else's to change. Raises TransferMissing."""
    row = there(found, TransferMissing)
    person = there(await queries.persons.locked(tx, row.person_id), PersonMissing)
    return await queries.transfers.again(tx, row.id), person


async def _branch(tx: AsyncSession, organisation_id: UUID | None) -> Organisation:
    found = await queries.organisations.one(tx, organisation_id) if organisation_id else None
    return there(found, OrganisationMissing)
