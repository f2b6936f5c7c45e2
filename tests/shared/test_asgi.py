"""Every answer carries a trace id and is not to be cached; a broken header starts a new trace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.asgi import Tracing, header_value, trace_id_of
from shared.problems import Guard, keep_shape

from .conftest import House

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
ONLY_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@ONLY_SQLITE
@pytest.mark.parametrize("path", ["/livez", "/v1/notes", "/v1/nothing", "/v1/breakage"])
async def test_every_answer_carries_the_callers_trace_and_is_not_cached(house: House, path: str) -> None:
    headers = house.by() | {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    answer = await house.client.get(path, headers=headers)
    assert answer.headers["x-trace-id"] == TRACE
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@ONLY_SQLITE
async def test_without_a_trace_each_request_gets_its_own(house: House) -> None:
    seen = {(await house.client.get("/livez")).headers["x-trace-id"] for _ in range(5)}
    assert len(seen) == 5


@pytest.mark.parametrize(
    "traceparent",
    [
        "",
        TRACE,
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"ff-{TRACE}-00f067aa0ba902b7-01",
        f"00-{TRACE.upper()}-00f067aa0ba902b7-01",
        f"00-{TRACE}-00f067aa0ba902b7-01-more",
        f"00-{TRACE[:-1]}-00f067aa0ba902b7-01",
    ],
)
def test_a_broken_trace_is_replaced_and_never_an_error(traceparent: str) -> None:
    found = trace_id_of(traceparent.encode())
    assert found != TRACE
    assert len(found) == 32


@given(st.text(st.characters(max_codepoint=255)))
def test_whatever_stands_in_the_header_a_trace_id_is_plain(traceparent: str) -> None:
    found = trace_id_of(traceparent.encode("latin-1"))
    assert len(found) == 32
    assert set(found) <= set("0123456789abcdef")


async def answers(app: Tracing | Guard) -> list[Message]:
    """What leaves the app for one request."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app({"type": "http", "method": "GET", "path": "/", "headers": []}, receive, send)
    return sent


async def begun_then_broken(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})
    raise RuntimeError


async def in_its_own_words(_scope: Scope, _receive: Receive, send: Send) -> None:
    await speak(418, send)


async def speak(status: int, send: Send) -> None:
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"teapot: swordfish"})


def by_another_standard(status: int) -> ASGIApp:
    """An app whose refusals have the shape of another standard."""

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        keep_shape(Request(scope))
        await speak(status, send)

    return app


async def test_a_fault_after_the_answer_has_begun_breaks_the_line_instead_of_ending_the_answer_well() -> None:
    with pytest.raises(RuntimeError):
        await answers(Guard(begun_then_broken))


async def test_a_failure_in_a_frameworks_own_words_is_told_in_ours() -> None:
    start, *bodies = await answers(Guard(in_its_own_words))
    assert (start["status"], Headers(raw=start["headers"])["content-type"]) == (
        418,
        "application/problem+json",
    )
    assert b"swordfish" not in b"".join(body["body"] for body in bodies)
    assert len(bodies) == 1


async def test_a_refusal_in_the_shape_of_another_standard_is_left_as_it_is() -> None:
    start, body = await answers(Guard(by_another_standard(400)))
    assert (start["status"], Headers(raw=start["headers"])["content-type"]) == (400, "text/plain")
    assert body["body"] == b"teapot: swordfish"


async def test_a_fault_of_ours_is_a_problem_document_under_every_standard() -> None:
    start, *bodies = await answers(Guard(by_another_standard(500)))
    assert (start["status"], Headers(raw=start["headers"])["content-type"]) == (
        500,
        "application/problem+json",
    )
    assert b"swordfish" not in b"".join(body["body"] for body in bodies)


async def test_what_is_no_request_passes_both_layers_untouched() -> None:
    passed: list[Scope] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        passed.append(scope)

    async def nothing() -> Message:
        return {}

    async def nowhere(_message: Message) -> None:
        return

    await Tracing(Guard(app))({"type": "lifespan"}, nothing, nowhere)
    assert passed == [{"type": "lifespan"}]


def test_the_first_header_of_a_name_is_found() -> None:
    scope = {"headers": [(b"host", b"a"), (b"x", b"1"), (b"x", b"2")]}
    assert (header_value(scope, b"x"), header_value(scope, b"y")) == (b"1", None)
