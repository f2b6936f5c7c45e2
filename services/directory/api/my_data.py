"""`/v1/me/data`: what directory keeps about whoever asks, and where the other services answer for theirs."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from shared import my_data
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import View

from .. import queries
from ..queries.my_data import KEPT
from ..rules.privacy.sealing import open_phone
from .given import Keys

router = APIRouter(prefix="/v1/me", tags=["my-data"])

Self = Annotated[Access, may("self.read")]
ELSEWHERE = ("/v1/points-data", "/v1/activities-data", "/v1/volunteering-data")
"""Where the others answer; each by the same route of `shared.my_data`."""


class MyDirectoryData(my_data.MyData):
    """The same with the telephone number, opened, and the addresses of the other parts."""

    phone: str | None
    elsewhere: list[str]


@router.get("/data", summary="我的数据 / My data")
async def read_my_data(
    me: Self,
    view: View,
    now: Now,
    keys: Keys,
    request: Request,
    response: Response,
    part: my_data.PartName = None,
    after: my_data.After = None,
) -> MyDirectoryData:
    """Everything kept here about the caller, at most 500 rows of each part; more of one by `part` and `after`."""
    response.headers["Cache-Control"] = "no-store"
    known: dict[str, Any] = {"service": request.app.state.name, "person_id": me.person_id, "made_at": now}
    found = await my_data.gather(view, KEPT, me.person_id, part=part, after=after)
    row = await queries.persons.one(view, me.person_id)
    phone = open_phone(keys, row.phone_sealed, row.id) if row else None
    return MyDirectoryData(**known, parts=found, phone=phone, elsewhere=list(ELSEWHERE))
