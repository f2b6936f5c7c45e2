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
    assert told["grant_types_supported"] == ["authorization_code", "refresh_token", "client_credentials"]
    assert told["scopes_supported"] == ["siyou", "openid", "profile", "offline_access"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["response_types_supported"] == ["code"]


async def test_every_door_that_the_metadata_names_is_there(house: House) -> None:
    told = (await house.client.get("/.well-known/openid-configuration")).json()
    paths = house.app.openapi()["paths"]
    doors = {
        value.removeprefix(ISSUER) for name, value in told.items() if name.endswith(("_endpoint", "_uri"))
    }
    assert doors == {path for path in paths if path.startswith("/oauth2/")}


async def test_published_keys_hold_no_private_part(house: House) -> None:
    answer = await house.client.get("/oauth2/jwks")
    access, told = answer.json()["keys"]
    assert (access["alg"], told["alg"]) == ("Ed25519", "RS256")
    assert not {"d", "p", "q", "dp", "dq", "qi"} & {*access, *told}
    assert answer.headers["cache-control"] == "public, max-age=30"


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
    assert described
    for path, method, operation in described:
        assert "x-act" in operation, (path, method)
        assert " / " in operation["summary"], (path, method)
