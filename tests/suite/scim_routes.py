"""SCIM's operations, listed from the application's own table of routes, with a well-formed request for each.

SCIM describes itself and stands in no OpenAPI description, so that the walk would pass it by.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from fastapi import FastAPI
from scim2_server.routing import ROUTES
from starlette.routing import Mount

from services.directory.api.scim import PREFIX, Door
from services.directory.rules.hr.scim_schemas import PARTY
from tests.directory.scim import BULK, GROUP, SEARCH, USER, patch

from .description import Ids, NoSample, Sample

PUBLIC = {"GET /ServiceProviderConfig": "whoever wants to sign in must know how (RFC 7643 §5)"}
"""The only operations without a right, and why."""

_REFERENCES = {"/Users": "person_id", "/Groups": "workplace_id"}
_NAMED = {"/ResourceTypes/{resource_id}": "User", "/Schemas/{resource_id}": PARTY}
_CHANGE = patch({"op": "replace", "path": "displayName", "value": "王建国"})
_numbers = count(1)


@dataclass(frozen=True)
class ScimOperation:
    """One method of one path. `name` is the library's for what it does."""

    method: str
    path: str
    name: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def act(self) -> str | None:
        """The act of the policy that it must ask for: whatever is no question may write."""
        if str(self) in PUBLIC:
            return None
        return "scim.read" if self.method == "GET" or self.path.endswith("/.search") else "scim.write"

    @property
    def references(self) -> list[str]:
        """What its sample refers to."""
        if self.path == "/Bulk":
            return ["person_id"]
        return [name for path, name in _REFERENCES.items() if self.path.startswith(f"{path}/{{")]

    def sample(self, ids: Ids) -> Sample:
        """A request that nothing is wrong with. Raises NoSample."""
        named = {name: str(ids[name]) for name in self.references}
        path = self.path.format_map(named | {"resource_id": _NAMED.get(self.path)})
        body = None
        if self.method in {"POST", "PUT", "PATCH"}:
            body = self._body(next(iter(named.values()), ""))
        return Sample(self.method.lower(), f"{PREFIX}{path}", {}, {}, body)

    def _body(self, reference: str) -> dict[str, Any]:
        if self.path.endswith("/.search"):
            return {"schemas": [SEARCH], "filter": 'displayName co "王"'}
        if self.path == "/Bulk":
            change = {"method": "PATCH", "path": f"/Users/{reference}", "data": _CHANGE}
            return {"schemas": [BULK], "Operations": [change]}
        if self.method == "PATCH":
            return _CHANGE
        made = _WHOLE.get("/Users" if self.path == "/Me" else self.path.split("/{")[0])
        if made is None:
            message = f"{self}: nothing is known that could be sent"
            raise NoSample(message)
        return made(next(_numbers))


def _user(number: int) -> dict[str, Any]:
    return {"schemas": [USER], "userName": f"walker-{number}", "displayName": "新人"}


def _group(number: int) -> dict[str, Any]:
    return {"schemas": [GROUP], "displayName": f"新车间{number}", "externalId": f"NEW-{number}"}


_WHOLE: dict[str, Callable[[int], dict[str, Any]]] = {"/Users": _user, "/Groups": _group}


def scim_operations(app: FastAPI) -> list[ScimOperation]:
    """All that directory's SCIM application has: each of its routes, for each kind of resource."""
    [door] = [each.app for each in app.routes if isinstance(each, Mount) and each.path == PREFIX]
    assert isinstance(door, Door)
    kinds = [f"/{door.service.endpoint_of(each)}" for each in door.service.provider.resource_types]
    return list(_expanded(kinds))


def _expanded(kinds: list[str]) -> Iterator[ScimOperation]:
    for route in ROUTES:
        for kind in kinds if "{endpoint}" in route.pattern else [""]:
            path = route.pattern.replace("/{endpoint}", kind)
            if kind:
                path = path.replace("{resource_id}", f"{{{_REFERENCES[kind]}}}")
            yield ScimOperation(route.method, path, route.name)
