"""`/v1/hr-field-owners`: which field of a person follows HR, and which the branch keeps itself."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from shared import audit, etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.types import Shape

from .. import queries, usecases
from ..rules.hr.field_owners import Owner

router = APIRouter(prefix="/v1/hr-field-owners", tags=["hr-sync-runs"])

Reader = Annotated[Access, may("field_owner.read")]
Writer = Annotated[Access, may("field_owner.write")]


class FieldOwners(Shape):
    """Who owns each field. A value of HR for a field of the branch changes nothing, and the plan says so.

    The keys, and whether somebody is here, are always HR's.
    """

    name: Owner
    sex: Owner
    birth_on: Owner
    phone: Owner
    email: Owner
    workplace: Owner
    post: Owner
    shift: Owner
    employment_type: Owner
    hired_on: Owner
    left_on: Owner
    departure: Owner
    political_status: Owner
    development_stage: Owner
    joined_party_on: Owner
    regularised_on: Owner
    branch: Owner
    group: Owner
    party_post: Owner


def _tag(owners: FieldOwners) -> str:
    return etag_of(owners.model_dump_json())


@router.get("", summary="字段归属 / Who owns which field")
async def read_owners(_reader: Reader, view: View, request: Request, response: Response) -> FieldOwners:
    """Of every field that can be owned; with an ETag."""
    owners = FieldOwners.model_validate(await queries.hr_known.owners(view))
    etag.show(request, response, _tag(owners))
    return owners


@router.put("", summary="设置字段归属 / Say who owns which field")
async def set_owners(
    body: FieldOwners, _writer: Writer, tx: Tx, seen: IfMatch, request: Request, response: Response
) -> FieldOwners:
    """Holds from the next plan on; what is there already stays."""
    await queries.hr_known.owners_locked(tx)
    seen.require(_tag(FieldOwners.model_validate(await queries.hr_known.owners(tx))))
    await usecases.hr_field_owners.set_all(tx, body.model_dump())
    audit.about(request, "hr-field-owners")
    response.headers["ETag"] = _tag(body)
    return body
