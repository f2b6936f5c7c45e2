"""A service as a process of its own: uvicorn on uvloop and httptools, one worker, no access log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

import uvicorn

import suite

from . import collector
from .house import settings_of, surroundings
from .wiring import over_http

_KEEP_ALIVE_SECONDS = 30  # longer than the gateway keeps an idle connection
_GRACE_SECONDS = 8


class _Server(uvicorn.Server):
    """Signals are ours: uvicorn would end by raising them again, and a stop on request is no failure."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing to capture."""
        yield


async def serve(name: str, host: str, port: int, stop_with: Callable[[Callable[[], object]], None]) -> int:
    """Exit code: 0 stopped on request, 1 it could not start. `stop_with` is given what stops it."""
    settings = settings_of(name)
    wires = over_http(settings.peers, settings.jwks_url)
    app = import_module(f"{suite.service(name).module}.app").create_app(surroundings(wires), settings)
    collector.settle()
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http="httptools",
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # nothing here asks where a request came from
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    server = _Server(config)
    stop_with(lambda: setattr(server, "should_exit", True))
    await server.serve()
    await wires.close()
    return 0 if server.started else 1
