"""Whether the process lives, and whether the suite would serve."""

import asyncio
import logging
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .forward import End, ask
from .refusals import SuiteNotReady

log = logging.getLogger(__name__)

_OK = 200


async def livez(_request: Request) -> Response:
    """The process answers; nobody else is asked."""
    return JSONResponse({"status": "ok"})


async def readyz(ends: Mapping[str, End]) -> Response:
    """Raises SuiteNotReady with the names of the services that are not."""
    ready = await asyncio.gather(*(_is_ready(end) for end in ends.values()))
    if missing := [name for name, good in zip(ends, ready, strict=True) if not good]:
        raise SuiteNotReady(names=", ".join(missing))
    return JSONResponse({"status": "ok", "services": dict.fromkeys(ends, "ok")})


async def _is_ready(end: End) -> bool:
    try:
        status, _ = await ask(end, "/readyz")
    except Exception:  # whatever befell it, it is not ready
        log.warning("a service could not be asked", exc_info=True)
        return False
    return status == _OK
