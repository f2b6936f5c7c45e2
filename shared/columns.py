"""Column types that hold the same value on SQLite and PostgreSQL.

Each keeps on SQLite exactly the text or number that JSON would show, so that bulk statements can pass
rows as one JSON parameter on either database (`shared.bulk`).
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json
from sqlalchemy import BigInteger, DateTime, Dialect, String, Text, types
from sqlalchemy.dialects import postgresql


class Id(types.TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, 36 characters on SQLite."""

    impl = String(36)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """The dialect's own type where it has one."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=True))
        return dialect.type_descriptor(String(36))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        """Text on SQLite."""
        return value if value is None or dialect.name == "postgresql" else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:  # noqa: ARG002 - as SQLAlchemy calls it
        """Always a UUID."""
        return value if value is None or isinstance(value, UUID) else UUID(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], UUID | None] | None:
        """None where the driver makes UUIDs itself: nothing is called for each value then."""
        return None if dialect.name == "postgresql" else super().result_processor(dialect, coltype)


class Instant(types.TypeDecorator[datetime]):
    """An aware instant, given and returned in UTC. A naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """Fixed-width text on SQLite, so that it sorts as time does."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """UTC, as text on SQLite."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "an instant must be aware"
            raise ValueError(message)
        return value if dialect.name == "postgresql" else instant_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Aware UTC from either database."""
        del dialect
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC) if value is not None else None


class Cents(types.TypeDecorator[Decimal]):
    """Points as whole hundredths; no float on the way."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Hundredths; a third decimal place is refused."""
        del dialect
        return None if value is None else to_cents(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Exact points."""
        del dialect
        return None if value is None else from_cents(value)


class Json(types.TypeDecorator[Any]):
    """A JSON value: `jsonb` on PostgreSQL, text on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """`jsonb` where there is one."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.JSONB(none_as_null=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Dates, decimals and UUIDs become JSON here."""
        if value is None:
            return None
        text = to_json(value)
        return from_json(text) if dialect.name == "postgresql" else text.decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Plain dicts, lists, numbers and text."""
        return from_json(value) if value is not None and dialect.name != "postgresql" else value


def instant_text(value: datetime) -> str:
    """The one fixed-width form in which SQLite keeps an instant."""
    return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


@lru_cache(maxsize=4096)  # a ledger holds few different values
def to_cents(points: Decimal) -> int:
    """Whole hundredths of a point. Raises ValueError on a third decimal place."""
    cents = points * 100
    if cents != cents.to_integral_value():
        message = f"{points} has more than two decimal places"
        raise ValueError(message)
    return int(cents)


@lru_cache(maxsize=4096)  # as above
def from_cents(cents: int) -> Decimal:
    """Points with exactly two places."""
    return Decimal(cents) / 100
