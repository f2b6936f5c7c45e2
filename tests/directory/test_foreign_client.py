"""A client library that is not ours signs in through the gateway: all that it knows of us is our address."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.starlette_client import OAuth  # type: ignore[import-untyped]

import suite
from gateway.app import create
from gateway.forward import InProcess
from gateway.settings import GatewaySettings
from gateway.table import Table
from tests.support.issuer import ISSUER

from .house import House, keeping_house
from .world import CALLBACK, PASSWORD, ident


@asynccontextmanager
async def door(house: House) -> AsyncIterator[httpx2.ASGITransport]:
    """The gateway with nobody behind it but directory."""
    routes = {path: name for path, name in suite.routes().items() if name == "directory"}
    end = InProcess(house.app)
    async with end.running():
        yield httpx2.ASGITransport(create({"directory": end}, Table(routes), GatewaySettings(issuer=ISSUER)))


async def sign_in(transport: httpx2.ASGITransport, url: str) -> dict[str, str]:
    """What a person does in the browser, and what it brings back."""
    async with httpx2.AsyncClient(transport=transport, trust_env=False) as browser:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', (await browser.get(url)).text)
        assert found
        form = {"csrf": found[1], "act": "sign_in", "login": "wang", "password": PASSWORD}
        answer = await browser.post(url, data=form)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


async def test_authlib_discovers_signs_in_verifies_refreshes_and_gives_back(world_url: str) -> None:
    async with keeping_house(world_url) as house, door(house) as transport:
        house.watch.at = datetime.now(UTC)  # its verifier goes by the clock of the machine
        app: Any = OAuth().register(
            "siyou",
            client_id="test-app",
            server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile offline_access siyou",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "none",
                "transport": transport,
            },
        )
        asked = await app.create_authorization_url(CALLBACK)
        back = await sign_in(transport, asked["url"])
        assert (back["state"], back["iss"]) == (asked["state"], ISSUER)
        token = await app.fetch_access_token(
            redirect_uri=CALLBACK, code=back["code"], code_verifier=asked["code_verifier"]
        )
        claims = await app.parse_id_token(token, asked["nonce"])
        assert (claims["sub"], claims["iss"]) == (str(ident("wang")), ISSUER)
        assert (await app.userinfo(token=token))["name"] == "王建国"
        metadata = await app.load_server_metadata()
        async with app._get_oauth_client(**metadata) as client:  # noqa: SLF001 - as its own documentation does
            client.token = token
            fresh = await client.refresh_token(metadata["token_endpoint"])
            assert fresh["refresh_token"] != token["refresh_token"]
            assert (await app.parse_id_token(fresh, None))["sub"] == claims["sub"]
            given_back = await client.revoke_token(metadata["revocation_endpoint"], fresh["refresh_token"])
            assert given_back.status_code == 200
            with pytest.raises(OAuthError, match="invalid_grant"):
                await client.refresh_token(metadata["token_endpoint"], fresh["refresh_token"])
