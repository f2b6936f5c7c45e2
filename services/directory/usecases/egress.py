"""Sending out: one POST to an address that was looked at, by no proxy, after no redirect, with an answer cut short."""

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import httpx2

from ..rules.outward.egress import AddressUnsafe, Policy, pinned, target_of

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""The numbers that a name stands for now, best first. Raises OSError."""
PATIENCE_SECONDS = 15.0
"""For everything together: to resolve, connect, send and read."""
MOST_ANSWER = 1000
"""Bytes of an answer that are read, and characters of it that are kept."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of it. `error` is empty if there was an answer at all: unsafe, unreachable, too_slow, broken."""

    status: int | None
    error: str | None
    answer: str | None
    milliseconds: int


async def system_resolve(host: str, port: int) -> list[str]:
    """As the machine resolves names."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def post(
    url: str, body: bytes, headers: Mapping[str, str], policy: Policy, resolve: Resolve = system_resolve
) -> Sent:
    """Send it once. Whatever goes wrong is told, never raised."""
    began = time.monotonic()
    status, error, answer = None, None, None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            status, answer = await _post(url, body, headers, policy, resolve)
    except AddressUnsafe:
        error = "unsafe"
    except TimeoutError:
        error = "too_slow"
    except (OSError, UnicodeError, httpx2.ConnectError, httpx2.ConnectTimeout):
        error = "unreachable"
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
        error = "broken"
    return Sent(status, error, answer, round((time.monotonic() - began) * 1000))


async def _post(
    url: str, body: bytes, headers: Mapping[str, str], policy: Policy, resolve: Resolve
) -> tuple[int, str]:
    target = target_of(url, policy)
    numbers = [target.host] if target.literal else await resolve(target.host, target.port)
    address = pinned(target, numbers, policy)
    # The name is asked for no more: it stands in the Host header, and in the handshake, where the certificate is held
    # against it. The connection is one of its own, or another name's at the same number might be taken.
    async with (
        httpx2.AsyncClient(trust_env=False, verify=trust(), timeout=PATIENCE_SECONDS) as client,
        client.stream(
            "POST",
            target.at(address),
            content=body,
            headers={**headers, "Host": target.authority, "Accept-Encoding": "identity"},
            follow_redirects=False,
            extensions={"sni_hostname": target.host},
        ) as response,
    ):
        return response.status_code, _shown(await _beginning(response))


async def _beginning(response: httpx2.Response) -> bytes:
    read = b""
    async for chunk in response.aiter_raw():  # as it came: nothing is unpacked
        read += chunk
        if len(read) >= MOST_ANSWER:
            break
    return read[:MOST_ANSWER]


def _shown(read: bytes) -> str:
    """What can stand in a log without writing another line of it."""
    return "".join(each if each.isprintable() else " " for each in read.decode("utf-8", "replace"))


@lru_cache(maxsize=1)
def trust() -> ssl.SSLContext:
    """Whose certificates are believed."""
    # To load the certificates of the world takes longer than to send.
    return ssl.create_default_context()
