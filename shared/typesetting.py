"""Pages to print: a Typst template and data, set as PDF/A with Chinese fonts, far from everything else.

A page is set in a process of its own with little memory and time, only when somebody asks for it: the fonts and the
typesetter are a hundred megabytes that no other request should pay for.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from .errors import Busy

MEDIA_TYPE = "application/pdf"
_TYPESETTER = Path(__file__).with_name("typesetter.py")
_AT_ONCE = BoundedSemaphore(2)
"""Pages set at the same time by one process; whoever comes beyond is told to come again."""
_PATIENCE_SECONDS = 15


async def typeset(template: Path, data: Mapping[str, Any], at: datetime) -> bytes:
    """The page as PDF; the same template, data and time give the same bytes. Raises Busy."""
    asked = json.dumps({"template": str(template), "data": data, "at": int(at.timestamp())})
    if not _AT_ONCE.acquire(blocking=False):
        raise Busy
    try:
        return await asyncio.to_thread(_set, asked.encode())
    finally:
        _AT_ONCE.release()


def _set(asked: bytes) -> bytes:
    try:
        # Nothing of our environment is for it to know: neither keys nor addresses.
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(_TYPESETTER)],
            input=asked,
            capture_output=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        message = f"setting the page took longer than {_PATIENCE_SECONDS} seconds"
        raise RuntimeError(message) from error
    if done.returncode:
        message = f"the page could not be set: {done.stderr[-2_000:].decode(errors='replace')}"
        raise RuntimeError(message)
    return done.stdout
