"""What clients read about the issuer."""

import pytest

from tests.directory.house import House
from tests.support.issuer import ISSUER


@pytest.mark.parametrize("name", ["oauth-authorization-server", "openid-configuration"])
async def test_metadata_names_the_doors_and_only_what_is_offered(house: House, name: str) -> None:
    answer = await house.client.get(f"/.well-known/{name}")
    told = answer.json()
    assert answer.status_code == 200
    assert (told["issuer"], told["token_endpoint"]) == (ISSUER, f"{ISSUER}/oauth2/token")
    assert told["grant_types_supported"] == ["authorization_code", "client_credentials"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["response_types_supported"] == ["code"]


async def test_published_keys_hold_no_private_part(house: House) -> None:
    answer = await house.client.get("/oauth2/jwks")
    [key] = answer.json()["keys"]
    assert {"kty", "crv", "x", "kid"} <= set(key)
    assert "d" not in key
    assert answer.headers["cache-control"] == "public, max-age=300"


async def test_every_door_of_oauth_is_described(house: House) -> None:
    paths = house.app.openapi()["paths"]
    assert set(paths["/oauth2/authorize"]) == {"get", "post"}
    form = paths["/oauth2/token"]["post"]["requestBody"]["content"]
    assert "application/x-www-form-urlencoded" in form


async def test_every_route_of_a_noun_names_its_act_in_two_languages(house: House) -> None:
    described = [
        (path, method, operation)
        for path, methods in house.app.openapi()["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/v1/") and path != "/v1/problems"
    ]
    assert len(described) == 26
    for path, method, operation in described:
        assert "x-act" in operation, (path, method)
        assert " / " in operation["summary"], (path, method)
