"""Somebody's own box on this machine: takes what is posted to it, checks it by the public library, answers as told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    def checked(self, secret: str) -> Any:
        """What it says. Raises WebhookVerificationError."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """Answers with `status`, and with `more` beside it."""

    port: int = 0
    status: int = 204
    more: str = ""
    answer: bytes = b""
    silent: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)
    received: list[Received] = field(default_factory=list)
    touched: int = 0
    """How often somebody connected, whether or not anything was said."""
    heard: int = 0
    """Bytes that came in, of whatever kind."""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.touched += 1
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.heard += len(head)
            first, *lines = head.decode().split("\r\n")[:-2]
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
            }
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.received.append(Received(first.split(" ")[1], headers, body))
            if self.silent:
                await self.over.wait()
            else:
                words = f"HTTP/1.1 {self.status} X\r\n{self.more}Content-Length: {len(self.answer)}\r\n"
                writer.write(words.encode() + b"Connection: close\r\n\r\n" + self.answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """It listens at a free port of loopback."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.talk, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver
        receiver.over.set()
