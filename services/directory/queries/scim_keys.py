"""Whom HR means, by its keys and names, before anything is written."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Person
from .scim import called, user_name_key


async def meant(session: AsyncSession, values: Mapping[str, Any]) -> Person | None:
    """Whoever has HR's key; else who has the employee number and no other key. The row is not locked.

    That is who is here, or who has left and is called the same, if only one is.
    """
    key, number = values.get("external_id"), values.get("employee_no")
    if key:
        found = (await session.exec(select(Person).where(col(Person.external_id) == key))).first()
        if found:
            return found
    if not number:
        return None
    rows = (await session.exec(select(Person).where(col(Person.employee_no) == number))).all()
    rows = [row for row in rows if not (key and row.external_id)]
    here = [row for row in rows if row.active]
    gone = [row for row in rows if row.name == values.get("name")]
    return here[0] if here else (gone[0] if len(gone) == 1 else None)


async def named(session: AsyncSession, user_name: str, *, besides: UUID | None) -> bool:
    """Whether somebody else goes by this name for SCIM."""
    query = select(Person.id).where(called(user_name.lower()), col(Person.hr_removed_at).is_(None))
    if besides:
        query = query.where(col(Person.id) != besides)
    return (await session.exec(query.limit(1))).first() is not None


async def taken(
    session: AsyncSession, *, external_ids: Sequence[str], employee_nos: Sequence[str], names: Sequence[str]
) -> set[tuple[str, str]]:
    """Which of these keys and names belong to somebody, deleted or not: `("external_id", "P1")`, names as compared."""
    words = {word for name in names for word in (name, name.lower(), name.upper())}
    query = select(Person.external_id, Person.employee_no, Person.user_name_key).where(
        or_(
            col(Person.external_id).in_({*external_ids, *words}),
            col(Person.employee_no).in_({*employee_nos, *words}),
            col(Person.user_name_key).in_({user_name_key(name) for name in names}),
        )
    )
    found: set[tuple[str, str]] = set()
    for external_id, employee_no, key in (await session.exec(query)).all():
        found |= {("external_id", external_id or ""), ("employee_no", employee_no or "")}
        otherwise = user_name_key(employee_no or external_id or "")
        found.add(("name", key or otherwise))
    return found
