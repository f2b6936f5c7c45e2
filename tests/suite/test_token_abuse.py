"""Abuse of tokens, in every service: asked at its own door, as if the gateway were not there, and through it.

Each test is one sentence of the threat model; `tests/shared/test_tokens.py` tries every claim and header alone.
"""

import base64
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

import suite
from shared.auth.tokens import mint_service_token, public_part
from tests.support.forgery import forge, opened, unsigned, with_key, with_secret
from tests.support.issuer import ISSUER, NOON

from .conftest import Factory
from .targets import ALMIGHTY, MEMBER
from .test_policy_walk import PUBLIC

OPEN_TO_A_MEMBER = {
    "directory": "/v1/me",
    "points": "/v1/claims",
    "activities": "/v1/meetings",
    "volunteering": "/v1/projects",
}
"""Of each service a route that lets Wang in."""
DOORS = {"GET /livez": "whether the process answers", "GET /readyz": "and its database"}
"""What every service has of its own and opens to its neighbours; the gateway never routes it."""


@pytest.fixture
async def doors(factory: Factory) -> AsyncIterator[dict[str, httpx2.AsyncClient]]:
    """A client at each service's own door, and one at the gateway."""
    apps: dict[str, Any] = {**factory.house.apps, "gateway": factory.house.door}
    made = {
        name: httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ISSUER, trust_env=False)
        for name, app in apps.items()
    }
    yield made
    for client in made.values():
        await client.aclose()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def good(factory: Factory) -> str:
    return factory.by(MEMBER)["Authorization"].removeprefix("Bearer ")


async def let_in(doors: dict[str, httpx2.AsyncClient], headers: dict[str, str]) -> list[str]:
    """The services that answer otherwise than 401, with a problem that says so, at their own door or through ours."""
    found = []
    for service, path in OPEN_TO_A_MEMBER.items():
        for door in (service, "gateway"):
            answer = await doors[door].get(path, headers=headers)
            if answer.status_code != 401 or answer.json()["code"] != "token_invalid":
                found.append(f"{service} by {door}: {answer.status_code}")
    return found


async def test_a_good_token_opens_each_of_them(
    factory: Factory, doors: dict[str, httpx2.AsyncClient]
) -> None:
    """Otherwise what follows would prove nothing."""
    assert set(OPEN_TO_A_MEMBER) == {each.name for each in suite.SERVICES}
    for service, path in OPEN_TO_A_MEMBER.items():
        for door in (service, "gateway"):
            assert (await doors[door].get(path, headers=bearer(good(factory)))).status_code == 200


def forgeries(private: dict[str, Any], token: str) -> dict[str, str]:
    """What attackers make of a good token (RFC 8725 §2)."""
    header, claims = opened(token)
    public = public_part(private)
    own, at = with_key(private), int(NOON.timestamp())
    point = base64.urlsafe_b64decode(public["x"] + "==")
    as_text = json.dumps(public).encode()
    no_expiry = {name: value for name, value in claims.items() if name != "exp"}
    return {
        "alg none": forge(header | {"alg": "none"}, claims, unsigned),
        "alg NoNe": forge(header | {"alg": "NoNe"}, claims, unsigned),
        "HMAC over the public key": forge(header | {"alg": "HS256"}, claims, with_secret(point)),
        "HMAC over the public JWK": forge(header | {"alg": "HS256"}, claims, with_secret(as_text)),
        "a key of one's own in the header": forge(header | {"jwk": public}, claims, own),
        "a key at an address": forge(header | {"jku": "https://evil.test/jwks"}, claims, own),
        "a certificate at an address": forge(header | {"x5u": "https://evil.test/x5"}, claims, own),
        "an unknown extension": forge(header | {"crit": ["exp"], "exp": 1}, claims, own),
        "of the type JWT": forge(header | {"typ": "JWT"}, claims, own),
        "without a type": forge({"alg": header["alg"], "kid": header["kid"]}, claims, own),
        "for another audience": forge(header, claims | {"aud": "another"}, own),
        "for several audiences": forge(header, claims | {"aud": ["siyou", "another"]}, own),
        "of another issuer": forge(header, claims | {"iss": "https://evil.test"}, own),
        "that never ends": forge(header, no_expiry, own),
        "that has ended": forge(header, claims | {"exp": at - 61}, own),
        "that has not begun": forge(header, claims | {"nbf": at + 120}, own),
        "of somebody unheard of": forge(
            header, claims | {"sub": "00000000-0000-7000-8000-000000000000"}, own
        ),
        "altered after signing": f"{forge(header, claims | {'sub': str(ALMIGHTY)}, own).rsplit('.', 1)[0]}"
        f".{token.rsplit('.', 1)[1]}",
    }


