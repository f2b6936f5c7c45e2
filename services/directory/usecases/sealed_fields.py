"""Every column that is kept sealed: whether its keys are there, and sealing again under a new one."""

from typing import Any, NamedTuple

from sqlalchemy import Column, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.errors import SettingUnusable

from ..models import CorrectionRequest, HrFile, HrSyncContent, Person, WebhookSecret
from ..rules.privacy.sealing import FieldKeys, seal, unseal

_ID_FROM, _ID_LENGTH = 4, 8
"""Where in `v1.KEY.BYTES` the key's id stands."""
MOST = 100


class SealedColumn(NamedTuple):
    """A column, the one that says what it is sealed for, and as which field."""

    column: Column[Any]
    about: Column[Any]
    field: str


def _of(model: Any, column: str, field: str, about: str = "id") -> SealedColumn:
    columns = model.__table__.c
    return SealedColumn(columns[column], columns[about], field)


SEALED = (
    _of(Person, "phone_sealed", "phone"),
    _of(CorrectionRequest, "wished_sealed", "wished"),
    _of(WebhookSecret, "sealed", "webhook secret"),
    _of(HrFile, "sealed", "hr_file"),
    _of(HrSyncContent, "sealed", "hr_sync_content", about="run_id"),
)


class FieldKeyMissing(SettingUnusable):
    """Rows are sealed under a key that is not in the setting."""


async def check(session: AsyncSession, keys: FieldKeys) -> None:
    """Raises FieldKeyMissing."""
    for each in SEALED:
        key_id = func.substr(each.column, _ID_FROM, _ID_LENGTH)
        query = select(key_id).where(each.column.is_not(None)).distinct()
        found = (await session.execute(query)).scalars()
        if lacking := sorted(set(found) - set(keys.ring)):
            message = (
                f"{each.column.table.name} holds what was sealed under key {', '.join(lacking)}, which is not among "
                "SIYOU_FIELD_KEYS: add the key that was there before, behind the one that seals."
            )
            raise FieldKeyMissing(message)


async def reseal(session: AsyncSession, keys: FieldKeys) -> int:
    """Seal some of what an older key sealed under the first; 0 once there is nothing left. Raises Unopened.

    A row that somebody changes meanwhile is left for the next time.
    """
    done = 0
    for each in SEALED:
        older = ~each.column.startswith(f"v1.{keys.first}.", autoescape=True)
        query = select(each.about, each.column).where(each.column.is_not(None), older).limit(MOST - done)
        for about, sealed in (await session.execute(query)).all():
            text = unseal(keys, sealed, about=about, field=each.field)
            fresh = seal(keys, text, about=about, field=each.field)
            this = (each.about == about) & (each.column == sealed)
            await session.execute(update(each.column.table).where(this).values({each.column.name: fresh}))
            done += 1
        if done >= MOST:
            break
    return done
