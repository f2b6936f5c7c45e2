"""How HR's machine speaks SCIM to a house, in short."""

from typing import Any
from uuid import UUID

import httpx2

from services.directory.models import Person
from services.directory.rules.hr.scim_schemas import ENTERPRISE, PARTY
from tests.directory.house import House

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
PHONE = "13987654321"


async def ask(
    house: House, method: str, path: str, body: Any = None, *, by: str | None = "hr", **headers: str
) -> httpx2.Response:
    """As the HR system asks."""
    return await house.client.request(
        method, f"/scim/v2{path}", json=body, headers=house.by(by) | headers, follow_redirects=False
    )


def somebody(number: str, **more: Any) -> dict[str, Any]:
    """Somebody new, called by the number in every system."""
    return {
        "schemas": [USER, ENTERPRISE, PARTY],
        "externalId": f"P{number}",
        "userName": number,
        "displayName": f"新人{number}",
        ENTERPRISE: {"employeeNumber": number},
        **more,
    }


def patch(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(operations)}


def error_of(answer: httpx2.Response) -> tuple[int, str | None]:
    """Status and type of an error, which has SCIM's shape."""
    assert answer.headers["content-type"] == "application/scim+json", answer.text
    told = answer.json()
    assert told["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert told["status"] == str(answer.status_code)
    return answer.status_code, told.get("scimType")


async def made(house: House, number: str, **more: Any) -> dict[str, Any]:
    answer = await ask(house, "POST", "/Users", somebody(number, **more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def found(house: House, filter_: str, kind: str = "Users") -> list[dict[str, Any]]:
    answer = await house.client.get(f"/scim/v2/{kind}", params={"filter": filter_}, headers=house.by("hr"))
    assert answer.status_code == 200, answer.text
    resources: list[dict[str, Any]] = answer.json().get("Resources", [])
    return resources


def creation(number: int, **more: Any) -> dict[str, Any]:
    return {
        "method": "POST",
        "path": "/Users",
        "bulkId": f"b{number}",
        "data": somebody(f"B{number:04}", **more),
    }


async def person_of(house: House, person_id: str) -> Person:
    async with house.database.read() as view:
        row = await view.get(Person, UUID(person_id))
    assert row is not None
    return row
