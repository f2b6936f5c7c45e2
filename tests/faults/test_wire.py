"""What only happens on a real wire, at the real edge server with the whole suite behind it."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx2
import pytest

import suite
from tests.support.databases import Databases

from .process import Process, free_port

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def edge(databases: Databases, tmp_path: Path) -> Iterator[Process]:
    """The gateway, with every service behind it."""
    services = [each.name for each in suite.SERVICES]
    ports = {name: free_port() for name in (*services, "gateway")}
    peers = {name: f"http://127.0.0.1:{ports[name]}" for name in services}
    around = {
        "SIYOU_PEERS": json.dumps(peers),
        "SIYOU_JWKS_URL": f"{peers[suite.ISSUER]}{suite.JWKS_PATH}",
        "SIYOU_VAR": str(tmp_path),
    }
    with ExitStack() as ending:
        parts = []
        for name, port in ports.items():
            url = {} if name == "gateway" else {"SIYOU_DATABASE_URL": databases.migrated(name)}
            parts.append(Process(name, port, **around, **url))
            ending.callback(parts[-1].stop)
        for part in parts:
            part.wait_until_ready()
        yield parts[-1]


def answer_to(edge: Process, *parts: bytes) -> tuple[int, dict[str, object]]:
    """Status and problem of what the edge answers to these very bytes; it may hang up before the last."""
    with socket.create_connection(("127.0.0.1", edge.port), timeout=30) as wire:
        with suppress(BrokenPipeError, ConnectionResetError):  # it has seen enough
            for part in parts:
                wire.sendall(part)
        received = _received(wire)
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body) if b"application/problem+json" in head else {}


def _received(wire: socket.socket) -> bytes:
    """One answer: to the end of its problem document, or of the connection."""
    received = b""
    while not received.endswith(b"}") and (more := wire.recv(65_536)):
        received += more
    return received


def is_well(edge: Process) -> bool:
    """Whether an honest request is answered as ever by the same process."""
    answers = [httpx2.get(f"{edge.address}{path}", trust_env=False) for path in ("/readyz", "/v1/problems")]
    return edge.is_alive() and [answer.status_code for answer in answers] == [200, 200]


def test_hostile_messages_are_refused_and_the_edge_goes_on(edge: Process) -> None:
    """One after another at one edge, since each start takes seconds."""
    get = b"GET /v1/claims HTTP/1.1\r\nHost: siyou\r\n"
    post = b"POST /v1/claims HTTP/1.1\r\nHost: siyou\r\nContent-Type: application/json\r\n"

    megabyte = b"X-Much: " + b"x" * 1_000_000 + b"\r\n\r\n"
    status, problem = answer_to(edge, get, megabyte)
    assert (status, problem["code"]) == (431, "headers_too_large")
    assert is_well(edge)

    many = b"".join(b"X-%d: x\r\n" % number for number in range(5000))
    status, _ = answer_to(edge, get, many, b"\r\n")
    assert status == 431  # the server itself counts them, and says no more than that
    assert is_well(edge)

    thirty = [b"Content-Length: 30000000\r\n\r\n", *[b" " * 1_000_000] * 30]
    status, problem = answer_to(edge, post, *thirty)
    assert (status, problem["code"]) == (413, "too_large")
    assert is_well(edge)

    chunk = b"%x\r\n" % 1_000_000 + b" " * 1_000_000 + b"\r\n"
    chunked = [b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 30, b"0\r\n\r\n"]
    status, problem = answer_to(edge, post, *chunked)
    assert (status, problem["code"]) == (413, "too_large")
    assert is_well(edge)

    deep = b"[" * 100_000
    status, problem = answer_to(edge, post, b"Content-Length: 100000\r\n\r\n", deep)
    assert (status, problem["code"]) == (400, "malformed")
    assert is_well(edge)
