"""`/v1/communities`: which there are, and where their offices are found."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field, StringConstraints

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.paging import Page, Paged
from shared.roster import ORGANISATION
from shared.types import Line, Read, Shape, Title

from ..models import Community
from ..queries import communities as queries
from ..queries.communities import Known
from ..usecases import communities

router = APIRouter(prefix="/v1/communities", tags=["communities"])

Reader = Annotated[Access, may("community.read")]
Writer = Annotated[Access, may("community.write")]

Phone = Annotated[str, StringConstraints(pattern=r"^[0-9+() -]{3,40}$")]


class CommunityUpdate(Shape):
    """The office: address, telephone, opening hours, and whom to ask for by post, never by name.

    Latitude and longitude are millionths of a degree, so that no digit is lost.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "address": "什邡市方亭街道白果路 12 号",
                    "region": "四川省什邡市",
                    "phone": "0838-8200000",
                    "latitude": 31126800,
                    "longitude": 104167500,
                    "opening_hours": "工作日 8:30–17:30",
                    "contact_post": "党建专干",
                }
            ]
        }
    )

    address: Line | None = None
    region: Line | None = None
    phone: Phone | None = None
    latitude: Annotated[int, Field(ge=-90_000_000, le=90_000_000)] | None = None
    longitude: Annotated[int, Field(ge=-180_000_000, le=180_000_000)] | None = None
    opening_hours: Line | None = None
    contact_post: Line | None = None

    def profile(self) -> communities.Profile:
        """As the use case takes it."""
        return communities.Profile(**self.model_dump())


class CommunityRead(Read):
    """One community; null is what its officers have not written."""

    id: UUID
    title: Title
    address: str | None
    region: str | None
    phone: str | None
    latitude: int | None
    longitude: int | None
    opening_hours: str | None
    contact_post: str | None
    written_at: datetime | None

    @classmethod
    def of(cls, known: Known, row: Community | None) -> "CommunityRead":
        """From both halves."""
        written = {
            name: getattr(row, name) if row else None
            for name in cls.model_fields
            if name not in {"id", "title"}
        }
        return cls(id=known.id, title=Title(zh=known.title_zh, en=known.title_en), **written)


@router.get("", summary="社区列表 / Communities")
async def list_communities(_reader: Reader, view: View, paged: Paged) -> Page[CommunityRead]:
    """All that directory knows; newest first."""
    rows, cursor = await paged.whole_rows(view, queries.every(), ORGANISATION.c.id)
    shown = [queries.known(row) for row in rows]
    return Page(items=[CommunityRead.of(each, each.profile) for each in shown], next_cursor=cursor)


@router.get("/{community_id}", summary="一个社区 / One community")
async def read_community(
    community_id: UUID, _reader: Reader, view: View, request: Request, response: Response
) -> CommunityRead:
    """With what its officers have written."""
    known = await queries.one(view, community_id)
    etag.show(request, response, _tag(known.id, known.profile))
    return CommunityRead.of(known, known.profile)


@router.put("/{community_id}", summary="填写社区信息 / Write a community's profile")
async def write_community(
    community_id: UUID,
    body: CommunityUpdate,
    writer: Writer,
    tx: Tx,
    now: Now,
    seen: IfMatch,
    response: Response,
) -> CommunityRead:
    """As a whole, by its own officers or the system administrator."""
    known = await queries.within(tx, community_id, writer.grants)
    seen.require(_tag(known.id, known.profile))
    row = await communities.write(tx, known, body.profile(), by=writer.person_id, at=now)
    response.headers["ETag"] = _tag(known.id, row)
    return CommunityRead.of(known, row)


def _tag(community_id: UUID, row: Community | None) -> str:
    return etag_of(community_id, row.revision if row else 0)
