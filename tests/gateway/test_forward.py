"""The forwarder: what passes, passes whole; what must not, does not; and both ends behave alike."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest
from starlette.types import Message

from gateway.exchange import BODY_LIMIT, FILE_LIMIT
from gateway.forward import End, OverHttp

from .conftest import opened, the_gateway
from .standin import BIG, StandIn

EN = {"Accept-Language": "en"}


async def parts(size: int, step: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, size, step):
        yield b"x" * min(step, size - start)


def headers_of(answer: httpx2.Response) -> dict[str, str]:
    return dict(answer.json()["headers"])


def is_problem(answer: httpx2.Response, status: int, code: str) -> None:
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["trace_id"] == answer.headers["x-trace-id"]


class TestPassing:
    async def test_method_path_query_headers_and_body_arrive(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post(
            "/v1/claims/%E7%8E%8B/decision?limit=5&title=%E4%B8%AD&q='a'",
            content=b'{"a": 1}',
            headers={
                "Authorization": "Bearer t",
                "Idempotency-Key": "k1",
                "Content-Type": "application/json",
            },
        )
        told = answer.json()
        assert answer.status_code == 201
        assert answer.headers["etag"] == '"1"'
        assert (told["method"], told["path"], told["size"]) == ("POST", "/v1/claims/王/decision", 8)
        assert httpx2.QueryParams(told["query"]) == httpx2.QueryParams("limit=5&title=%E4%B8%AD&q='a'")
        seen = headers_of(answer)
        assert (seen["authorization"], seen["idempotency-key"]) == ("Bearer t", "k1")
        assert (seen["content-type"], seen["content-length"]) == ("application/json", "8")

    async def test_the_trace_id_is_the_same_in_service_and_answer(self, client: httpx2.AsyncClient) -> None:
        trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        answer = await client.get("/v1/claims", headers={"Traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
        assert answer.headers["x-trace-id"] == trace
        assert headers_of(answer)["traceparent"].split("-")[1] == trace
        assert headers_of(answer)["traceparent"].split("-")[2] != "00f067aa0ba902b7"

    async def test_a_spoofed_address_does_not_arrive(self, client: httpx2.AsyncClient) -> None:
        spoofed = {"X-Forwarded-For": "6.6.6.6", "X_Forwarded_For": "6.6.6.6", "X.Real.IP": "6.6.6.6"}
        seen = headers_of(await client.get("/v1/claims", headers=spoofed))
        assert "6.6.6.6" not in seen.values()
        assert seen["x-forwarded-for"] == "127.0.0.1"
        assert seen["x-forwarded-host"] == seen["host"] == "siyou.example"

    async def test_chinese_in_a_header_survives(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/v1/claims", headers=[(b"x-note", "王".encode())])
        assert headers_of(answer)["x-note"].encode("latin-1").decode() == "王"

    async def test_two_cookies_stay_two(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/v1/me")
        assert answer.json() == {"name": "王"}
        assert [value.split(";")[0] for value in answer.headers.get_list("set-cookie")] == ["a=1", "b=2"]

    async def test_a_large_answer_arrives_whole(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/v1/entries")
        assert len(answer.content) == BIG

    async def test_an_answer_is_passed_on_part_by_part(self, end: End, standin: StandIn) -> None:
        """The service says the second part only after the first has reached the client."""
        asked: list[str] = []
        said: list[bytes] = []

        async def send(message: Message) -> None:
            if part := message.get("body"):
                said.append(part)
                standin.first_arrived.set()

        async def receive() -> Message:
            if asked:
                return await asyncio.Future()
            asked.append("body")
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/v1/reports",
            "query_string": b"",
            "headers": [(b"host", b"siyou.example")],
        }
        async with end.running():
            await the_gateway(end)(scope, receive, send)
        assert said == [b"first", b"second"]

    @pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
    async def test_every_method_passes(self, client: httpx2.AsyncClient, method: str) -> None:
        answer = await client.request(method, "/v1/claims")
        assert answer.status_code == 200

    async def test_an_empty_post_passes(self, client: httpx2.AsyncClient) -> None:
        assert (await client.post("/v1/claims")).json()["size"] == 0

    async def test_a_chunked_body_passes(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post("/v1/claims", content=parts(BODY_LIMIT))
        assert answer.json()["size"] == BODY_LIMIT

    @pytest.mark.parametrize("chunked", [False, True])
    async def test_a_file_of_ten_megabytes_passes(self, client: httpx2.AsyncClient, *, chunked: bool) -> None:
        content: Any = parts(10_000_000) if chunked else b"x" * 10_000_000
        answer = await client.post("/v1/files", content=content)
        assert (answer.status_code, answer.json()["size"]) == (201, 10_000_000)


class TestRefusing:
    @pytest.mark.parametrize(
        "path", ["/v1/nothing", "/v1", "/v2/claims", "/admin", "/v1/claimsx", "/metrics"]
    )
    async def test_an_unknown_noun_is_a_problem(self, client: httpx2.AsyncClient, path: str) -> None:
        is_problem(await client.get(path), 404, "address_unknown")

    @pytest.mark.parametrize("path", ["/v1/facts", "/v1/%66acts", "/v1/facts/", "/v1/facts?x=1"])
    async def test_facts_are_not_to_be_reached(
        self, client: httpx2.AsyncClient, standin: StandIn, path: str
    ) -> None:
        is_problem(await client.post(path, content=b"{}"), 404, "address_unknown")
        assert standin.kept == []

    @pytest.mark.parametrize(
        "path", [b"/v1/claims/../facts", b"/v1/claims/%2e%2e/facts", b"/v1/claims%2F..%2Ffacts"]
    )
    async def test_no_detour_leads_to_facts(
        self, client: httpx2.AsyncClient, standin: StandIn, path: bytes
    ) -> None:
        """A client library resolves `..` before it sends: without the check this reached the inside."""
        url = httpx2.URL("http://siyou.example").copy_with(raw_path=path)
        is_problem(await client.post(url, content=b"{}"), 404, "address_unknown")
        assert standin.kept == []

    async def test_other_methods_are_refused(self, client: httpx2.AsyncClient) -> None:
        answer = await client.request("TRACE", "/v1/claims")
        is_problem(answer, 405, "method_unknown")
        assert answer.headers["allow"] == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

    async def test_two_authorization_headers_are_refused(self, client: httpx2.AsyncClient) -> None:
        twice = [("Authorization", "Bearer a"), ("Authorization", "Bearer b")]
        answer = await client.get("/v1/claims", headers=twice)
        is_problem(answer, 400, "message_unclear")
        assert "authorization" in answer.json()["detail"]

    async def test_length_and_chunks_together_are_refused(self, client: httpx2.AsyncClient) -> None:
        framing = {"Content-Length": "5", "Transfer-Encoding": "chunked"}
        is_problem(await client.post("/v1/claims", content=b"hello", headers=framing), 400, "message_unclear")

    async def test_too_many_headers_too_long_an_address(self, client: httpx2.AsyncClient) -> None:
        many = [(f"X-{number}", "1") for number in range(100)]
        is_problem(await client.get("/v1/claims", headers=many), 431, "headers_too_large")
        is_problem(await client.get("/v1/claims", headers={"X-A": "a" * 40_000}), 431, "headers_too_large")
        is_problem(await client.get("/v1/claims?q=" + "a" * 9_000), 414, "address_too_long")

    @pytest.mark.parametrize(("path", "limit"), [("/v1/claims", BODY_LIMIT), ("/v1/files", FILE_LIMIT)])
    @pytest.mark.parametrize("chunked", [False, True])
    async def test_a_body_beyond_the_limit_is_refused_and_nothing_is_kept(
        self, client: httpx2.AsyncClient, standin: StandIn, path: str, limit: int, *, chunked: bool
    ) -> None:
        content: Any = parts(limit + 1) if chunked else b"x" * (limit + 1)
        is_problem(await client.post(path, content=content), 413, "too_large")
        assert standin.kept == []

    async def test_a_body_of_thirty_megabytes_is_refused(self, client: httpx2.AsyncClient) -> None:
        is_problem(await client.post("/v1/claims", content=parts(30_000_000)), 413, "too_large")
        assert (await client.get("/v1/claims")).status_code == 200

    async def test_the_words_follow_the_caller_and_the_code_does_not(
        self, client: httpx2.AsyncClient
    ) -> None:
        chinese, english = await client.get("/v1/nothing"), await client.get("/v1/nothing", headers=EN)
        assert chinese.json()["title"] == "没有这个地址"
        assert english.json()["title"] == "There is nothing at this address"
        assert chinese.json()["code"] == english.json()["code"] == "address_unknown"
        assert (chinese.headers["content-language"], english.headers["content-language"]) == ("zh-CN", "en")


class TestFaults:
    async def test_a_slow_service_is_a_504(self, end: End) -> None:
        async with opened(end, deadline_seconds=0.3) as client:
            is_problem(await client.get("/v1/schemes"), 504, "service_slow")
            assert (await client.get("/v1/claims")).status_code == 200

    async def test_a_body_that_does_not_come_is_a_408(self, end: End) -> None:
        async def stalled() -> AsyncIterator[bytes]:
            yield b"{"
            await asyncio.sleep(5)

        async with opened(end, deadline_seconds=0.3) as client:
            is_problem(await client.post("/v1/claims", content=stalled()), 408, "body_too_slow")

    async def test_a_long_answer_may_outlast_the_deadline(self, end: End) -> None:
        async with opened(end, deadline_seconds=0.3) as client:
            assert len((await client.get("/v1/entries")).content) == BIG

    async def test_an_answer_cut_in_the_middle_is_broken_off(self, client: httpx2.AsyncClient) -> None:
        """It must not look complete."""
        with pytest.raises(Exception, match=r"lost|service_away"):
            await client.get("/v1/objections")

    async def test_a_service_that_is_down_is_a_502(self, nobody: str) -> None:
        async with opened(OverHttp(nobody)) as client:
            answer = await client.get("/v1/claims", headers=EN)
            is_problem(answer, 502, "service_away")
            assert answer.json()["title"] == "A part of the suite cannot be reached; try again shortly"

    @pytest.fixture
    def nobody(self) -> Iterator[str]:
        """An address where nothing listens, and nothing will while the test runs."""
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            yield f"http://127.0.0.1:{held.getsockname()[1]}"
