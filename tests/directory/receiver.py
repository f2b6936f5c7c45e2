"""Somebody's own box on this machine: takes what is posted to it, checks it by the public library, answers as told."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
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
async def receiving(encrypted: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """It listens at a free port of loopback."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.talk, "127.0.0.1", 0, ssl=encrypted)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver
        receiver.over.set()


def a_certificate(name: str, folder: Path) -> Path:
    """A file with a key and a certificate for this name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return file
