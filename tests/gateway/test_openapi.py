"""One description of all services: equal components shared, unequal ones told apart, strays left out."""

import logging
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

import suite
from gateway.app import create
from gateway.forward import End, InProcess, OverHttp
from gateway.openapi import Unjoinable, clashes, join, unrouted
from gateway.settings import GatewaySettings
from gateway.table import Table
from shared import openapi, problems
from tests.support.serving import serving

TABLE = Table(suite.routes())
REF = "#/components/schemas/"
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def a_document(
    path: str, schemas: dict[str, Any], *, operation: str = "show", uses: str = ""
) -> dict[str, Any]:
    shown = {"schema": {"$ref": REF + uses}} if uses else {}
    answer = {"description": "OK", "content": {"application/json": shown}}
    get = {
        "operationId": operation,
        "tags": [path.split("/")[2]],
        "x-act": "claim.read",
        "responses": {"200": answer},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "paths": {path: {"get": get}},
        "components": {"schemas": schemas, "securitySchemes": {"siyou": {"type": "oauth2", "flows": {}}}},
    }


def joined(directory: dict[str, Any], points: dict[str, Any]) -> dict[str, Any]:
    return join({"directory": directory, "points": points}, TABLE.service_of)


def used_by(document: dict[str, Any], path: str) -> str:
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return str(schema["$ref"]).removeprefix(REF)


class TestJoining:
    def test_paths_and_acts_of_both_stand_together(self) -> None:
        whole = joined(a_document("/v1/persons", {}), a_document("/v1/claims", {}, operation="other"))
        assert whole["openapi"] == "3.1.0"
        assert list(whole["paths"]) == ["/v1/persons", "/v1/claims"]
        assert whole["paths"]["/v1/claims"]["get"]["x-act"] == "claim.read"
        assert whole["tags"] == [{"name": "persons"}, {"name": "claims"}]
        assert whole["x-tagGroups"] == [
            {"name": "directory", "tags": ["persons"]},
            {"name": "points", "tags": ["claims"]},
        ]

    def test_equal_components_are_shared(self) -> None:
        whole = joined(
            a_document("/v1/persons", {"Title": TEXT}, uses="Title"),
            a_document("/v1/claims", {"Title": TEXT}, uses="Title", operation="other"),
        )
        assert whole["components"]["schemas"] == {"Title": TEXT}
        assert used_by(whole, "/v1/persons") == used_by(whole, "/v1/claims") == "Title"

    def test_unequal_components_get_their_services_name_and_the_log_says_so(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.WARNING):
            whole = joined(
                a_document("/v1/persons", {"Title": TEXT}, uses="Title"),
                a_document("/v1/claims", {"Title": NUMBER}, uses="Title", operation="other"),
            )
        assert whole["components"]["schemas"] == {"DirectoryTitle": TEXT, "PointsTitle": NUMBER}
        assert used_by(whole, "/v1/persons") == "DirectoryTitle"
        assert used_by(whole, "/v1/claims") == "PointsTitle"
        assert "schemas/Title differs between services" in caplog.text

    def test_a_component_that_uses_an_unequal_one_is_unequal_too(self) -> None:
        page = {"type": "array", "items": {"$ref": f"{REF}Title"}}
        first = a_document("/v1/persons", {"Page": page, "Title": TEXT, "Other": TEXT})
        second = a_document("/v1/claims", {"Page": page, "Title": NUMBER, "Other": TEXT})
        assert clashes({"directory": first, "points": second}) == {("schemas", "Title"), ("schemas", "Page")}
        second["paths"]["/v1/claims"]["get"]["operationId"] = "other"
        schemas = joined(first, second)["components"]["schemas"]
        assert schemas["PointsPage"]["items"] == {"$ref": f"{REF}PointsTitle"}
        assert sorted(schemas) == ["DirectoryPage", "DirectoryTitle", "Other", "PointsPage", "PointsTitle"]

    def test_a_discriminators_mapping_follows(self) -> None:
        choice = {"oneOf": [{"$ref": f"{REF}A"}], "discriminator": {"mapping": {"a": f"{REF}A"}}}
        first = a_document("/v1/persons", {"A": TEXT})
        second = a_document("/v1/claims", {"A": NUMBER, "Choice": choice}, operation="other")
        choice = joined(first, second)["components"]["schemas"]["Choice"]
        assert choice["discriminator"]["mapping"] == {"a": f"{REF}PointsA"}
        assert choice["oneOf"] == [{"$ref": f"{REF}PointsA"}]

    def test_a_doubled_operation_id_is_refused(self) -> None:
        with pytest.raises(Unjoinable, match="operation id show of points is taken"):
            joined(a_document("/v1/persons", {}), a_document("/v1/claims", {}))

    def test_unequal_ways_to_sign_in_are_refused(self) -> None:
        other = a_document("/v1/claims", {}, operation="other")
        other["components"]["securitySchemes"]["siyou"]["flows"] = {"password": {}}
        with pytest.raises(Unjoinable, match="security scheme siyou"):
            joined(a_document("/v1/persons", {}), other)

    def test_what_the_table_does_not_route_is_left_out_and_can_be_listed(self) -> None:
        stray = a_document("/v1/persons", {}, operation="other")
        assert list(joined(a_document("/v1/persons", {}), stray)["paths"]) == ["/v1/persons"]
        assert unrouted({"points": stray}, TABLE.service_of) == ["points /v1/persons"]
        assert unrouted({"directory": stray}, TABLE.service_of) == []


