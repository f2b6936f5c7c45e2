"""Identifiers: UUIDv7 for new rows, UUIDv5 where the same input must give the same id."""

from uuid import NAMESPACE_URL, UUID, uuid5

from uuid_utils.compat import uuid7

_SUITE = uuid5(NAMESPACE_URL, "urn:siyou")


def new_id() -> UUID:
    """A fresh time-sortable identifier (RFC 9562, version 7)."""
    return uuid7()


def named_id(*words: str) -> UUID:
    """The identifier that these words always have (RFC 9562, version 5)."""
    return uuid5(_SUITE, "/".join(words))
