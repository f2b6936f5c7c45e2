"""Versions seen by the caller: a strong ETag on what can change, If-Match on every change (RFC 9110 §8.8.3, §13)."""

import hashlib
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from .errors import Stale, Unconditional


class Unchanged(Exception):
    """The caller's copy is the present one; asked only after the caller was allowed to see it."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def etag_of(*words: object) -> str:
    """A strong validator made of what determines the representation."""
    digest = hashlib.sha256("\n".join(map(str, words)).encode()).hexdigest()
    return f'"{digest[:24]}"'


def show(request: Request, response: Response, etag: str) -> None:
    """Send the ETag. Raises Unchanged if If-None-Match names it."""
    if etag in _listed(request.headers.get("if-none-match")):
        raise Unchanged(etag)
    response.headers["ETag"] = etag


def _listed(header: str | None) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in header.split(",")] if header else []


class Seen:
    """The version that a change is based on."""

    def __init__(self, header: str) -> None:
        self._header = header

    def require(self, etag: str) -> None:
        """Raises Stale unless the caller has seen this version."""
        if self._header != "*" and etag not in [tag.strip() for tag in self._header.split(",")]:
            raise Stale


def _seen(
    if_match: Annotated[
        str | None, Header(alias="If-Match", max_length=400, description="The ETag of the version you read.")
    ] = None,
) -> Seen:
    """Raises Unconditional when the header is missing."""
    if if_match is None:
        raise Unconditional
    return Seen(if_match)


IfMatch = Annotated[Seen, Depends(_seen)]
