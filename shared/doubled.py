"""A JSON object that names a key twice means something else to each of its readers (RFC 8259 §4): it is refused."""

import json
from typing import Any

from fastapi import Request

from .errors import KeyDoubled


def is_doubled(raw: bytes) -> bool:
    """Whether some object in the JSON names a key twice. What is no JSON at all is for others to refuse."""
    try:
        _READER.decode(raw.decode(json.detect_encoding(raw), "surrogatepass"))
    except KeyDoubled:
        return True
    except (ValueError, RecursionError):
        return False
    return False


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise KeyDoubled
    return found


_READER = json.JSONDecoder(object_pairs_hook=_once)


async def keys_once(request: Request) -> None:
    """Raises KeyDoubled."""
    if request.headers.get("content-type", "").startswith("application/json") and is_doubled(
        await request.body()
    ):
        raise KeyDoubled
