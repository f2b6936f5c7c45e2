"""Where a browser may be sent back to."""

import pytest

from services.directory.models import ClientKind
from services.directory.rules.sign_in.clients import (
    RedirectUnsafe,
    ScopesUnfit,
    allowed_scopes,
    check_redirects,
)


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example/callback",
        "https://app.example:8443/callback?tenant=1",
        "http://127.0.0.1:5173/callback",
        "http://localhost:5173/callback",
        "http://[::1]:5173/callback",
    ],
)
def test_https_and_this_machine_are_safe(uri: str) -> None:
    check_redirects(ClientKind.BROWSER, [uri], plain_issuer=False)


@pytest.mark.parametrize(
    "uri",
    [
        "http://app.example/callback",
        "javascript:alert(1)",
        "data:text/html,x",
        "//app.example/callback",
        "/callback",
        "https:///callback",
        "https://app.example/callback#x",
        "https://user@app.example/callback",
        "https://*.example/callback",
        "https://app.example/call back",
        "https://app.example/;script-src *",
        "https://app.example:port/callback",
        "https://[app.example/callback",
        "https://应用.example/callback",
        "ftp://127.0.0.1/callback",
        "http://127.0.0.1.evil.example/callback",
    ],
)
def test_nothing_else_is(uri: str) -> None:
    with pytest.raises(RedirectUnsafe):
        check_redirects(ClientKind.BROWSER, ["https://app.example/callback", uri], plain_issuer=False)


def test_where_the_issuer_itself_has_no_tls_its_clients_need_none() -> None:
    check_redirects(ClientKind.BROWSER, ["http://10.1.2.3/callback"], plain_issuer=True)


def test_a_browser_needs_an_address_and_a_machine_has_none() -> None:
    check_redirects(ClientKind.MACHINE, [], plain_issuer=False)
    with pytest.raises(RedirectUnsafe):
        check_redirects(ClientKind.BROWSER, [], plain_issuer=False)
    with pytest.raises(RedirectUnsafe):
        check_redirects(ClientKind.MACHINE, ["https://app.example/callback"], plain_issuer=False)


@pytest.mark.parametrize(
    ("kind", "uris", "afterwards"),
    [
        (ClientKind.BROWSER, ["https://app.example/cb"], ["http://app.example/bye"]),
        (ClientKind.MACHINE, [], ["https://app.example/bye"]),
    ],
)
def test_the_address_after_signing_out_is_held_to_the_same(
    kind: ClientKind, uris: list[str], afterwards: list[str]
) -> None:
    with pytest.raises(RedirectUnsafe):
        check_redirects(kind, uris, afterwards, plain_issuer=False)


def test_a_client_may_ask_for_all_that_its_kind_may_unless_said_otherwise() -> None:
    assert allowed_scopes(ClientKind.BROWSER, None) == ["siyou", "openid", "profile", "offline_access"]
    assert allowed_scopes(ClientKind.BROWSER, ["profile", "openid"]) == ["openid", "profile"]
    assert allowed_scopes(ClientKind.MACHINE, None) == ["siyou"]


@pytest.mark.parametrize(("kind", "scopes"), [(ClientKind.MACHINE, ["openid"]), (ClientKind.BROWSER, [])])
def test_no_client_may_ask_for_more_or_for_nothing(kind: ClientKind, scopes: list[str]) -> None:
    with pytest.raises(ScopesUnfit):
        allowed_scopes(kind, scopes)
