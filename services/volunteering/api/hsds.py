"""`/v1/hsds`: communities, demands and projects in the words of HSDS 3.0, to be read by other systems."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Today
from shared.db import View
from shared.types import Read

from ..queries import hsds as queries
from ..queries.hsds import Asked
from ..rules import hsds as rules

router = APIRouter(prefix="/v1/hsds", tags=["hsds"])

Reader = Annotated[Access, may("hsds.read")]
Item = TypeVar("Item")
_MOST = 200
_LAST = 1_000_000


def _page(
    page: Annotated[int, Query(ge=1, le=_LAST, description="Counted from one.")] = 1,
    per_page: Annotated[int, Query(ge=1, le=_MOST)] = 50,
) -> Asked:
    return Asked(page, per_page)


Which = Annotated[Asked, Depends(_page)]


class HsdsPageRead(Read):
    """A page as HSDS shapes it; what is in it follows the schemas `organization_list` and `service_list`."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, Any]]


@router.get("/organizations", summary="HSDS 机构 / HSDS organizations")
async def list_hsds_organizations(reader: Reader, view: View, which: Which) -> HsdsPageRead:
    """Every community, by id."""
    del reader
    total, places = await queries.organizations(view, which)
    return _paged(places, rules.organization_alone, total, which)


@router.get("/organizations/{organization_id}", summary="一个 HSDS 机构 / One HSDS organization")
async def read_hsds_organization(organization_id: UUID, reader: Reader, view: View) -> dict[str, Any]:
    """A community with its location, after the schema `organization`; what is not known is absent."""
    del reader
    return rules.organization(await queries.organization(view, organization_id))


@router.get("/services", summary="HSDS 服务 / HSDS services")
async def list_hsds_services(
    reader: Reader, view: View, today: Today, which: Which, organization_id: UUID | None = None
) -> HsdsPageRead:
    """Demands that are published and not met yet, and projects that take volunteers; by id."""
    total, offered = await queries.services(view, reader.grants, today, which, organization_id)
    return _paged(offered, rules.service_alone, total, which)


@router.get("/services/{service_id}", summary="一项 HSDS 服务 / One HSDS service")
async def read_hsds_service(
    service_id: UUID, reader: Reader, view: View, today: Today, request: Request
) -> dict[str, Any]:
    """With schedules, location and required documents, after the schema `service`; of nobody is anything told."""
    offered = await queries.service(view, service_id, reader.grants, today)
    return rules.service(offered, request.app.state.zone)


def _paged(
    items: Sequence[Item], shape: Callable[[Item], Mapping[str, Any]], total: int, which: Asked
) -> HsdsPageRead:
    contents = [shape(each) for each in items]
    return HsdsPageRead(**rules.page(contents, total=total, number=which.number, size=which.size))
