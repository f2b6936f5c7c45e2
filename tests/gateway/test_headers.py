"""Header hygiene: impostors and hop-by-hop headers never pass, everything else does, and ours come last."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.headers import HeaderList, examine, inward, outward
from gateway.refusals import AddressTooLong, HeadersTooLarge, MessageUnclear

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HOST = (b"host", b"siyou.example")
OURS = {b"traceparent", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"}
HOP_BY_HOP = {
    *(b"connection", b"keep-alive", b"te", b"trailer", b"transfer-encoding", b"upgrade", b"proxy-connection"),
    *(b"proxy-authorization", b"proxy-authenticate", b"http2-settings", b"expect"),
}

names = st.from_regex(rb"[a-z][a-z0-9\-_.]{0,20}", fullmatch=True)
values = st.from_regex(rb"[\x21-\x7e]([\x20-\x7e]{0,20}[\x21-\x7e])?", fullmatch=True)


def a_scope(*headers: tuple[bytes, bytes], path: str = "/v1/claims", query: bytes = b"") -> dict[str, Any]:
    return {
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [HOST, *headers],
        "client": ("192.0.2.7", 50000),
        "siyou.trace_id": TRACE,
    }


def seen(*headers: tuple[bytes, bytes]) -> HeaderList:
    return inward(a_scope(*headers))


def named(headers: HeaderList, name: bytes) -> list[bytes]:
    return [value for key, value in headers if key == name]


class TestInward:
    @pytest.mark.parametrize(
        "name",
        [
            *(b"forwarded", b"x-forwarded-for", b"x-forwarded-prefix", b"x-forwarded-port", b"x-real-ip"),
            *(
                b"X_Forwarded_For",
                b"x.forwarded.for",
                b"x_forwarded.host",
                b"tracestate",
                b"x-siyou-person",
            ),
            *(b"siyou_person", b"x_real_ip", b"x.trace.id", b"content_length", b"transfer_encoding"),
            *(b"idempotency.key", b"http2.settings"),
        ],
    )
    def test_what_a_client_sends_by_one_of_our_names_never_arrives(self, name: bytes) -> None:
        assert b"evil" not in [value for _, value in seen((name, b"evil"))]

    def test_ours_are_added_once_from_what_we_know(self) -> None:
        arrived = seen((b"x-forwarded-for", b"10.0.0.1"), (b"traceparent", b"00-" + b"1" * 32 + b"-x-01"))
        assert named(arrived, b"x-forwarded-for") == [b"192.0.2.7"]
        assert named(arrived, b"x-forwarded-proto") == [b"http"]
        assert named(arrived, b"x-forwarded-host") == [b"siyou.example"]
        [trace] = named(arrived, b"traceparent")
        assert trace.startswith(b"00-" + TRACE.encode() + b"-")
        assert len(trace) == 55

    def test_what_connection_lists_is_for_this_hop_only(self) -> None:
        arrived = seen(
            (b"connection", b"close, X-Secret , Authorization"), (b"x-secret", b"1"), (b"authorization", b"b")
        )
        assert arrived[0] == HOST
        assert {name for name, _ in arrived[1:]} == OURS

    def test_connection_cannot_remove_what_the_gateway_adds(self) -> None:
        assert named(seen((b"connection", b"x-forwarded-for, traceparent")), b"x-forwarded-for") == [
            b"192.0.2.7"
        ]

    @given(st.lists(st.tuples(names | st.sampled_from(sorted(HOP_BY_HOP | OURS)), values), max_size=12))
    def test_only_clean_headers_pass_and_all_of_them_do(self, headers: HeaderList) -> None:
        arrived = inward(a_scope(*headers))
        theirs, ours = arrived[: -len(OURS)], arrived[-len(OURS) :]
        assert {name for name, _ in ours} == OURS
        for name, _ in theirs:
            plain = name.replace(b"_", b"-").replace(b".", b"-")
            assert plain not in OURS | HOP_BY_HOP | {b"forwarded"}
            assert not plain.startswith(b"x-forwarded-")
        listed = {
            word.strip()
            for name, value in headers
            if name == b"connection"
            for word in value.lower().split(b",")
        }
        harmless = [
            (name, value)
            for name, value in headers
            if b"_" not in name
            and b"." not in name
            and name not in OURS | HOP_BY_HOP | listed
            and not name.startswith((b"x-forwarded-", b"x-siyou-", b"siyou-"))
            and name not in {b"forwarded", b"tracestate", b"x-real-ip", b"x-trace-id", b"x-request-id"}
        ]
        assert [pair for pair in theirs if pair in harmless and pair != HOST] == harmless

    def test_names_are_lower_case_for_the_service(self) -> None:
        assert (b"accept-language", b"en") in seen((b"Accept-Language", b"en"))


class TestOutward:
    def test_an_answer_keeps_all_but_the_hop_and_the_server(self) -> None:
        answer = [
            (b"Content-Type", b"application/json"),
            (b"Set-Cookie", b"a=1"),
            (b"set-cookie", b"b=2"),
            (b"Server", b"uvicorn"),
            (b"Date", b"Mon, 23 Nov 2026 09:34:20 GMT"),
            (b"Connection", b"keep-alive, X-Inner"),
            (b"X-Inner", b"1"),
            (b"Transfer-Encoding", b"chunked"),
        ]
        assert outward(answer) == [
            (b"content-type", b"application/json"),
            (b"set-cookie", b"a=1"),
            (b"set-cookie", b"b=2"),
        ]


class TestExamine:
    def test_an_ordinary_request_passes(self) -> None:
        examine(
            a_scope((b"authorization", b"Bearer x"), (b"content-length", b"12"), (b"x-name", "王".encode()))
        )

    @pytest.mark.parametrize(
        "headers",
        [
            [(b"authorization", b"Bearer a"), (b"authorization", b"Bearer b")],
            [(b"authorization", b"Bearer a"), (b"Authorization", b"Bearer a")],
            [(b"content-length", b"5"), (b"transfer-encoding", b"chunked")],
            [(b"content-length", b"5"), (b"content-length", b"6")],
            [(b"content-length", b"+5")],
            [(b"content-length", b"-1")],
            [(b"content-length", b"5, 5")],
            [(b"content-length", b"")],
            [(b"transfer-encoding", b"gzip, chunked")],
            [(b"transfer-encoding", b"xchunked")],
            [(b"transfer-encoding", b"chunked"), (b"transfer-encoding", b"chunked")],
            [HOST],
            [(b"idempotency-key", b"a"), (b"idempotency-key", b"b")],
            [(b"x-a", b"1\r\nx-b: 2")],
            [(b"x-a", b"\x00")],
            [(b"x-a", b"caf\xe9")],
            [(b"x a", b"1")],
            [(b"", b"1")],
        ],
    )
    def test_what_two_programs_read_differently_is_refused(self, headers: HeaderList) -> None:
        with pytest.raises(MessageUnclear):
            examine(a_scope(*headers))

    def test_a_request_without_host_is_refused(self) -> None:
        with pytest.raises(MessageUnclear):
            examine(a_scope() | {"headers": []})

    def test_a_hundred_headers_are_enough(self) -> None:
        examine(a_scope(*[(b"x-a", b"1")] * 99))
        with pytest.raises(HeadersTooLarge):
            examine(a_scope(*[(b"x-a", b"1")] * 100))

    def test_32_kb_of_headers_are_enough(self) -> None:
        room = 32 * 1024 - len(b"host: siyou.example\r\n") - len(b"x-a: \r\n")
        examine(a_scope((b"x-a", b"a" * room)))
        with pytest.raises(HeadersTooLarge):
            examine(a_scope((b"x-a", b"a" * (room + 1))))

    def test_8_kb_of_address_are_enough(self) -> None:
        examine(a_scope(path="/" + "a" * 8000, query=b"b" * 191))
        with pytest.raises(AddressTooLong):
            examine(a_scope(path="/" + "a" * 8000, query=b"b" * 192))
