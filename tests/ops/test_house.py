"""The suite in one process: facts find their hearers, and a token of the issuer opens every service."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

import suite
from gateway.openapi import clashes, join, unrouted
from gateway.table import Table
from ops.house import House
from ops.sign_in import sign_in_async
from ops.wiring import in_process, over_http
from shared.roster import PERSON


async def jwks(_request: Request) -> Response:
    return JSONResponse({"keys": [{"kid": "1"}]})


async def broken(_request: Request) -> Response:
    raise RuntimeError


@pytest.fixture
async def house(tmp_path: Path, anyio_backend: str) -> AsyncIterator[House]:
    del anyio_backend
    urls = {each.name: f"sqlite+aiosqlite:///{tmp_path}/{each.name}.sqlite" for each in suite.SERVICES}
    built = House(
        urls,
        issuer="http://siyou.example",
        service_key="s" * 40,
        cursor_key="c" * 40,
        field_keys="f" * 64,
        var=tmp_path,
    )
    async with built.running():
        yield built


class TestWires:
    async def test_the_issuers_keys_are_read_from_where_it_stands(self) -> None:
        wires = in_process({suite.ISSUER: Starlette(routes=[Route("/oauth2/jwks", jwks)])})
        assert await wires.keys() == [{"kid": "1"}]
        await wires.close()

    @pytest.mark.parametrize("app", [Starlette(), Starlette(routes=[Route("/oauth2/jwks", broken)])])
    async def test_keys_that_cannot_be_read_are_an_oserror(self, app: Starlette) -> None:
        with pytest.raises(OSError, match="the issuer's keys cannot be read"):
            await in_process({suite.ISSUER: app}).keys()
        with pytest.raises(OSError, match="the issuer's keys cannot be read"):
            await over_http({suite.ISSUER: "http://127.0.0.1:9"}, "http://127.0.0.1:9/oauth2/jwks").keys()

    def test_a_service_outside_the_suite_is_a_connection_error(self) -> None:
        for wires in (in_process({}), over_http({}, "")):
            with pytest.raises(ConnectionError, match="care"):
                wires.peer("care")


class TestHouse:
    async def test_who_people_are_reaches_points_and_their_token_opens_it(self, house: House) -> None:
        await house.furnish("directory")
        async with house.apps["points"].state.database.read() as view:
            known = (await view.execute(select(func.count()).select_from(PERSON))).scalar_one()
        assert known >= 60
        transport = httpx2.ASGITransport(house.door)
        async with httpx2.AsyncClient(transport=transport, base_url="http://siyou.example") as client:
            token = await sign_in_async(client, "member", "Siyou-demo-2026")
            bearer = {"Authorization": f"Bearer {token}"}
            me = (await client.get("/v1/me", headers=bearer)).json()
            schemes = await client.get("/v1/schemes", headers=bearer)
            unknown = await client.get("/v1/schemes", headers={"Authorization": "Bearer x"})
        assert "王建国" in str(me)
        assert (schemes.status_code, unknown.status_code) == (200, 401)

    async def test_everything_that_is_described_has_a_place_in_the_table(self, house: House) -> None:
        """A route whose noun is missing in the suite's table would be there for nobody."""
        documents = {name: app.openapi() for name, app in house.apps.items()}
        table = Table(suite.routes())
        assert unrouted(documents, table.service_of) == []
        assert clashes(documents) == set()
        assert join(documents, table.service_of)["paths"]

    async def test_every_word_of_the_table_leads_to_something(self, house: House) -> None:
        described = [path for app in house.apps.values() for path in app.openapi()["paths"]]
        # What another standard describes hangs below one address of ours.
        described += [
            each.path for app in house.apps.values() for each in app.routes if isinstance(each, Mount)
        ]
        assert [
            word
            for word in suite.routes()
            if not any(path == word or path.startswith(f"{word}/") for path in described)
        ] == []

    async def test_every_route_is_reached_through_the_door(self, house: House) -> None:
        """Without a token: the answer is the service's own, so it is not that nothing is there."""
        transport = httpx2.ASGITransport(house.door)
        async with httpx2.AsyncClient(transport=transport, base_url="http://siyou.example") as client:
            described = (await client.get("/openapi.json")).json()["paths"]
            asked = [(path, method) for path, item in described.items() for method in item]
            answers = {
                (path, method): await client.request(method, re.sub(r"{\w+}", "2026-09-01", path))
                for path, method in asked
            }
        assert len(answers) > 50
        assert [each for each, answer in answers.items() if answer.status_code in {405, 502, 503}] == []
        missing = [each for each, answer in answers.items() if answer.status_code == 404]
        assert missing == [("/v1/calendar-feeds/{token}.ics", "get"), ("/v1/problems/{code}", "get")]
