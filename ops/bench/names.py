"""Identifiers made of a kind and a number, so that pgbench can name the same rows by arithmetic."""

from uuid import UUID


def named(kind: int, number: int) -> UUID:
    """The identifier of the numbered row of a kind."""
    return UUID(f"00000000-0000-7000-8000-{kind:04x}{number:08x}")


def named_in_sql(kind: int, number: str) -> str:
    """The same as an expression of PostgreSQL; `number` is one too."""
    return f"('00000000-0000-7000-8000-{kind:04x}' || lpad(to_hex(({number})::int), 8, '0'))::uuid"
