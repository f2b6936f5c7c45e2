"""`/v1/me`: who am I, and my own password."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.auth.access import may
from shared.auth.policy import Role
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import View
from shared.types import Read, Shape, Title

from .. import queries, usecases
from ..models import Organisation
from ..rules.sign_in.accounts import AccountMissing
from ..rules.sign_in.passwords import PasswordWrong
from ..rules.sign_in.sign_ins import TooManyAttempts
from .given import Password, check_new_password, passwords_of, there

router = APIRouter(prefix="/v1/me", tags=["me"])

Self = Annotated[Access, may("self.read")]
OwnPassword = Annotated[Access, may("self.write")]


class PlaceRead(Read):
    """An organisation by its title."""

    id: UUID
    title: Title


class RoleRead(Read):
    """A role held today, and where."""

    role: Role
    organisation: PlaceRead | None


class MeRead(Read):
    """The caller today. A machine has neither branch nor group."""

    id: UUID
    kind: Literal["person", "machine"]
    name: str
    login: str | None
    branch: PlaceRead | None
    group: PlaceRead | None
    roles: list[RoleRead]


class PasswordChange(Shape):
    """The present password and the next."""

    password: Annotated[Password, Field(repr=False)]
    new_password: Annotated[Password, Field(repr=False)]


@router.get("", summary="我是谁 / Who am I")
async def read_me(me: Self, view: View, today: Today) -> MeRead:
    """Name, branch, group and roles of the caller."""
    person = await queries.persons.one(view, me.person_id)
    client = await queries.clients.one(view, me.person_id) if person is None else None
    account = await queries.accounts.one(view, me.person_id)
    membership = (await queries.memberships.present(view, [me.person_id], today)).get(me.person_id)
    held = await queries.appointments.present(view, me.person_id, today)
    ids = {appointment.organisation_id for appointment in held}
    ids |= {membership.branch_id, membership.group_id} if membership else set()
    places = {key: _place(row) for key, row in (await _organisations(view, ids)).items()}
    roles = [RoleRead(role=Role(each.role), organisation=_at(places, each.organisation_id)) for each in held]
    if membership:
        roles.append(RoleRead(role=Role.MEMBER, organisation=places[membership.branch_id]))
    return MeRead(
        id=me.person_id,
        kind="person" if person else "machine",
        name=person.name if person else client.title if client else "",
        login=account.login if account else None,
        branch=places[membership.branch_id] if membership else None,
        group=_at(places, membership.group_id) if membership else None,
        roles=roles,
    )


async def _organisations(view: AsyncSession, ids: set[UUID | None]) -> dict[UUID, Organisation]:
    return await queries.organisations.by_ids(view, {each for each in ids if each is not None})


def _place(row: Organisation) -> PlaceRead:
    return PlaceRead(id=row.id, title=Title(zh=row.title_zh, en=row.title_en))


def _at(places: dict[UUID, PlaceRead], organisation_id: UUID | None) -> PlaceRead | None:
    return places[organisation_id] if organisation_id else None


@router.post("/password", status_code=204, summary="修改本人密码 / Change my password")
async def change_my_password(body: PasswordChange, me: OwnPassword, request: Request, now: Now) -> Response:
    """Every browser must sign in again. Wrong attempts are counted as at sign-in.

    Not under an Idempotency-Key: a second time the present password is no longer the present one.
    """
    database, passwords = request.app.state.database, passwords_of(request)
    async with database.read() as view:
        account = there(await queries.accounts.one(view, me.person_id), AccountMissing)
    attempt = await database.retrying(lambda tx: usecases.sign_ins.begin_change(tx, account, now))
    right = not attempt.locked and await passwords.matches(account.password_hash, body.password)
    if not right:
        async with database.write() as tx:
            await usecases.sign_ins.note_refused(tx, attempt, now, request.scope.get("siyou.trace_id"))
        raise TooManyAttempts if attempt.locked else PasswordWrong
    await check_new_password(request, account, body.new_password)
    hashed = await passwords.hash(body.new_password)
    async with database.write() as tx:
        kept = there(await queries.accounts.locked(tx, me.person_id), AccountMissing)
        await usecases.accounts.change_password(tx, kept, hashed, now)
        await usecases.sign_ins.forgive(tx, attempt)
        await audit.leave(tx, request)
    return Response(status_code=204)
