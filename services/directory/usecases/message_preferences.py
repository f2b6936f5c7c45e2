"""Saying how one wants to be reached."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse
from shared.errors import Stale

from ..models import Channel, MessagePreference
from ..queries import message_preferences as queries


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person says; quiet hours are `HH:MM`, or None for none."""

    language: str
    quiet_from: str | None
    quiet_until: str | None
    channels_off: list[Channel]
    kinds_off: list[str]


async def keep(session: AsyncSession, person_id: UUID, wishes: Wishes) -> MessagePreference:
    """In place of what was said before. Raises Stale if somebody said something for the first time just now."""
    known = await queries.of_person(session, person_id, lock=True)
    row = known or MessagePreference(person_id=person_id, language="zh", channels_off=[], kinds_off=[])
    row.language = wishes.language
    row.quiet_from, row.quiet_until = wishes.quiet_from, wishes.quiet_until
    row.channels_off = sorted(each.value for each in set(wishes.channels_off))
    row.kinds_off = sorted(set(wishes.kinds_off))
    if known is None:
        await add_or_refuse(session, row, _too_late)
    await session.flush()
    return row


async def _too_late() -> Exception:
    return Stale()
