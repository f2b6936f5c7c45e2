"""The people of a measurement, and who vouches for them: a key of its own, its public part over HTTP."""

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import UUID

import suite
from shared.auth.tokens import mint_access_token, new_signing_key, public_part
from shared.clock import system_clock

ISSUER = "http://bench.invalid"
_SECRET = "of no use outside one measurement, 32"  # noqa: S105 - it guards nothing


class People(ABC):
    """Those that the load falls on; each area says who they are."""

    issuer = ISSUER
    cursor_key = _SECRET
    """What the parts are told too; room codes are made from it."""

    def __init__(self) -> None:
        self._key = new_signing_key("bench")
        self.public_key = public_part(self._key)

    @abstractmethod
    async def furnish(self, url: str) -> None:
        """Write them into a migrated database."""

    def token_of(self, subject_id: UUID) -> str:
        """An access token good for a day."""
        return mint_access_token(
            self._key,
            issuer=ISSUER,
            subject_id=subject_id,
            client_id="bench",
            machine=False,
            rights_version=1,
            scope="",
            at=system_clock(),
            lifetime=timedelta(days=1),
        )

    @contextmanager
    def environment(self, var: Path) -> Iterator[dict[str, str]]:
        """What a part of the suite is told; the issuer's keys are served here."""
        keys = json.dumps({"keys": [self.public_key]}).encode()
        with _serving(keys) as address:
            yield {
                "SIYOU_ISSUER": ISSUER,
                "SIYOU_JWKS_URL": address + suite.JWKS_PATH,
                "SIYOU_PEERS": json.dumps({each.name: address for each in suite.SERVICES}),
                "SIYOU_SERVICE_KEY": _SECRET,
                "SIYOU_CURSOR_KEY": self.cursor_key,
                "SIYOU_VAR": str(var),
            }


@contextmanager
def _serving(keys: bytes) -> Iterator[str]:
    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(keys)))
            self.end_headers()
            self.wfile.write(keys)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
