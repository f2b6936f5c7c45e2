"""A JSON object that names a key twice means something else to each of its readers (RFC 8259 §4): it is refused."""

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import NoneType
from typing import Any, get_args, get_origin
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel

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


def surely_once(raw: bytes, body: Any) -> bool:
    """Whether no key can be named twice, seen from the body that was read of it, much faster than by reading again.

    Each key is followed by a colon, at once or after a gap, so no more of them are written than such colons are
    found; and `body` knows each key once. False says nothing: words may hold such marks too.
    """
    return sum(map(raw.count, _KEY_ENDS)) == _keys_in(body)


def _keys_in(body: Any) -> int:
    if isinstance(body, list):
        return sum([_keys_in(each) for each in body])
    if not isinstance(body, BaseModel):
        return 0
    named, nesting = body.model_fields_set, _nesting(type(body))
    return len(named) + sum([_keys_in(body.__dict__[name]) for name in nesting if name in named])


@lru_cache
def _nesting(kind: type[BaseModel]) -> tuple[str, ...]:
    """The fields that may hold objects."""
    return tuple(name for name, field in kind.model_fields.items() if _nests(field.annotation))


def _nests(annotation: Any) -> bool:
    if inner := get_args(annotation):
        return get_origin(annotation) is list or any(map(_nests, inner))
    return not (isinstance(annotation, type) and issubclass(annotation, _PLAIN))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise KeyDoubled
    return found


_PLAIN = (str, int, float, Decimal, date, UUID, NoneType)
_KEY_ENDS = (b'":', b" :", b"\t:", b"\n:", b"\r:")
_READER = json.JSONDecoder(object_pairs_hook=_once)


async def keys_once(request: Request) -> None:
    """Raises KeyDoubled."""
    if request.headers.get("content-type", "").startswith("application/json") and is_doubled(
        await request.body()
    ):
        raise KeyDoubled
