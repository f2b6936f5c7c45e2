"""`/v1/sign-ups`: taking a place in a shift, by the volunteers themselves and by nobody else."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.desk import Asked as AtDesk
from shared.idempotency import KeyHeader, Once
from shared.paging import Page, Paged
from shared.shortway import Answer, Asked, ShortWay
from shared.types import Read, Shape

from ..models import SignUp, SignUpState
from ..queries import sign_ups as queries
from ..rules.sign_ups import Wish
from ..usecases import sign_ups
from .given import Moment

router = APIRouter(prefix="/v1/sign-ups", tags=["sign-ups"])

Signer = Annotated[Access, may("sign_up.make")]
Reader = Annotated[Access, may("sign_up.read")]
_ROUTE = "POST /v1/sign-ups"


class SignUpCreate(Shape):
    """The caller's own word. `starts_at` and `ends_at` belong to flexible projects.

    `risks_read`: the risks of a dangerous project were read. `guardian_consent`: the guardians of `minors` agree.
    `shift_swapped`: a work shift at that time was swapped with a colleague.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "shift_id": "0192f0c1-7b1e-7000-8000-000000000020",
                    "role_id": "0192f0c1-7b1e-7000-8000-000000000021",
                    "guests": 1,
                    "risks_read": True,
                }
            ]
        }
    )

    shift_id: UUID
    role_id: UUID
    guests: Annotated[int, Field(ge=0, le=20)] = 0
    minors: Annotated[int, Field(ge=0, le=20)] = 0
    guardian_consent: bool = False
    risks_read: bool = False
    shift_swapped: bool = False
    starts_at: Moment | None = None
    ends_at: Moment | None = None

    def wish(self) -> Wish:
        """As the use case takes it."""
        utc = {
            name: each.astimezone(UTC) for name in ("starts_at", "ends_at") if (each := getattr(self, name))
        }
        return Wish(**self.__dict__ | utc)


class SignUpRead(Read):
    """A place held, or held once. Times are null where the project is open, which binds nobody."""

    id: UUID
    shift_id: UUID
    role_id: UUID
    project_id: UUID
    person_id: UUID
    guests: int
    minors: int
    starts_at: datetime | None
    ends_at: datetime | None
    shift_swapped: bool
    state: SignUpState
    signed_at: datetime


class SignUpStepRead(Read):
    """How it came into a state. `by_id` null: a closed account did it."""

    state: SignUpState
    reason: str | None
    by_id: UUID | None
    at: datetime


class SignUpSteps(Read):
    """Oldest first."""

    items: list[SignUpStepRead]


@router.post("", status_code=201, summary="报名服务 / Sign up")
async def sign_up(
    body: SignUpCreate, signer: Signer, now: Now, request: Request, key: KeyHeader = None
) -> SignUpRead:
    """For oneself only, while places are left and the caller's calendar is free, here and in activities."""
    asked = AtDesk.of(
        ask(body, signer, now),
        signer,
        now,
        route=_ROUTE,
        key=key,
        raw=await request.body(),
        trace_id=request.scope["siyou.trace_id"],
    )
    return _plain(await request.app.state.sign_up_desk.ask(asked))


async def sign_up_at_once(asked: Asked) -> Answer:
    """The short way of the same."""
    wanted = ask(asked.body, asked.access, asked.at)
    told = await asked.state.sign_up_desk.ask(AtDesk.of_short_way(wanted, asked, _ROUTE))
    return Answer(201, told.encode())


def ask(body: SignUpCreate, signer: Access, at: datetime) -> sign_ups.Ask:
    """The wish as the use case takes it."""
    return sign_ups.Ask(body.wish(), signer.person_id, signer.branch_id, at, _words)


def _words(row: SignUp) -> str:
    return SignUpRead.model_validate(row).model_dump_json()


def _plain(told: str) -> SignUpRead:
    return Response(told, 201, media_type="application/json")  # type: ignore[return-value]  # already in its shape


@router.get("", summary="报名列表 / Sign-ups")
async def list_sign_ups(
    reader: Reader,
    view: View,
    paged: Paged,
    shift_id: UUID | None = None,
    state: SignUpState | None = None,
) -> Page[SignUpRead]:
    """The own ones, and those for projects of the own branch or community; newest first."""
    query = queries.narrowed(queries.visible(reader.grants), shift_id, state)
    rows, cursor = await paged.rows(view, query, col(SignUp.id))
    return Page(items=shown(rows), next_cursor=cursor)


@router.get("/{sign_up_id}", summary="一项报名 / One sign-up")
async def read_sign_up(sign_up_id: UUID, reader: Reader, view: View) -> SignUpRead:
    """As it stands now."""
    return shown([await queries.one(view, sign_up_id, reader.grants)])[0]


@router.get("/{sign_up_id}/steps", summary="报名经过 / Steps of a sign-up")
async def read_sign_up_steps(sign_up_id: UUID, reader: Reader, view: View) -> SignUpSteps:
    """How it came to where it is."""
    row = await queries.one(view, sign_up_id, reader.grants)
    steps = await queries.steps(view, row.id)
    return SignUpSteps(items=[SignUpStepRead.model_validate(step) for step in steps])


@router.post("/{sign_up_id}/cancellation", status_code=201, summary="取消报名 / Cancel one's own")
async def cancel_sign_up(
    sign_up_id: UUID, signer: Signer, tx: Tx, now: Now, once: Once, request: Request
) -> SignUpRead:
    """Until the shift begins. Later than the branch's hours before it, the state says so."""
    row = await queries.own(tx, sign_up_id, signer.person_id)
    row = await sign_ups.cancel(tx, row, request.app.state.zone, at=now)
    return await once.keep(shown([row])[0], made=row.id)


def shown(rows: Sequence[SignUp]) -> list[SignUpRead]:
    """As they are answered."""
    return [SignUpRead.model_validate(row) for row in rows]


SHORT_WAYS = (ShortWay("/v1/sign-ups", "sign_up.make", SignUpCreate, sign_up_at_once),)