async def test_a_forged_token_opens_no_service(
    factory: Factory, doors: dict[str, httpx2.AsyncClient]
) -> None:
    """Abuse case 6."""
    wrong = {
        name: through
        for name, token in forgeries(factory.private, good(factory)).items()
        if (through := await let_in(doors, bearer(token)))
    }
    assert not wrong


async def test_what_is_signed_for_something_else_is_no_access_token_and_the_reverse(
    factory: Factory, doors: dict[str, httpx2.AsyncClient]
) -> None:
    """Abuse case 7: a delivery of facts, a room's code, a calendar's address; and a token as one of them."""
    key = "s" * 40
    for service in OPEN_TO_A_MEMBER:
        delivery = mint_service_token(key, sender="points", audience=service, at=NOON)
        assert not await let_in(doors, bearer(delivery))
    for word in ("123456", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=", "a" * 43):
        assert not await let_in(doors, bearer(word))
    batch = {"facts": [{"id": "0199f000-0000-7000-8000-000000000000", "source": "points", "type": "a.b"}]}
    for service in OPEN_TO_A_MEMBER:
        answer = await doors[service].post("/v1/facts", json=batch, headers=bearer(good(factory)))
        assert answer.status_code == 401, service
    scan = await doors["gateway"].post("/v1/scans/tickets", json={"code": good(factory)})
    assert 400 <= scan.status_code < 500


async def test_nothing_but_the_one_token_says_who_asks(
    factory: Factory, doors: dict[str, httpx2.AsyncClient]
) -> None:
    """Abuse case 8: headers that some proxies trust, in the spellings that some servers fold into one."""
    almighty = factory.by(ALMIGHTY)["Authorization"]
    for name in ("X-User", "X_User", "X.User", "X-Forwarded-User", "X-Remote-User", "X-Authorization"):
        assert not await let_in(doors, {name: str(ALMIGHTY)}), name
        assert not await let_in(doors, {name: almighty}), name
    twice = [("Authorization", f"Bearer {good(factory)}"), ("Authorization", almighty)]
    for service, path in OPEN_TO_A_MEMBER.items():
        assert (await doors[service].get(path, headers=twice)).status_code == 401
        assert (await doors["gateway"].get(path, headers=twice)).status_code == 400
    dropped = {"Authorization": almighty, "Connection": "Authorization"}
    answer = await doors["gateway"].get("/v1/me", headers=dropped)
    assert answer.status_code == 401 or answer.json()["id"] == str(ALMIGHTY)


async def test_a_service_asked_past_the_gateway_opens_nothing_without_a_token(
    factory: Factory, doors: dict[str, httpx2.AsyncClient]
) -> None:
    """Abuse case 9: whatever is behind a token at the gateway is behind one at the service too."""
    wrong = []
    for name in OPEN_TO_A_MEMBER:
        described = factory.house.apps[name].openapi()["paths"]
        for path, operations in described.items():
            url = re.sub(r"{\w+}", "0199f000-0000-7000-8000-000000000000", path)
            for method in set(operations) - {"parameters"}:
                answer = await doors[name].request(method.upper(), url)
                if answer.status_code != 401 and f"{method.upper()} {path}" not in PUBLIC | DOORS:
                    wrong.append(f"{name} {method} {path}: {answer.status_code}")
    assert not wrong
