"""A closed loop of HTTP/1.1 requests on kept-alive connections: each sends its next when its answer is whole.

It must not be what is measured: one request costs it about 15 µs (`idle_cost` tells), a tenth of a service's.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median
from typing import cast

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_STATUS_AT = slice(9, 12)
_HUNDRED = 100
_GOOD = frozenset({b"200", b"201"})
_PATIENCE_SECONDS = 120.0

NextRequest = Callable[[int], bytes]
"""The whole next request of a connection, by the connection's number."""


@dataclass
class Load:
    """What a run of the loop came to. `seconds` is the measured time, `cpu` what the loop itself used of it."""

    seconds: float
    cpu: float
    latencies: list[float] = field(repr=False)
    refused: dict[bytes, int]
    sent: int = 0
    """All requests of the run, those before and after the measured time too."""

    @property
    def rate(self) -> float:
        """Good answers per second."""
        return len(self.latencies) / self.seconds

    def milliseconds(self, part: float = 0.5) -> float:
        """The latency below which this part of the answers came."""
        return sorted(self.latencies)[int(len(self.latencies) * part)] * 1000

    @property
    def median_ms(self) -> float:
        """The median latency in milliseconds."""
        return median(self.latencies) * 1000


class _Connection(asyncio.Protocol):
    def __init__(self, number: int, next_request: NextRequest, load: Load, good: frozenset[bytes]) -> None:
        self._number, self._next, self._load, self._good = number, next_request, load, good
        self._got, self._need = b"", 0
        self._sent = 0.0
        self.measuring = self.ending = False
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # a stream's; uvloop's only behaves like one
        self._send()

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self._load.sent += 1
        self._transport.write(self._next(self._number))

    def data_received(self, data: bytes) -> None:
        self._got = self._got + data if self._got else data
        if not self._need:
            end = self._got.find(b"\r\n\r\n")
            length = _LENGTH.search(self._got, 0, end) if end > 0 else None
            if length is None:
                return
            self._need = end + 4 + int(length[1])
        if len(self._got) >= self._need:
            self._whole(self._got[_STATUS_AT])
            self._got, self._need = b"", 0

    def _whole(self, status: bytes) -> None:
        if self.measuring:
            if status in self._good:
                self._load.latencies.append(time.perf_counter() - self._sent)
            else:
                self._load.refused[status] = self._load.refused.get(status, 0) + 1
        if self.ending:
            self._transport.close()
        else:
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(error)
        if not self.ending:
            self._load.refused[b"cut"] = self._load.refused.get(b"cut", 0) + 1


class _Last(_Connection):
    """A connection that ends when nothing is left to be asked."""

    def __init__(self, left: list[bytes], load: Load) -> None:
        super().__init__(0, lambda _: left.pop(), load, _GOOD)
        self._left = left
        self.measuring = True

    def _send(self) -> None:
        if self._left:
            super()._send()
        else:
            self.ending = True
            self._transport.close()


async def all_of(address: tuple[str, int], requests: list[bytes], *, connections: int) -> Load:
    """Each of the requests once, as fast as so many connections get them answered. Nothing is raised: count."""
    load, left = Load(0.0, 0.0, [], {}), list(reversed(requests))
    loop = asyncio.get_running_loop()

    def connection() -> _Last:
        return _Last(left, load)

    cpu, begun = time.process_time(), time.perf_counter()
    made = await asyncio.gather(*(loop.create_connection(connection, *address) for _ in range(connections)))
    await asyncio.wait([each.ended for _, each in made], timeout=_PATIENCE_SECONDS)
    load.seconds, load.cpu = time.perf_counter() - begun, time.process_time() - cpu
    if unanswered := len(requests) - len(load.latencies) - sum(load.refused.values()):
        load.refused[b"no answer"] = unanswered
    return load


async def beside(
    work: Awaitable[Load], address: tuple[str, int], next_read: NextRequest, per_second: float
) -> tuple[Load, Load]:
    """The work, and what a reader came to that asked so often meanwhile, in step, on a connection of its own."""
    ended = asyncio.Event()
    reading = asyncio.create_task(_read(address, next_read, per_second, ended))
    try:
        done = await work
    finally:
        ended.set()
        await reading
    return done, reading.result()


async def _read(
    address: tuple[str, int], next_read: NextRequest, per_second: float, ended: asyncio.Event
) -> Load:
    load, begun = Load(0.0, 0.0, [], {}), time.perf_counter()
    while not ended.is_set():
        load.sent += 1
        one = await all_of(address, [next_read(0)], connections=1)
        load.latencies += one.latencies
        for status, times in one.refused.items():
            load.refused[status] = load.refused.get(status, 0) + times
        pause = max(begun + load.sent / per_second - time.perf_counter(), 0)
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), pause)
    load.seconds = time.perf_counter() - begun
    return load


async def drive(
    address: tuple[str, int],
    next_request: NextRequest,
    *,
    connections: int,
    seconds: float,
    good: frozenset[bytes] = _GOOD,
    warm_seconds: float = 0.7,
) -> Load:
    """The loop against one address. Raises RuntimeError if more than one answer in a hundred was not good."""
    load = Load(seconds, 0.0, [], {})
    loop = asyncio.get_running_loop()
    made = [
        (await loop.create_connection(lambda n=n: _Connection(n, next_request, load, good), *address))[1]  # type: ignore[misc]  # mypy cannot infer the lambda
        for n in range(connections)
    ]
    await asyncio.sleep(warm_seconds)
    cpu, begun = time.process_time(), time.perf_counter()
    for each in made:
        each.measuring = True
    await asyncio.sleep(seconds)
    for each in made:
        each.measuring = False
        each.ending = True
    load.seconds, load.cpu = time.perf_counter() - begun, time.process_time() - cpu
    await asyncio.wait([each.ended for each in made], timeout=10)
    if sum(load.refused.values()) * _HUNDRED > len(load.latencies):
        message = f"too many answers were no success: {load.refused} beside {len(load.latencies)}"
        raise RuntimeError(message)
    return load
