"""What an authorization request must be like."""

from datetime import timedelta

import pytest

from services.directory.models import Client, ClientKind
from services.directory.rules.sign_in import authorization as rules
from shared.errors import Malformed

from ..rows import NOON, a_client

URI = "https://app.test/cb"
ISSUER = "https://siyou.test"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
ASKED = {
    "response_type": ["code"],
    "client_id": ["app"],
    "redirect_uri": [URI],
    "code_challenge": [CHALLENGE],
    "code_challenge_method": ["S256"],
}


def wishes(**changed: list[str]) -> rules.Wishes:
    return rules.wishes(ASKED | changed, a_client(), ISSUER)


def test_a_well_formed_request_gives_its_challenge() -> None:
    assert wishes() == rules.Wishes(CHALLENGE, "siyou")


def test_what_openid_asks_for_is_read() -> None:
    asked = wishes(scope=["openid siyou else"], nonce=["n"], max_age=["60"], prompt=["consent login"])
    assert asked == rules.Wishes(CHALLENGE, "siyou openid", "n", 60, anew=True)


@pytest.mark.parametrize(
    ("changed", "since", "fresh"),
    [
        ({}, 3600, True),
        ({"max_age": ["60"]}, 60, True),
        ({"max_age": ["60"]}, 61, False),
        ({"max_age": ["0"]}, 1, False),
        ({"prompt": ["login"]}, 0, False),
    ],
)
def test_a_session_may_be_too_old_for_what_the_client_wants(
    changed: dict[str, list[str]], since: int, *, fresh: bool
) -> None:
    assert rules.is_fresh(wishes(**changed), NOON - timedelta(seconds=since), NOON) is fresh


@pytest.mark.parametrize(
    ("name", "values", "error"),
    [
        ("response_type", ["token"], "unsupported_response_type"),
        ("response_type", [], "unsupported_response_type"),
        ("response_type", ["code", "code"], "invalid_request"),
        ("code_challenge", [CHALLENGE + "x"], "invalid_request"),
        ("code_challenge", [CHALLENGE[:-1] + "="], "invalid_request"),
        ("code_challenge_method", ["plain"], "invalid_request"),
        ("state", ["x" * 501], "invalid_request"),
        ("state", ["x", "y"], "invalid_request"),
        ("nonce", ["x" * 501], "invalid_request"),
        ("max_age", ["-1"], "invalid_request"),
        ("scope", ["else"], "invalid_scope"),
        ("resource", [ISSUER, "https://else.test"], "invalid_target"),
        ("request", ["e30."], "request_not_supported"),
        ("request_uri", ["https://app.test/r"], "request_uri_not_supported"),
        ("prompt", ["login none"], "interaction_required"),
    ],
)
def test_anything_else_is_refused_by_its_name(name: str, values: list[str], error: str) -> None:
    with pytest.raises(rules.AuthorizationRefused) as refused:
        wishes(**{name: values})
    assert refused.value.error == error


@pytest.mark.parametrize(
    "client",
    [None, a_client(ClientKind.MACHINE), a_client(disabled_at=NOON)],
    ids=["unknown", "machine", "disabled"],
)
def test_only_a_known_browser_client_asks_for_people(client: Client | None) -> None:
    with pytest.raises(rules.ClientUnknown):
        rules.door(ASKED, client)


@pytest.mark.parametrize(
    "uris", [[], [URI, URI], [URI + "/"], [URI + "?a=b"], [URI.upper()], ["https://app.test/cb%20"]]
)
def test_the_redirect_is_compared_character_by_character(uris: list[str]) -> None:
    with pytest.raises(rules.RedirectUnknown):
        rules.door(ASKED | {"redirect_uri": uris}, a_client())


def test_the_answer_keeps_the_query_of_the_redirect_and_names_the_issuer() -> None:
    uri = URI + "?tenant=1"
    door = rules.door(ASKED | {"redirect_uri": [uri], "state": ["a&b=c"]}, a_client(redirect_uris=[uri]))
    assert door.address("https://siyou.test", code="x") == (
        "https://app.test/cb?tenant=1&code=x&iss=https%3A%2F%2Fsiyou.test&state=a%26b%3Dc"
    )


def test_without_a_state_none_is_made_up() -> None:
    assert "state" not in rules.door(ASKED, a_client()).address("https://siyou.test", error="x")


def test_the_origin_is_scheme_host_and_port() -> None:
    uri = "https://app.test:8443/cb"
    assert (
        rules.door(ASKED | {"redirect_uri": [uri]}, a_client(redirect_uris=[uri])).origin
        == "https://app.test:8443"
    )


@pytest.mark.parametrize("query", ["a=%ff", "&".join(["a=b"] * 41)])
def test_a_query_that_cannot_be_read_is_malformed(query: str) -> None:
    with pytest.raises(Malformed):
        rules.read_query(query)


@pytest.mark.parametrize(
    ("locales", "language"), [(["en zh"], "en"), (["fr zh-CN"], "zh"), (["fr"], None), ([""], None)]
)
def test_the_first_language_that_we_speak_is_taken(locales: list[str], language: str | None) -> None:
    assert rules.language_asked({"ui_locales": locales}) == language
