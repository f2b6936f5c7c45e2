"""The route table: what is named is found, nothing else is, and no spelling of a path reaches the inside."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import suite
from gateway.refusals import AddressUnknown
from gateway.table import METHODS, Table, check_method, path_of, raw_path_of
from shared.errors import MethodUnknown

TABLE = Table({"/v1/claims": "points", "/v1/me": "directory", "/oauth2": "directory"})


def a_scope(raw_path: bytes, query: bytes = b"") -> dict[str, Any]:
    return {"path": "/ignored", "raw_path": raw_path, "query_string": query}


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/v1/claims", "points"),
        ("/v1/claims/0192/decision", "points"),
        ("/v1/me", "directory"),
        ("/oauth2/token", "directory"),
        ("/v1/unknown", None),
        ("/v1/claimsx", None),
        ("/v1", None),
        ("/v2/claims", None),
        ("/claims", None),
        ("/", None),
        ("/v1/facts", None),
        ("/livez", None),
    ],
)
def test_the_first_word_decides_and_an_unnamed_one_is_nobodys(path: str, service: str | None) -> None:
    assert TABLE.service_of(path) == service


def test_a_table_that_routes_facts_is_refused() -> None:
    with pytest.raises(ValueError, match="/v1/facts"):
        Table({"/v1/facts": "points"})


def test_the_suite_routes_every_noun_and_hides_facts() -> None:
    table = Table(suite.routes())
    assert table.service_of("/v1/claims/1/decision") == "points"
    assert table.service_of("/v1/persons") == "directory"
    assert table.service_of("/.well-known/oauth-authorization-server") == "directory"
    assert table.service_of("/v1/facts") is None


def test_every_service_hears_who_people_are() -> None:
    hearers = suite.hearers()
    for kind in ("member.changed", "appointment.changed", "organisation.changed"):
        assert hearers[kind] == tuple(each.name for each in suite.SERVICES)


@pytest.mark.parametrize(
    "raw",
    [
        b"/v1/claims/../facts",
        b"/v1/claims/%2e%2e/facts",
        b"/v1/claims/.%2E/facts",
        b"/v1/claims/./x",
        b"/v1/claims%2F..%2Ffacts",
        b"/v1/claims/..%5Cfacts",
        b"/v1/claims\\..\\facts",
        b"/v1//facts",
        b"//evil.example/v1/claims",
        b"/v1/claims/%00",
        b"/v1/claims/%0d%0ax",
        b"/v1/claims/%ff",
        b"/v1/claims/%zz",
        b"/v1/claims/\xe4\xb8\xad",
        b"http://evil.example/v1/claims",
        b"*",
        b"",
    ],
)
def test_a_path_that_two_programs_read_differently_is_unknown(raw: bytes) -> None:
    with pytest.raises(AddressUnknown):
        path_of({"path": raw.decode("latin-1"), "raw_path": raw, "query_string": b""})


def test_an_encoded_noun_is_the_noun_itself() -> None:
    assert path_of(a_scope(b"/v1/%66acts")) == "/v1/facts"
    assert path_of(a_scope(b"/v1/files/%E4%B8%AD.pdf")) == "/v1/files/中.pdf"


def test_a_trailing_slash_and_a_query_are_harmless() -> None:
    assert path_of(a_scope(b"/v1/claims/", b"limit=5&sort=-id&title=%E4%B8%AD")) == "/v1/claims/"


def test_a_query_with_raw_bytes_is_refused() -> None:
    with pytest.raises(AddressUnknown):
        path_of(a_scope(b"/v1/claims", b"title=\xe4"))


@given(st.binary(max_size=60))
def test_no_spelling_of_a_path_leads_a_client_library_elsewhere(tail: bytes) -> None:
    """What passes is written again in one way, in which nothing is left to decode, resolve or guess."""
    try:
        path = path_of(a_scope(b"/v1/claims/" + tail))
    except AddressUnknown:
        return
    written = raw_path_of(path)
    assert path_of(a_scope(written)) == path
    assert written.startswith(b"/v1/claims/")
    assert b"\\" not in written
    assert not {b".", b".."} & set(written.split(b"/"))


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "get", ""])
def test_other_methods_are_refused(method: str) -> None:
    with pytest.raises(MethodUnknown):
        check_method(method)


def test_the_seven_methods_pass() -> None:
    for method in METHODS:
        check_method(method)
    assert METHODS == ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
