"""One description (OpenAPI 3.1) made of the services' own.

Components that are equal in all services are shared. Unequal ones of the same name are renamed in every
service that has them (`PointsTitle`, `DirectoryTitle`), and the log says so: nothing is merged by guess. What
the table does not route is left out.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

log = logging.getLogger(__name__)

Document = dict[str, Any]
Named = tuple[str, str]
"""Kind and name of a component: `("schemas", "Problem")`."""
ServiceOf = Callable[[str], str | None]

TITLE = "Siyou 四有"
DESCRIPTION = """党员积分与支部活动:车间党支部的接口。
Member points and activities of a Party branch.

错误一律为 RFC 9457 问题文档:`code` 稳定且不翻译,文字依 `Accept-Language`(默认中文)。
Every error is an RFC 9457 problem document: `code` is stable, its words follow `Accept-Language`.
"""
CATALOGUE = "/v1/problems"
"""The one path that every service has and the gateway answers for all."""

_REF = "#/components/"
_METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


class Unjoinable(ValueError):
    """Two services claim the same operation id, or sign in by unequal schemes of the same name."""


def join(documents: Mapping[str, Document], service_of: ServiceOf) -> Document:
    """The description of the suite. Raises Unjoinable."""
    clashing = clashes(documents)
    for kind, name in sorted(clashing):
        if (
            kind == "securitySchemes"
        ):  # operations name these without a reference, so a new name would not reach them
            message = f"the security scheme {name} differs between services"
            raise Unjoinable(message)
        log.warning("component %s/%s differs between services and was renamed in each", kind, name)
    renamed = {service: _renamed(document, service, clashing) for service, document in documents.items()}
    paths = _paths(renamed, service_of)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": _version(documents), "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(tag for _, tag in _tags(paths))],
        "x-tagGroups": _groups(paths, service_of),
        "paths": paths,
        "components": _components(renamed),
    }


def unrouted(documents: Mapping[str, Document], service_of: ServiceOf) -> list[str]:
    """Described paths that nobody can reach, as `points /v1/nothing`: the suite's table lacks a word."""
    return [
        f"{service} {path}"
        for service, document in documents.items()
        for path in document.get("paths", {})
        if path != CATALOGUE and service_of(path) != service
    ]


def clashes(documents: Mapping[str, Document]) -> set[Named]:
    """The components that mean different things in different services, by themselves or by what they use."""
    texts: dict[Named, list[str]] = {}
    uses: dict[Named, set[Named]] = {}
    for document in documents.values():
        for named, component in _each(document):
            texts.setdefault(named, []).append(json.dumps(component, sort_keys=True))
            uses.setdefault(named, set()).update(_references(component))
    shared = {named for named, found in texts.items() if len(found) > 1}
    clashing = {named for named in shared if len(set(texts[named])) > 1}
    while more := {named for named in shared - clashing if uses[named] & clashing}:
        clashing |= more
    return clashing


def _each(document: Document) -> Iterator[tuple[Named, Any]]:
    for kind, components in document.get("components", {}).items():
        for name, component in components.items():
            yield (kind, name), component


def _references(node: Any) -> Iterator[Named]:
    if isinstance(node, str):
        if named := _target(node):
            yield named
    elif isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from _references(child)


def _target(text: str) -> Named | None:
    """What a reference, in `$ref` or in the mapping of a discriminator, points to."""
    if not text.startswith(_REF):
        return None
    kind, _, name = text.removeprefix(_REF).partition("/")
    return kind, name


def _renamed(document: Document, service: str, clashing: set[Named]) -> Document:
    def new_name(named: Named) -> str:
        return f"{service.title()}{named[1]}" if named in clashing else named[1]

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: walk(child) for key, child in node.items()}
        if isinstance(node, list):
            return [walk(child) for child in node]
        named = _target(node) if isinstance(node, str) else None
        return node if named is None else f"{_REF}{named[0]}/{new_name(named)}"

    components: Document = {}
    for named, component in _each(document):
        components.setdefault(named[0], {})[new_name(named)] = walk(component)
    return {"paths": walk(document.get("paths", {})), "components": components}


def _paths(documents: Mapping[str, Document], service_of: ServiceOf) -> Document:
    found: Document = {}
    taken: set[str] = set()
    for service, document in documents.items():
        for path, item in document["paths"].items():
            if service_of(path) == service or (path == CATALOGUE and path not in found):
                _take_operations(item, taken, service)
                found[path] = item
    if CATALOGUE in found:
        found[f"{CATALOGUE}/{{code}}"] = _one_problem(found[CATALOGUE]["get"])
    return found


def _take_operations(item: Document, taken: set[str], service: str) -> None:
    for operation in _operations(item):
        operation_id = str(operation.get("operationId"))
        if operation_id in taken:
            message = f"operation id {operation_id} of {service} is taken"
            raise Unjoinable(message)
        taken.add(operation_id)


def _operations(item: Document) -> list[Document]:
    return [item[method] for method in _METHODS if method in item]


def _one_problem(listing: Document) -> Document:
    """What the gateway adds to the catalogue: the entry that the `type` of a problem points to."""
    schema = listing["responses"]["200"]["content"]["application/json"]["schema"]["items"]
    found = {"description": "Successful Response", "content": {"application/json": {"schema": schema}}}
    others = {status: answer for status, answer in listing["responses"].items() if status != "200"}
    code = {"name": "code", "in": "path", "required": True, "schema": {"type": "string", "title": "Code"}}
    operation = {
        "tags": listing.get("tags", []),
        "summary": "问题目录中的一项 / One entry of the problem catalogue",
        "description": "Where the `type` of a problem answer points.",
        "operationId": "showProblem",
        "parameters": [code],
        "responses": {"200": found, **others},
    }
    return {"get": operation}


def _tags(paths: Document) -> Iterator[tuple[str, str]]:
    for path, item in paths.items():
        for operation in _operations(item):
            for tag in operation.get("tags", ()):
                yield path, tag


def _groups(paths: Document, service_of: ServiceOf) -> list[Document]:
    groups: dict[str, dict[str, None]] = {}
    for path, tag in _tags(paths):
        groups.setdefault(service_of(path) or "gateway", {})[tag] = None
    return [{"name": service, "tags": list(tags)} for service, tags in groups.items()]


def _components(documents: Mapping[str, Document]) -> Document:
    found: Document = {}
    for document in documents.values():
        for (kind, name), component in _each(document):
            found.setdefault(kind, {})[name] = component
    return {kind: dict(sorted(named.items())) for kind, named in sorted(found.items())}


def _version(documents: Mapping[str, Document]) -> str:
    return max(
        (str(document.get("info", {}).get("version", "1")) for document in documents.values()), default="1"
    )
