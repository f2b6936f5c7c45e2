"""Starts one of our own programs far from everything else: a process with no environment, few of them at once."""

import asyncio
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from .errors import Busy

_AT_ONCE = BoundedSemaphore(3)
"""Of one process; whoever comes beyond is told to come again, lest they take threads and memory of others."""


class Overran(Exception):
    """It took more time, memory or room than it is given, and was ended."""


class Failed(Exception):
    """It ended with a code that is not 0."""


async def run(program: Path, content: bytes, *arguments: str, patience_seconds: float) -> bytes:
    """What the program prints when it is given the content. Raises Busy, Overran, Failed."""
    if not _AT_ONCE.acquire(blocking=False):
        raise Busy
    try:
        return await asyncio.to_thread(_run, program, content, arguments, patience_seconds)
    finally:
        _AT_ONCE.release()


def _run(program: Path, content: bytes, arguments: tuple[str, ...], patience_seconds: float) -> bytes:
    try:
        # Nothing of our environment is for it to know: neither keys nor addresses.
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(program), *arguments],
            input=content,
            capture_output=True,
            timeout=patience_seconds,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise Overran from error
    if done.returncode < 0:  # ended by the kernel at its limit
        raise Overran
    if done.returncode:
        raise Failed
    return done.stdout
