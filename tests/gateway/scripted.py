"""A service that does to its connections what it is told, over a real socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from gateway.connections import Pool

GET = b"GET /v1/claims HTTP/1.1\r\nhost: x\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
CHUNKED = (
    b"HTTP/1.1 201 Created\r\netag: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nfir\r\n4\r\nst!!\r\n0\r\n\r\n"
)

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Service:
    """A socket that answers as it is told: one script for each connection, in order."""

    def __init__(self, scripts: Sequence[Script]) -> None:
        self.scripts = list(scripts)
        self._talks: list[asyncio.Task[None] | None] = []
        self.taken = 0
        self.asked: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script = self.scripts[min(self.taken, len(self.scripts) - 1)]
        self.taken += 1
        self._talks.append(asyncio.current_task())
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await script(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def end(self) -> None:
        """Hang up everywhere."""
        await asyncio.sleep(0.01)
        for talk in filter(None, self._talks):
            talk.cancel()
            await talk

    def saying(self, *answers: bytes) -> Script:
        """One answer for each request, then the end of the connection."""

        async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            for answer in answers:
                self.asked.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(answer)
                await writer.drain()

        return script


@asynccontextmanager
async def standing(service: Service, most: int = 8) -> AsyncIterator[Pool]:
    """It listens, and a pool of so many connections leads to it."""
    server = await asyncio.start_server(service, "127.0.0.1", 0)
    pool = Pool(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", most)
    try:
        yield pool
    finally:
        pool.close()
        server.close()
        await service.end()


def says(*scripts: Sequence[bytes]) -> Service:
    """One that gives these answers, each list on a connection of its own; the last again and again."""
    service = Service([])
    service.scripts += [service.saying(*answers) for answers in scripts]
    return service
