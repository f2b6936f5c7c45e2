"""An issuer that others have written lets people and machines into every service, and ours is shut meanwhile.

It is npm's `oidc-provider`, run by Node; its packages are pinned with hashes in `oidc_provider/package-lock.json`.
"""

import base64
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import ECKey

import suite
from ops.house import House
from services.directory.demo import demo_id
from services.directory.demo.workshop import everyone
from shared.auth.issuers import ForeignIssuer
from tests.support.databases import Databases

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)]

_PROGRAM = Path(__file__).parent / "oidc_provider"
_AUDIENCE, _CALLBACK = "urn:siyou:api", "http://127.0.0.1/callback"
_NUMBERS = {each.key: f"RC{2000 + number}" for number, each in enumerate(everyone(), start=1)}
OPEN_TO_A_MEMBER = {
    "directory": "/v1/me",
    "points": "/v1/schemes",
    "activities": "/v1/meetings",
    "volunteering": "/v1/demands",
}


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address, once it answers. Node.js 20 or newer and npm must be there."""
    assert shutil.which("node"), "this test runs an issuer on Node.js: install nodejs and npm"
    folder = tmp_path_factory.mktemp("issuer") / "oidc_provider"
    shutil.copytree(_PROGRAM, folder)
    subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    key = ECKey.generate_key("P-256", {"kid": "sso-1", "use": "sig", "alg": "ES256"}, private=True)
    command = ["node", "provider.mjs", port, _AUDIENCE]
    environment = os.environ | {"PROVIDER_KEY": json.dumps(key.as_dict(private=True))}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture
async def house(databases: Databases, issuer: str, tmp_path: Path) -> AsyncIterator[House]:
    """The suite with the people of the demo, where that issuer alone is believed."""
    urls = {each.name: databases.migrated(each.name) for each in suite.SERVICES}
    theirs = ForeignIssuer(issuer=issuer, audience=_AUDIENCE, algorithms=("ES256",))
    common: dict[str, Any] = {"issuer": "http://siyou.test", "var": tmp_path, "field_keys": "f" * 64}
    common |= {"service_key": "s" * 40, "cursor_key": "c" * 40}
    made = House(urls, embedded_issuer=False, foreign_issuers=(theirs,), **common)
    async with made.running():
        await made.furnish("directory")
        yield made


@pytest.fixture
async def door(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    """The gateway."""
    transport = httpx2.ASGITransport(house.door)
    async with httpx2.AsyncClient(transport=transport, base_url="http://siyou.test") as client:
        yield client


async def signed_in(issuer: str, name: str) -> str:
    """Code and PKCE at that issuer's own pages, as its documentation has it: an access token."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    async with httpx2.AsyncClient(base_url=issuer, trust_env=False) as browser:
        answer = await browser.get(
            "/auth",
            params={
                "client_id": "frontend",
                "response_type": "code",
                "redirect_uri": _CALLBACK,
                "scope": "openid siyou",
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            },
        )
        for _step in range(10):
            address = answer.headers.get("location", "")
            if address.startswith(_CALLBACK):
                break
            answer = await (_submit(browser, answer, name) if not address else browser.get(address))
        code = parse_qs(urlsplit(address).query)["code"][0]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": _CALLBACK}
        told = await browser.post("/token", data=form | {"client_id": "frontend", "code_verifier": verifier})
    return str(told.raise_for_status().json()["access_token"])


async def _submit(browser: httpx2.AsyncClient, page: httpx2.Response, name: str) -> httpx2.Response:
    found = re.search(r'action="([^"]+)"', page.text)
    prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
    assert found, page.text
    assert prompt, page.text
    return await browser.post(found[1], data={"prompt": prompt[1], "login": name, "password": "any"})


async def a_machine(issuer: str) -> str:
    """Client credentials at that issuer: an access token."""
    async with httpx2.AsyncClient(trust_env=False) as client:
        told = await client.post(
            f"{issuer}/token",
            data={"grant_type": "client_credentials", "scope": "siyou"},
            auth=httpx2.BasicAuth("siyou-hr", "secret-of-the-factorys-issuer"),
        )
    return str(told.raise_for_status().json()["access_token"])


def by(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_member_signs_in_there_and_is_let_in_everywhere(
    door: httpx2.AsyncClient, issuer: str
) -> None:
    token = await signed_in(issuer, _NUMBERS["member"])
    answers = {name: await door.get(path, headers=by(token)) for name, path in OPEN_TO_A_MEMBER.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert set(answers) == {each.name for each in suite.SERVICES}
    assert answers["directory"].json()["name"] == "王建国"


async def test_hr_s_machine_is_let_in_with_the_rights_it_holds_here(
    door: httpx2.AsyncClient, issuer: str
) -> None:
    token = await a_machine(issuer)
    assert (await door.get("/v1/persons", headers=by(token))).status_code == 200
    assert (await door.get("/v1/claims", headers=by(token))).status_code == 403


async def test_who_is_known_there_and_not_here_is_let_in_nowhere(
    door: httpx2.AsyncClient, issuer: str
) -> None:
    token = await signed_in(issuer, "RC9999")
    for path in OPEN_TO_A_MEMBER.values():
        assert (await door.get(path, headers=by(token))).status_code == 401


async def test_a_leaver_s_token_opens_nothing_within_seconds(
    house: House, door: httpx2.AsyncClient, issuer: str
) -> None:
    token, machine = await signed_in(issuer, _NUMBERS["member"]), await a_machine(issuer)
    assert (await door.get("/v1/me", headers=by(token))).status_code == 200
    path = f"/v1/persons/{demo_id('person', 'member')}"
    etag = (await door.get(path, headers=by(machine))).headers["etag"]
    left = await door.patch(path, json={"active": False}, headers=by(machine) | {"If-Match": etag})
    assert left.status_code == 200, left.text
    await house.settle()
    for path in OPEN_TO_A_MEMBER.values():
        assert (await door.get(path, headers=by(token))).status_code == 401


@pytest.mark.parametrize("path", ["/oauth2/authorize", "/oauth2/jwks", "/.well-known/openid-configuration"])
async def test_our_own_issuer_is_not_there(door: httpx2.AsyncClient, path: str) -> None:
    assert (await door.get(path)).status_code == 404