class EntryRead(BaseModel):
    code: str


def a_service(noun: str) -> FastAPI:
    """As a service describes itself: one list, and the catalogue that all of them have."""
    router = APIRouter()

    async def show() -> list[EntryRead]:
        return []

    async def list_problems() -> list[EntryRead]:
        return [EntryRead(code=f"{noun}_gone")]

    router.add_api_route(
        f"/v1/{noun}", show, name=f"show_{noun}", tags=[noun], openapi_extra={"x-act": "a.b"}
    )
    router.add_api_route("/v1/problems", list_problems, tags=["problems"])
    app = FastAPI(responses={"default": {"description": "A problem", **openapi.PROBLEM}})
    app.include_router(openapi.describe(router))
    problems.install(app)
    return app


@pytest.fixture(params=["in process", "over http"])
def ends(request: pytest.FixtureRequest) -> Iterator[dict[str, End]]:
    directory, points = a_service("persons"), a_service("claims")
    if request.param == "in process":
        yield {"directory": InProcess(directory), "points": InProcess(points)}
        return
    with serving(directory) as first, serving(points) as second:
        yield {"directory": OverHttp(first), "points": OverHttp(second)}


def a_client(ends: dict[str, End]) -> httpx2.AsyncClient:
    app = create(ends, TABLE, GatewaySettings())
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://siyou.example")


class TestServing:
    async def test_the_description_joins_what_the_services_say_of_themselves(
        self, ends: dict[str, End]
    ) -> None:
        async with ends["directory"].running(), ends["points"].running(), a_client(ends) as client:
            answer = await client.get("/openapi.json")
            whole = answer.json()
            again = await client.get("/openapi.json", headers={"If-None-Match": answer.headers["etag"]})
        assert list(whole["paths"]) == ["/v1/persons", "/v1/problems", "/v1/claims", "/v1/problems/{code}"]
        assert whole["paths"]["/v1/claims"]["get"]["operationId"] == "showClaims"
        assert whole["paths"]["/v1/claims"]["get"]["x-act"] == "a.b"
        assert sorted(whole["components"]["schemas"]) == ["EntryRead", "FaultRead", "Problem"]
        assert answer.headers["cache-control"] == "no-cache"
        assert again.status_code == 304

    async def test_the_catalogue_holds_the_services_codes_and_the_gateways_own(
        self, ends: dict[str, End]
    ) -> None:
        async with ends["directory"].running(), ends["points"].running(), a_client(ends) as client:
            listed = (await client.get("/v1/problems")).json()
            own = (await client.get("/v1/problems/address_unknown")).json()
            missing = await client.get("/v1/problems/no_such_code")
        codes = [entry["code"] for entry in listed]
        assert codes == sorted(codes)
        assert {"claims_gone", "persons_gone", "service_slow"} <= set(codes)
        assert (own["status"], own["title_zh"]) == (404, "没有这个地址")
        assert missing.status_code == 404

    async def test_half_a_description_is_none(self, ends: dict[str, End]) -> None:
        """A code generator must never believe that a part of the suite is gone."""
        half = {"directory": ends["directory"], "points": OverHttp("http://127.0.0.1:9")}
        async with ends["directory"].running(), half["points"].running(), a_client(half) as client:
            answer = await client.get("/openapi.json", headers={"Accept-Language": "en"})
        assert (answer.status_code, answer.json()["code"]) == (503, "suite_not_ready")
        assert answer.json()["detail"] == "Not ready: points"
